/** An object in a state or a plan, by the parts of its address. */
export interface ResourceAddress {
  /** The modules, from the root on; empty for an object of the root module. */
  readonly modules: readonly ModuleStep[];
  readonly mode: Mode;
  readonly type: string;
  readonly name: string;
  /** The key by `count` or `for_each`; undefined without either. */
  readonly key?: Key | undefined;
  /**
   * Key of an object that was replaced and is still to be destroyed, as `0a1b2c3d`. It differs from
   * the current object of that address, and tells nothing of it.
   */
  readonly deposed?: string | undefined;
}

export interface ModuleStep {
  readonly name: string;
  readonly key?: Key | undefined;
}

export type Key = string | number;

export type Mode = "managed" | "data" | "ephemeral" | "list" | "action";

/** HCL's identifiers (https://github.com/hashicorp/hcl/blob/v2.23.0/hclsyntax/spec.md#identifiers). */
const IDENTIFIER = String.raw`[\p{ID_Start}_][\p{ID_Continue}-]*`;

/** Source of a pattern. A key of `for_each` is any text, also brackets, dots and escaped quotes. */
export const KEY = String.raw`\[(?:\d+|"(?:[^"\\]|\\.)*")\]`;

const MODULE = new RegExp(String.raw`^module\.(?<name>${IDENTIFIER})(?<key>${KEY})?\.`, "su");

const RESOURCE = new RegExp(
  String.raw`^(?:(?<mode>data|ephemeral|list|action)\.)?(?<type>${IDENTIFIER})\.(?<name>${IDENTIFIER})` +
    String.raw`(?<key>${KEY})?(?: \(deposed object (?<deposed>\w+)\))?$`,
  "su",
);

/**
 * Takes an address apart as Terraform writes it: `module.a["x.y"].data.aws_ami.b[0]`, or
 * `aws_vpc.a (deposed object 0a1b2c3d)`.
 *
 * @returns undefined for anything else, such as the address of a module
 */
export function parseAddress(address: string): ResourceAddress | undefined {
  const modules: ModuleStep[] = [];
  let rest = address;
  for (let step = MODULE.exec(rest); step; step = MODULE.exec(rest)) {
    modules.push({ name: step.groups!["name"]!, key: keyIn(step.groups!["key"]) });
    rest = rest.slice(step[0].length);
  }
  const { mode = "managed", type, name, key, deposed } = RESOURCE.exec(rest)?.groups ?? {};
  if (type === undefined || name === undefined || type === "module") return undefined;
  return { modules, mode: mode as Mode, type, name, key: keyIn(key), deposed };
}

/** The address as Terraform writes it. */
export function formatAddress({
  modules,
  mode,
  type,
  name,
  key,
  deposed,
}: ResourceAddress): string {
  const steps = [
    ...modules.map((step) => `module.${step.name}${formatKey(step.key)}`),
    ...(mode === "managed" ? [] : [mode]),
    type,
    `${name}${formatKey(key)}`,
  ];
  return steps.join(".") + deposedSuffix(deposed);
}

/** The address that all instances and objects of a resource share: `module.a["x"].aws_vpc.b`. */
export const resourceOf = (address: ResourceAddress): string =>
  formatAddress({ ...address, key: undefined, deposed: undefined });

/** What Terraform writes behind the address of an object that is not the current one. */
export const deposedSuffix = (deposed: string | undefined): string =>
  deposed === undefined ? "" : ` (deposed object ${deposed})`;

/** `[0]`, `["a\"b"]`, or nothing. */
export const formatKey = (key: Key | undefined | null): string =>
  key === undefined || key === null ? "" : `[${typeof key === "number" ? key : quoted(key)}]`;

/**
 * Quotes a key as Terraform does, which differs from JSON
 * (https://github.com/hashicorp/terraform/blob/v1.11.4/internal/addrs/instance_key.go).
 */
function quoted(key: string): string {
  const escaped = [...key].map((character) => ESCAPES[character] ?? printed(character)).join("");
  return `"${escaped.replace(/[$%](?=\{)/g, "$&$&")}"`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\n": String.raw`\n`,
  "\r": String.raw`\r`,
  "\t": String.raw`\t`,
  '"': String.raw`\"`,
  "\\": String.raw`\\`,
};

/** Characters that Go calls printable stay. */
function printed(character: string): string {
  if (/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character)) return character;
  const code = character.codePointAt(0)!.toString(16);
  return code.length > 4 ? `\\U${code.padStart(8, "0")}` : `\\u${code.padStart(4, "0")}`;
}

function keyIn(written: string | undefined): Key | undefined {
  if (written === undefined) return undefined;
  const within = written.slice(1, -1);
  return within.startsWith('"') ? unquoted(within.slice(1, -1)) : Number(within);
}

const ESCAPED = /\\U([\da-fA-F]{8})|\\u([\da-fA-F]{4})|\\(.)|([$%])\4\{/gsu;

const CONTROLS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

const unquoted = (text: string): string =>
  text.replace(ESCAPED, (whole, long?: string, short?: string, one?: string, sign?: string) => {
    if (sign !== undefined) return `${sign}{`;
    if (one !== undefined) return CONTROLS[one] ?? one;
    const code = Number.parseInt(long ?? short ?? "", 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

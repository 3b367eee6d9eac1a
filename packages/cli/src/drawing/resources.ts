import { originalAddress } from "../stand-ins/addresses";
import { isBlock, type Block, type Json } from "../stand-ins/json";
import { scan } from "../stand-ins/scanner";
import { parseAddress, resourceOf } from "../terraform/address";

/** What a plan does to a resource; `forget` leaves it to AWS, and out of the state. */
export type Change = "create" | "update" | "delete" | "replace" | "forget";

/** One object that a plan changes. */
export interface ChangedObject {
  readonly address: string;
  readonly change: Change;
}

/** A resource or a module of a stack, as a drawing looks at it. */
export interface Resource {
  readonly address: string;
  /** `module` for a module. */
  readonly type: string;
  /** Names of the constructs down to it, without the stack's own. */
  readonly path: readonly string[];
  /** Its arguments; none where the stack has it no longer. */
  readonly body: Block;
  readonly changes: readonly ChangedObject[];
}

/** A stack's JSON, as far as a drawing reads it. */
export interface DrawnJson {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly module?: Readonly<Record<string, object>>;
  /** What CDKTF notes of the stack. */
  readonly "//"?: unknown;
}

/** The resources of a stack, those that a plan destroys among them, and what refers to what. */
export class Resources {
  readonly all: readonly Resource[];
  private readonly byAddress: ReadonlyMap<string, Resource>;

  constructor(json: DrawnJson, changes: ReadonlyMap<string, Change> = new Map()) {
    const changed = new Map<string, ChangedObject[]>();
    for (const [written, change] of changes) {
      const object = { address: originalAddress(written), change };
      const own = ownAddress(object.address);
      changed.set(own, [...(changed.get(own) ?? []), object]);
    }
    const known = declared(json).map((one) => ({
      ...one,
      changes: changed.get(one.address) ?? [],
    }));
    const there = new Set(known.map(({ address }) => address));
    const gone = [...changed]
      .filter(([address]) => !there.has(address))
      .map(([address, objects]) => ({
        address,
        type: typeOf(address),
        path: pathIn(address),
        body: {},
        changes: objects,
      }));
    this.all = [...known, ...gone].toSorted(byPath);
    this.byAddress = new Map(this.all.map((one) => [one.address, one]));
  }

  of(...types: readonly string[]): readonly Resource[] {
    return this.all.filter(({ type }) => types.includes(type));
  }

  /** The resources that a value refers to, each once. */
  in(value: Json): readonly Resource[] {
    const found = new Set<Resource>();
    for (const text of textsIn(value)) {
      if (!text.includes("${")) continue;
      for (const { address } of scan(text, "template").references) {
        const resource = this.byAddress.get(originalAddress(address));
        if (resource) found.add(resource);
      }
    }
    return [...found];
  }

  /** Those of one type that a value refers to. */
  ofTypeIn(value: Json, type: string): readonly Resource[] {
    return this.in(value).filter((one) => one.type === type);
  }
}

/** Order by construct, then by address: the same for the same commit. */
const byPath = (one: Resource, other: Resource): number =>
  compared(one.path.join("/"), other.path.join("/")) || compared(one.address, other.address);

/** Of texts, in an order that no locale changes. */
export const compared = (one: string, other: string): number =>
  one < other ? -1 : one > other ? 1 : 0;

function declared({ resource = {}, module = {} }: DrawnJson): Omit<Resource, "changes">[] {
  const entries = [
    ...Object.entries(resource).flatMap(([type, bodies]) =>
      Object.entries(bodies).map(([name, body]) => [`${type}.${name}`, type, body] as const),
    ),
    ...Object.entries(module).map(([name, body]) => [`module.${name}`, "module", body] as const),
  ];
  return entries.map(([written, ownType, given]) => {
    const { "//": _, ...own } = given as Block;
    const path = noted(given);
    const address = originalAddress(written);
    const isStandIn = address !== written;
    return {
      address,
      type: isStandIn ? typeOf(address) : ownType,
      path: path === undefined ? pathIn(address) : path.split("/").slice(1),
      body: isStandIn && isBlock(own["input"]) ? own["input"] : own,
    };
  });
}

/** The path of a construct, with the stack's name. */
const noted = (body: object): string | undefined =>
  (body as { "//"?: { metadata?: { path?: string } } })["//"]?.metadata?.path;

/** The address in the stack's own JSON that an object of a plan belongs to. */
function ownAddress(address: string): string {
  const parsed = parseAddress(address);
  // That of a module as a whole, or of one of its instances.
  if (!parsed) return address.replace(/\[[^]*$/, "");
  const [module] = parsed.modules;
  return module ? `module.${module.name}` : resourceOf(parsed);
}

const typeOf = (address: string): string => parseAddress(address)?.type ?? "module";

/**
 * The constructs that a name of CDKTF's comes from: they are joined by `_`, and eight digits of a
 * hash follow (https://developer.hashicorp.com/terraform/cdktf/concepts/constructs#scope).
 */
function pathIn(address: string): string[] {
  const name = parseAddress(address)?.name ?? address.replace(/^module\./, "");
  return name
    .replace(/_[\dA-F]{8}$/, "")
    .split("_")
    .filter(Boolean);
}

function* textsIn(value: Json): Generator<string> {
  if (typeof value === "string") yield value;
  else if (Array.isArray(value)) for (const one of value) yield* textsIn(one);
  else if (isBlock(value)) for (const one of Object.values(value)) yield* textsIn(one);
}

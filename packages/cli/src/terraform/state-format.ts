import { describeState, type StateFile, type StateJson } from "./state-file";

/**
 * - `state`: format 4, which Terraform writes since 0.12
 * - `no-lineage`: format 4 without a lineage, which goes with every other (see isSameLineage)
 * - `old-format`: format 1 to 3, which Terraform reads and writes on as format 4
 * - `newer`: a format after 4
 * - `encrypted`: by OpenTofu or SOPS
 * - `encoding`: text, but not in UTF-8, with a byte order mark, or compressed
 * - `empty`: no bytes, which Terraform takes for no state
 * - `unknown`: none of these, which does not say that it is damaged
 */
export type StateKind =
  | "state"
  | "no-lineage"
  | "old-format"
  | "newer"
  | "encrypted"
  | "encoding"
  | "empty"
  | "unknown";

/** The kind of an object or a file at the place of a state. */
export interface StateFormat {
  readonly kind: StateKind;
  /** What it is, to go on after "is": `a state encrypted by OpenTofu, serial 9`. */
  readonly words: string;
  /** Whether Terraform 1.11 takes it; what is empty, as no state. */
  readonly readByTerraform: boolean;
  /** The serial; undefined if it cannot be seen. */
  readonly serial?: number | undefined;
  /** `""` where it has none; undefined where that cannot be seen. */
  readonly lineage?: string | undefined;
  /** What these operations can work with: of the kinds `state` and `no-lineage`. */
  readonly state?: StateFile | undefined;
}

/** Whether it is nothing that any client would take for a state. */
export const isNoState = ({ kind }: StateFormat): boolean => kind === "unknown" || kind === "empty";

/**
 * Tells what kind of object lies where a state is expected. The words hold none of its values.
 *
 * @param content the bytes; text that was read as UTF-8 shows less of another encoding
 */
export function stateFormat(content: Uint8Array | string): StateFormat {
  const bytes = typeof content === "string" ? Buffer.from(content) : Buffer.from(content);
  if (bytes.length === 0) return refused("empty", "an empty object", { readByTerraform: true });
  const wrapping = WRAPPINGS.find(([, begins]) => begins.test(bytes.toString("hex", 0, 16)));
  if (wrapping) return wrapped(wrapping[0], bytes);
  const text = bytes.toString("utf8");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return ofText(text);
  }
  return ofJson(json, text);
}

/**
 * First bytes in hexadecimal. Those of UTF-16 also without a byte order mark, as every other byte
 * of plain text is zero. What is no UTF-8 has become efbfbd in what was read as such.
 */
const WRAPPINGS: readonly (readonly [string, RegExp])[] = [
  ["UTF-8 with a byte order mark", /^efbbbf/],
  ["UTF-16LE", /^(fffe|(7b|20|09|0a|0d)00..00|(efbfbd){2}..00)/],
  ["UTF-16BE", /^(feff|00(7b|20|09|0a|0d)00|(efbfbd){2}00)/],
  ["gzip", /^1f(8b|efbfbd)/],
  ["zip", /^504b0304/],
  ["bzip2", /^425a68/],
  ["xz", /^(fd|efbfbd)377a585a00/],
  ["zstd", /^28(b5|efbfbd)2f(fd|efbfbd)/],
];

const COMPRESSED = new Set(["gzip", "zip", "bzip2", "xz", "zstd"]);

function wrapped(wrapping: string, bytes: Buffer): StateFormat {
  if (COMPRESSED.has(wrapping)) {
    return refused("encoding", `something compressed as ${wrapping}`);
  }
  const encoding = wrapping.startsWith("UTF-16") ? "utf-16le" : "utf-8";
  const turned = wrapping === "UTF-16BE" && bytes.length % 2 === 0 ? swapped(bytes) : bytes;
  // The decoder takes the mark away.
  const within = stateFormat(new TextDecoder(encoding).decode(turned));
  const what = within.kind === "unknown" || within.kind === "encoding" ? "text" : within.words;
  return refused("encoding", `${what}, in ${wrapping}`, {
    serial: within.serial,
    lineage: within.lineage,
  });
}

const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();

function ofJson(json: unknown, text: string): StateFormat {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    return refused("unknown", "JSON, but no object");
  }
  const facts = json as Readonly<Record<string, unknown>>;
  const serial = typeof facts["serial"] === "number" ? facts["serial"] : undefined;
  const lineage = typeof facts["lineage"] === "string" ? facts["lineage"] : undefined;
  const named = (words: string) => (serial === undefined ? words : `${words}, serial ${serial}`);
  const seen = { serial, lineage };
  // https://github.com/opentofu/opentofu/blob/main/internal/encryption/base.go
  if (["encryption_version", "encrypted_data"].some((name) => typeof facts[name] === "string")) {
    return refused("encrypted", named("a state encrypted by OpenTofu"), seen);
  }
  if (typeof facts["sops"] === "object") {
    return refused("encrypted", "JSON encrypted by SOPS");
  }
  if ("backend" in facts) {
    return refused("unknown", "Terraform's note of which backend a folder uses, and no state");
  }
  const version = facts["version"];
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1) {
    return refused("unknown", "JSON, but without the version of a state's format");
  }
  if (version > 4) {
    return refused(
      "newer",
      named(`a state of format ${version}, newer than the 4 known here`),
      seen,
    );
  }
  if (version < 4) {
    const words = `a state of format ${version}, which Terraform before 0.12 wrote`;
    const old = { readByTerraform: true, serial, lineage: lineage ?? "" };
    return refused("old-format", named(words), old);
  }
  const state = described(json as StateJson, text);
  if (!state)
    return refused("unknown", "JSON that says it is a state of format 4, without its parts");
  const about = { readByTerraform: true, serial: state.serial, lineage: state.lineage, state };
  return state.lineage === ""
    ? { kind: "no-lineage", words: `a state without a lineage, serial ${state.serial}`, ...about }
    : { kind: "state", words: `a state, serial ${state.serial}`, ...about };
}

/** A document far from a state, such as a list with null in it, is none either. */
function described(json: StateJson, text: string): StateFile | undefined {
  try {
    return describeState(json, text);
  } catch {
    return undefined;
  }
}

function ofText(text: string): StateFormat {
  // Before 0.7 (https://github.com/hashicorp/terraform/blob/v1.11.4/internal/states/statefile/read.go)
  if (text.startsWith("tfstate")) {
    return refused("old-format", "a state in the binary format of Terraform before 0.7");
  }
  const begun = /^\s*\{/.test(text);
  return refused("unknown", begun ? "text that begins as JSON and is none" : "no JSON");
}

const refused = (
  kind: StateKind,
  words: string,
  more: Pick<StateFormat, "serial" | "lineage"> & { readByTerraform?: boolean } = {},
): StateFormat => ({ kind, words, readByTerraform: false, ...more });

/**
 * Whether one state can be an older or newer one of the other. "Anything goes" for one without a
 * lineage (https://github.com/hashicorp/terraform/blob/v1.11.4/internal/states/statemgr/migrate.go).
 */
export const isSameLineage = (one: string, other: string): boolean =>
  one === other || one === "" || other === "";

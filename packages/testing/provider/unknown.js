// Values as Terraform and providers hand them on, in MessagePack, where some are not known yet: those
// are extensions there (https://github.com/hashicorp/terraform/blob/main/docs/plugin-protocol/object-wire-format.md).
const { packed } = require("./packed");

const NULL = 0xc0;

/** By the first byte of a value how many bytes of a length follow, and what it is. */
const SIZED = {
  0xc4: [1, "bytes"],
  0xc5: [2, "bytes"],
  0xc6: [4, "bytes"],
  0xc7: [1, "unknown"],
  0xc8: [2, "unknown"],
  0xc9: [4, "unknown"],
  0xd9: [1, "bytes"],
  0xda: [2, "bytes"],
  0xdb: [4, "bytes"],
  0xdc: [2, "list"],
  0xdd: [4, "list"],
  0xde: [2, "map"],
  0xdf: [4, "map"],
};

/** Lengths of numbers, from 0xca on, and of extensions of a fixed length, from 0xd4 on. */
const NUMBERS = [4, 8, 1, 2, 4, 8, 1, 2, 4, 8];
const FIXED = [1, 2, 4, 8, 16];

/** What begins at a byte: its kind, where its content begins, and how many bytes or items that has. */
function kindAt(buffer, at) {
  const byte = buffer[at];
  if (byte < 0x80 || byte >= 0xe0) return { kind: "bytes", start: at + 1, size: 0 };
  if (byte < 0x90) return { kind: "map", start: at + 1, size: byte & 0x0f };
  if (byte < 0xa0) return { kind: "list", start: at + 1, size: byte & 0x0f };
  if (byte < 0xc0) return { kind: "bytes", start: at + 1, size: byte & 0x1f };
  if (byte === NULL) return { kind: "null", start: at + 1, size: 0 };
  if (byte < 0xc4) return { kind: "bytes", start: at + 1, size: 0 };
  const sized = SIZED[byte];
  if (sized !== undefined) {
    const [length, kind] = sized;
    // An extension has its type between its length and its content.
    const start = at + 1 + length + (kind === "unknown" ? 1 : 0);
    return { kind, start, size: buffer.readUIntBE(at + 1, length) };
  }
  if (byte >= 0xd4) return { kind: "unknown", start: at + 2, size: FIXED[byte - 0xd4] };
  return { kind: "bytes", start: at + 1, size: NUMBERS[byte - 0xca] };
}

/** Where a value ends. */
function endOf(buffer, at) {
  const { kind, start, size } = kindAt(buffer, at);
  if (kind !== "list" && kind !== "map") return start + size;
  let end = start;
  for (let left = kind === "map" ? size * 2 : size; left > 0; left--) end = endOf(buffer, end);
  return end;
}

const textAt = (buffer, at) => {
  const { start, size } = kindAt(buffer, at);
  return buffer.toString("utf8", start, start + size);
};

/**
 * A value with others in the place of what is not known.
 *
 * @param {Buffer} buffer
 * @param {unknown} type of the value, as Terraform's schemas have it
 * @param {(type: unknown, path: readonly string[], kind: "unknown" | "null") => unknown} make the value
 *   for a place, as JSON has it; undefined leaves a null as it is
 */
function settled(buffer, type, make, path = [], at = 0) {
  const { kind, start, size } = kindAt(buffer, at);
  const whole = buffer.subarray(at, endOf(buffer, at));
  if (kind === "unknown" || kind === "null") {
    const made = make(type, path, kind);
    return made === undefined ? whole : packed(made);
  }
  if (kind === "bytes" || !Array.isArray(type)) return whole;
  const [of, inner] = type;
  const parts = [buffer.subarray(at, start)];
  let end = start;
  for (let left = size; left > 0; left--) {
    let below = path;
    let innerType = inner;
    if (kind === "map") {
      const key = textAt(buffer, end);
      const value = endOf(buffer, end);
      parts.push(buffer.subarray(end, value));
      end = value;
      below = [...path, key];
      if (of === "object") innerType = inner[key];
    }
    parts.push(settled(buffer, innerType, make, below, end));
    end = endOf(buffer, end);
  }
  return Buffer.concat(parts);
}

module.exports = { isNull: (buffer) => buffer[0] === NULL, settled };

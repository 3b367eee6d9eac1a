// MessagePack, as far as Terraform's values have it (https://github.com/msgpack/msgpack, spec.md).

/** @param {unknown} value as JSON has it @returns {Buffer} */
function packed(value) {
  if (value === null || value === undefined) return Buffer.from([0xc0]);
  if (typeof value === "boolean") return Buffer.from([value ? 0xc3 : 0xc2]);
  if (typeof value === "number") return number(value);
  if (typeof value === "string") {
    const bytes = Buffer.from(value);
    return Buffer.concat([sized(0xdb, bytes.length), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([sized(0xdd, value.length), ...value.map(packed)]);
  // Terraform has the attributes of objects in order.
  const entries = Object.keys(value).toSorted();
  const parts = entries.flatMap((key) => [packed(key), packed(value[key])]);
  return Buffer.concat([sized(0xdf, entries.length), ...parts]);
}

function number(value) {
  const isSmall = Number.isInteger(value) && value >= 0 && value < 128;
  if (isSmall) return Buffer.from([value]);
  const made = Buffer.alloc(9);
  made[0] = 0xcb;
  made.writeDoubleBE(value, 1);
  return made;
}

function sized(kind, size) {
  const made = Buffer.alloc(5);
  made[0] = kind;
  made.writeUInt32BE(size, 1);
  return made;
}

module.exports = { packed };

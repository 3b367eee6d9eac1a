/** Of a message, by their numbers; of repeated ones the last. */
export type Fields = ReadonlyMap<number, Buffer>;

/** https://protobuf.dev/programming-guides/encoding */
export function fieldsOf(message: Buffer): Fields {
  const fields = new Map<number, Buffer>();
  let at = 0;
  const varint = () => {
    let [value, shift] = [0, 1];
    for (let byte = message[at++]!; ; byte = message[at++]!) {
      value += (byte & 127) * shift;
      if (byte < 128) return value;
      shift *= 128;
    }
  };
  while (at < message.length) {
    const tag = varint();
    if ((tag & 7) === 0) varint();
    else if ((tag & 7) === 2) {
      const length = varint();
      fields.set(tag >> 3, message.subarray(at, at + length));
      at += length;
    } else throw new Error(`got a field of wire type ${tag & 7}, expected 0 or 2`);
  }
  return fields;
}

export function field(number: number, content: Buffer | string): Buffer {
  const body = Buffer.from(content);
  return Buffer.concat([varint(number * 8 + 2), varint(body.length), body]);
}

export const flag = (number: number): Buffer => Buffer.concat([varint(number * 8), varint(1)]);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 128);
  }
}

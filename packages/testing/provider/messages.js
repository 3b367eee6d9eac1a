// Protocol buffers, as far as the messages between Terraform and its providers have them:
// https://protobuf.dev/programming-guides/encoding
function varint(value) {
  const made = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) made.push((rest % 128) + 128);
  return Buffer.from([...made, rest]);
}

const bytes = (number, value) =>
  Buffer.concat([varint(number * 8 + 2), varint(value.length), value]);

const text = (number, value) => bytes(number, Buffer.from(value));

function fields(message) {
  const found = [];
  let at = 0;
  const number = () => {
    let [value, scale] = [0, 1];
    for (; message[at] > 127; scale *= 128) value += (message[at++] - 128) * scale;
    return value + message[at++] * scale;
  };
  while (at < message.length) {
    const key = number();
    const isText = key % 8 === 2;
    const value = number();
    found.push({ number: key >> 3, value: isText ? message.subarray(at, (at += value)) : value });
  }
  return found;
}

const all = (message, wanted) =>
  fields(message)
    .filter(({ number }) => number === wanted)
    .map(({ value }) => value);

/** Of a message that has it at most once. */
const one = (message, wanted) => all(message, wanted)[0];

module.exports = { all, bytes, fields, one, text };

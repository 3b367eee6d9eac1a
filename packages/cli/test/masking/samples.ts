/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What notations treat apart, beside letters of one to four bytes. */
const CHARACTERS = [..."abcXYZ019 &<>\"'\\/+=%#?{}[]:,;.-_~!*()$\n\t\u2028\u2029é中😀"];

/** A secret of so many characters. */
export const secretOf = (random: () => number, length: number): string =>
  Array.from({ length }, () => CHARACTERS[Math.floor(random() * CHARACTERS.length)]!).join("");

/** As Go's encoding/json writes it: https://pkg.go.dev/encoding/json#HTMLEscape. */
export const goJson = (text: string): string =>
  JSON.stringify(text).replace(
    /[&<>\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

const inner = (json: string): string => json.slice(1, -1);

/** As Go's url.QueryEscape: all but letters, digits and -_.~. */
const query = (text: string, space: string): string =>
  [...Buffer.from(text)]
    .map((byte) => String.fromCharCode(byte))
    .map((byte) =>
      byte === " "
        ? space
        : /[\w.~-]/.test(byte)
          ? byte
          : `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
    )
    .join("");

/** How a text is written in other notations. */
export const FORMS: Readonly<Record<string, (text: string) => string>> = {
  "as it is": (text) => text,
  JSON: (text) => inner(JSON.stringify(text)),
  "Go's JSON": (text) => inner(goJson(text)),
  "JSON in JSON": (text) => inner(JSON.stringify(JSON.stringify(text))),
  "Go's JSON in Go's JSON": (text) => inner(goJson(goJson(text))),
  "JSON of ASCII": (text) =>
    inner(JSON.stringify(text)).replace(
      /[^ -~]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  "a URL": (text) => encodeURIComponent(text),
  "a URL by Go": (text) => query(text, "%20"),
  "a form": (text) => query(text, "+"),
  "a URL in small letters": (text) =>
    query(text, "%20").replace(/%../g, (code) => code.toLowerCase()),
  hex: (text) => Buffer.from(text).toString("hex"),
  "hex in capitals": (text) => Buffer.from(text).toString("hex").toUpperCase(),
  "base64 in a URL": (text) => query(Buffer.from(text).toString("base64"), "%20"),
};

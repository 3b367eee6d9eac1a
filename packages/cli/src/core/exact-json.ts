import { isSafeNumber, parse } from "lossless-json";

/**
 * A number of 15 digits or more, or with an exponent: what a double may not hold as it is written.
 * Ids and hashes, which are strings, do not begin as a number does.
 */
const LONG_NUMBER = /(?:^|[[:,\s])-?(?:[\d.]{16}|[\d.]+[eE])/;

/**
 * `JSON.parse` for what Terraform writes, whose numbers have 512 bits: one that JavaScript would
 * change comes as its text, so that two of them can be told apart and found where they stand.
 *
 * @throws SyntaxError when it is no JSON
 */
export function parseExactly(text: string): unknown {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text);
  return parse(text, undefined, (number) => (isSafeNumber(number) ? Number(number) : number));
}

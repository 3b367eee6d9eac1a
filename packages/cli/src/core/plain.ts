import { stripVTControlCharacters } from "node:util";

/**
 * What a terminal or a browser acts on without showing it: control characters but line ends and
 * tabs, those that turn the direction of the text (https://trojansource.codes), and those that have
 * no width, by which two names look like one. Joiners stay, as scripts and emoji need them.
 */
const UNSEEN =
  /[^\P{Cc}\n\t]|[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;

/**
 * Strings for the terminal itself (OSC, DCS, SOS, PM, APC), with their end: titles, the clipboard
 * (ECMA-48, 5.6; xterm ends them with BEL as well). None of them goes on in another line.
 */
const BEGIN = String.raw`(?:\u001B[\]PX^_]|[\u0090\u0098\u009D-\u009F])`;
const END = String.raw`(?:\u0007|\u001B\\|\u009C)`;
const STRINGS = new RegExp(`${BEGIN}[^\\u0007\\u001B\\u009C\\n]*${END}`, "g");

/** Text of somebody else's without any of that; sequences for terminals go as a whole. */
export const plain = (text: string): string =>
  stripVTControlCharacters(text.replace(STRINGS, "")).replaceAll("\r\n", "\n").replace(UNSEEN, "");

/** In one line. */
export const plainLine = (text: string): string => plain(text).replace(/\s+/g, " ").trim();

/** JSON with escapes in the place of what nobody sees: the same document. */
export const plainJson = (json: string): string =>
  json
    .replace(/\r\n/g, "\n")
    .replace(UNSEEN, (character) =>
      Array.from(
        { length: character.length },
        (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
      ).join(""),
    );

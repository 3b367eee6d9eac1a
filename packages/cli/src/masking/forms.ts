/** Length, in characters, below which values are masked only where they stand whole. */
export const SHORT = 4;

/** The texts that are searched for. */
export interface Forms {
  /** Masked wherever they stand. */
  readonly long: readonly string[];
  /** Masked where they stand whole. */
  readonly short: readonly string[];
}

/**
 * Values as they are, each line of a longer text, and large numbers as programs write them that
 * have them in 64 bits. Blanks and booleans are no secrets: they would be found everywhere.
 */
export function formsOf(secrets: readonly string[]): Forms {
  const long = new Set<string>();
  const short = new Set<string>();
  for (const secret of secrets) {
    if (!isSecret(secret)) continue;
    if (secret.length < SHORT) short.add(secret);
    else {
      const forms = [secret, inHcl(secret), unwrappedForm(secret), ...linesOf(secret)];
      for (const form of [...forms, ...numbersAs(secret)]) long.add(form);
    }
  }
  return { long: [...long], short: [...short] };
}

export const isSecret = (value: string): boolean => !/^(\s*|true|false)$/.test(value);

/**
 * Lines of a text without their indentation, and without lines that say nothing, such as `---` or
 * `},`.
 */
const linesOf = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.length >= SHORT && HAS_LETTER_OR_DIGIT.test(line) && isSecret(line));

export const HAS_LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** `${` of a text, as Terraform writes it where it writes HCL. */
const inHcl = (text: string): string => text.replace(/[$%](?=\{)/g, "$&$&");

/** As `unwrapped` reads it; itself where it has no blanks, or nothing else. */
function unwrappedForm(text: string): string {
  const words = text.trim().replace(/\s+/g, " ");
  return words.length >= SHORT && words.includes(" ") ? words : text;
}

/**
 * 7227701560655103597 as JavaScript has it, and as Go's %v of a float64; a number with an exponent,
 * as JavaScript writes those of 1e21 and more, with all its digits as well, as Terraform does.
 */
function numbersAs(text: string): string[] {
  const [, sign = "", whole, fraction = "", exponent] = NUMBER.exec(text) ?? [];
  if (whole === undefined) return [];
  if (exponent === undefined && whole.length + fraction.length < 16) return [];
  const number = Number(text);
  const rounded = [String(number), number.toExponential().replace(/e([+-])(\d)$/, "e$10$2")];
  if (exponent === undefined || Math.abs(Number(exponent)) > LARGEST_EXPONENT) return rounded;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const full =
    point <= 0
      ? `0.${"0".repeat(-point)}${digits}`
      : point >= digits.length
        ? digits.padEnd(point, "0")
        : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return [...rounded, sign + full].filter((form) => form.length >= SHORT);
}

const NUMBER = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** More than the largest exponent of a double. */
const LARGEST_EXPONENT = 400;

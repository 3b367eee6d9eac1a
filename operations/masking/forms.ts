/** Values below are masked only where they stand whole. In characters. */
export const SHORT = 4;

/** What is searched for. */
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
      for (const form of [secret, ...linesOf(secret), ...roundedNumbers(secret)]) long.add(form);
    }
  }
  return { long: [...long], short: [...short] };
}

export const isSecret = (value: string): boolean => !/^(\s*|true|false)$/.test(value);

/** Without their indentation; those that say nothing, as `---` or `},`, are none. */
const linesOf = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.length >= SHORT && HAS_LETTER_OR_DIGIT.test(line) && isSecret(line));

export const HAS_LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** 7227701560655103597 as JavaScript has it, and as Go's %v of a float64. */
function roundedNumbers(text: string): string[] {
  if (!/^-?\d{16,}$/.test(text)) return [];
  const number = Number(text);
  return [String(number), number.toExponential().replace(/e\+(\d)$/, "e+0$1")];
}

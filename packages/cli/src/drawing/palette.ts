import type { Change } from "./resources";

/** A colour by day and by night. */
type Pair = readonly [light: string, dark: string];

/**
 * The colours of drawings. Text has a contrast of at least 4.5 to 1 on what it stands on, lines of
 * 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11).
 */
export const PALETTE = {
  paper: ["#ffffff", "#0d1117"],
  ink: ["#1f2328", "#e6edf3"],
  faint: ["#59636e", "#9198a1"],
  line: ["#818b98", "#7d8590"],
  arrow: ["#57606a", "#8b949e"],
  node: ["#fefefe", "#161b22"],
  network: ["#f6f8fa", "#11161d"],
  public: ["#eaf5ec", "#12261a"],
  publicLine: ["#4a9d5f", "#3f8f55"],
  private: ["#eaf1fc", "#121d2f"],
  cluster: ["#f4f8ff", "#182740"],
  privateLine: ["#5b88d6", "#4b79c9"],
  create: ["#116329", "#56d364"],
  createFill: ["#dafbe1", "#0f2d1a"],
  update: ["#7d4e00", "#e3b341"],
  updateFill: ["#fff8c5", "#332a0c"],
  replace: ["#6639ba", "#be8fff"],
  replaceFill: ["#fbefff", "#2a1b47"],
  delete: ["#b31d28", "#ff8182"],
  deleteFill: ["#ffebe9", "#3c1418"],
  forget: ["#59636d", "#9198a2"],
  forgetFill: ["#eff2f5", "#1c2128"],
} as const satisfies Readonly<Record<string, Pair>>;

export type Colour = keyof typeof PALETTE;

/** By day, as it is written into the drawing; the style turns it into the one by night. */
export const light = (colour: Colour): string => PALETTE[colour][0];

/**
 * Style of a drawing, alone or within a page: spaces as they are, and by night other colours.
 *
 * @param drawn what the drawing has, by which only its own colours are named
 */
export function styleSheet(drawn: string): string {
  const rules = Object.values(PALETTE).flatMap(([day, night]) =>
    ["fill", "stroke"]
      .filter((attribute) => drawn.includes(`${attribute}="${day}"`))
      .map((attribute) => `.groundwork-drawing [${attribute}="${day}"]{${attribute}:${night}}`),
  );
  return [
    ".groundwork-drawing text{white-space:pre}",
    "@media (prefers-color-scheme:dark){",
    ...rules,
    "}",
  ].join("\n");
}

/** What a plan does, in a word and a sign that need no colour, the gravest first. */
export const CHANGES: Readonly<Record<Change, { readonly sign: string; readonly word: string }>> = {
  delete: { sign: "−", word: "destroyed" },
  replace: { sign: "±", word: "replaced" },
  update: { sign: "~", word: "changed" },
  create: { sign: "+", word: "made" },
  forget: { sign: ".", word: "forgotten" },
};

/** The gravest of several; undefined without any. */
export function gravest(changes: readonly { readonly change: Change }[]): Change | undefined {
  return (Object.keys(CHANGES) as Change[]).find((one) =>
    changes.some(({ change }) => change === one),
  );
}

import { ENGINES, type EngineName } from "./engines";

/**
 * A text in the words of another engine: the packages it imports or names, and the commands. Prose
 * keeps its words, and so does what both engines call alike: cdktf.json, cdktf.out, `@cdktf/warn`.
 */
export function inWordsOf(text: string, from: EngineName, to: EngineName): string {
  const words = [
    // "cdktf", "cdktf/lib/app"
    `(?<=["'\`])${from}(?=["'\`/])`,
    // @cdktf/provider-aws, also in a regular expression
    `(?<=@)${from}(?=\\\\?/)(?!\\\\?/\\(?(?:warn|error|info)\\b)`,
    `\\b${from}(?=-cli\\b)`,
    `\\b${from}(?= (?:synth|diff|deploy|destroy|list|output)\\b)`,
    // node_modules/cdktf/lib, node_modules/.bin/cdktf, bundle/bin/cdktf.js
    `(?<=node_modules/|bin/)${from}(?=\\b(?!-))`,
  ];
  return text.replace(new RegExp(words.join("|"), "g"), to);
}

/**
 * The root's package.json for another engine, whose versions and Node it names.
 *
 * @param text of package.json
 */
export function manifestFor(text: string, from: EngineName, to: EngineName): string {
  const manifest = JSON.parse(inWordsOf(text, from, to));
  const { packages, node } = ENGINES[to];
  for (const group of ["dependencies", "devDependencies"]) {
    for (const name of Object.keys(manifest[group] ?? {})) {
      if (Object.hasOwn(packages, name)) manifest[group][name] = packages[name];
    }
  }
  manifest.engines = { ...manifest.engines, node };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** What tells of both engines is for neither. */
const OF_BOTH = [
  /^package-lock\.json$/,
  /(^|\/)cli\/.*\bengine\//,
  /(^|\/)docs\/(engines|decisions)\b/,
  /(^|\/)CHANGELOG\.md$/,
];

/** Whether a file of the checkout is rewritten. @param file from its root */
export const isRewritten = (file: string): boolean => !OF_BOTH.some((kept) => kept.test(file));

import intersects from "semver/ranges/intersects";
import validRange from "semver/ranges/valid";
import { ENGINES, type EngineName } from "./engines";
import { withVersions, type Versions } from "./providers";

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
    `(?<=\\bnpx )${from}\\b`,
    // node_modules/cdktf/lib, node_modules/.bin/cdktf, bundle/bin/cdktf.js
    `(?<=node_modules/|bin/)${from}(?=\\b(?!-))`,
  ];
  return text.replace(new RegExp(words.join("|"), "g"), to);
}

/**
 * The root's package.json for another engine, whose versions and Node it names.
 *
 * @param text of package.json
 * @param versions of packages of providers that the engine is not known to go together with
 */
export function manifestFor(
  text: string,
  from: EngineName,
  to: EngineName,
  versions: Versions = {},
): string {
  const manifest = JSON.parse(withVersions(inWordsOf(text, from, to), to, versions));
  const { packages, node } = ENGINES[to];
  for (const group of ["dependencies", "devDependencies"]) {
    for (const name of Object.keys(manifest[group] ?? {})) {
      if (Object.hasOwn(packages, name)) manifest[group][name] = packages[name];
    }
  }
  manifest.engines = { ...manifest.engines, node };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** What names the Node.js of the checkout: workflows and builds read the first. */
const NODE = /(^|\/)(\.nvmrc|\.devcontainer\/devcontainer\.json)$/;

/** Whether a file names the Node.js of the checkout. @param file from its root */
export const namesNode = (file: string): boolean => NODE.test(file);

/**
 * What takes the place of a Node.js that an engine does not run on.
 *
 * @param named as `.nvmrc` has it: `20.20.2`, `v20`, `lts/*`
 * @param running that runs this, and that the engine takes
 * @returns `named` itself where that can be right
 */
export function nodeFor(named: string, to: EngineName, running: string): string {
  const range = validRange(named);
  return range === null || intersects(range, ENGINES[to].node) ? named : running;
}

/** A text that names the one Node.js, with another in its place: all of `.nvmrc`, or in quotes. */
export const onNode = (text: string, named: string, other: string): string =>
  text.trim() === named
    ? text.replace(named, other)
    : text.replaceAll(JSON.stringify(named), JSON.stringify(other));

/** What tells of both engines is for neither. */
const OF_BOTH = [
  /^package-lock\.json$/,
  /(^|\/)cli\/.*\bengine\//,
  /(^|\/)testing\/prove-cdktn\.js$/,
  /(^|\/)docs\/(engines|decisions)\b/,
  /(^|\/)CHANGELOG\.md$/,
];

/** Whether a file of the checkout is rewritten. @param file from its root */
export const isRewritten = (file: string): boolean => !OF_BOTH.some((kept) => kept.test(file));

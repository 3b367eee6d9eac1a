import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { checkoutRoot } from "../../src/project";

/**
 * The floors of the house, lowest first. Rooms on one floor do not know each other. The linter says so
 * while one writes (packages/.oxlintrc.json); layers.test.ts holds its layers to these floors.
 */
export const FLOORS: readonly (readonly string[])[] = [
  ["constructs"],
  ["configuration", "policies"],
  ["cli/core"],
  ["cli/masking", "cli/sources"],
  ["cli/words"],
  ["cli/terraform"],
  ["cli/stand-ins", "cli/emulator"],
  ["cli/drawing", "cli/costs"],
  ["cli/state", "cli/comparison"],
  ["cli/code-deploy"],
  ["cli/delivery"],
  ["cli/github", "cli/synth", "cli/completion", "cli/engine", "cli/operate", "cli/help"],
  ["cli/upgrade", "cli/rollback", "cli/pipeline", "cli/tasks", "cli/adoption"],
  ["cli/load-test"],
  ["cli/rehearsal", "cli/begin"],
  ["cli"],
  ["stacks", "environments"],
  ["main"],
];

/** Within constructs, lowest first; what lies beside the folders is below them all. */
export const CONSTRUCTS = [
  "constructs",
  "constructs/encryption",
  "constructs/state",
  "constructs/stack",
  "constructs/observability",
  "constructs/network",
  "constructs/registry",
  "constructs/data",
  "constructs/container-service",
  "constructs/layers",
  "constructs/delivery",
];

/** Sources of the project and its packages, without tests, relative to the checkout. */
export function sources(): string[] {
  const packages = ["constructs", "configuration", "policies", "cli"].map(
    (name) => `packages/${name}/src`,
  );
  return ["main.ts", ...["environments", "stacks", ...packages].flatMap(filesBelow)];
}

const filesBelow = (folder: string): string[] =>
  readdirSync(path.join(checkoutRoot, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `${folder}/${file}`);

/** One import, by the files at both ends. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

/** What a source takes from other sources, by path or by a package's name, types included. */
export function importsOf(file: string, text = read(file)): Import[] {
  const specifiers = text.matchAll(/(?:\bfrom|\bimport|\brequire\()\s*\(?\s*"([^"$]+)"/g);
  return [...specifiers].flatMap(([, specifier]) => {
    const to = resolve(file, specifier!);
    return to === undefined ? [] : [{ from: file, to }];
  });
}

const read = (file: string): string => readFileSync(path.join(checkoutRoot, file), "utf8");

/** @returns undefined for what is no source of this project */
function resolve(file: string, specifier: string): string | undefined {
  const [, name, inner] = /^@groundwork\/([\w-]+)(?:\/(.+))?$/.exec(specifier) ?? [];
  if (name === undefined && !specifier.startsWith(".")) return undefined;
  const target =
    name === undefined
      ? path.join(path.dirname(file), specifier)
      : `packages/${name}/src/${inner ?? "index"}`;
  const stem = target.replace(/\.[jt]s$/, "");
  const found = [`${stem}.ts`, `${stem}/index.ts`].find((candidate) =>
    statSync(path.join(checkoutRoot, candidate), { throwIfNoEntry: false })?.isFile(),
  );
  if (found === undefined) throw new Error(`${file}: nothing lies at ${specifier}`);
  return found;
}

/** Which room a source lies in, as FLOORS and CONSTRUCTS name them. */
export function roomOf(file: string, inConstructs = false): string {
  const [, cli] = /^packages\/cli\/src\/([\w-]+)\//.exec(file) ?? [];
  if (cli !== undefined) return `cli/${cli}`;
  const [, name, folder] = /^packages\/([\w-]+)\/src\/(?:([\w-]+)\/)?/.exec(file) ?? [];
  if (name === undefined) return file.split("/")[0]!.replace(/\.ts$/, "");
  return inConstructs && folder !== undefined ? `${name}/${folder}` : name;
}

import { createHash } from "node:crypto";
import {
  cp,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  symlink,
} from "node:fs/promises";
import path from "node:path";
import { OperationError } from "../core/errors";
import { packagesDir } from "../core/project";

/** What the package managers keep, by which others install the same. npm's comes first. */
const LOCKS = [
  "package-lock.json",
  "npm-shrinkwrap.json",
  "pnpm-lock.yaml",
  "yarn.lock",
  "bun.lock",
];

const MODULES = "node_modules";

interface Locked {
  readonly link?: boolean;
  readonly resolved?: string;
}

/** What a lock file of npm's says, by the place of each package. */
type Packages = Readonly<Record<string, Locked>>;

const packagesOf = (text: string): Packages =>
  (JSON.parse(text) as { readonly packages?: Packages }).packages ?? {};

/**
 * What other people's packages a lock file names, without those that lie in the project itself.
 *
 * @param text of a package-lock.json
 */
export function lockedOthers(text: string): string {
  const others = Object.entries(packagesOf(text)).filter(
    ([place, { link }]) => place.includes(`${MODULES}/`) && !link,
  );
  return createHash("sha256").update(JSON.stringify(others.toSorted())).digest("hex");
}

/** The lock file of a project: its name, and what it says of other people's packages. */
async function lockOf(root: string): Promise<{ name: string; others: string } | undefined> {
  for (const name of LOCKS) {
    const text = await readFile(path.join(root, name), "utf8").catch(() => undefined);
    if (text === undefined) continue;
    return { name, others: name.endsWith(".json") ? lockedOthers(text) : text };
  }
  return undefined;
}

/**
 * Gives a checkout a node_modules of its own: other people's packages are links to those that are
 * installed, the project's own packages are its own. Where its lock file names others than the
 * project at hand has, they are installed, once for each such file.
 *
 * @param root the project at hand, whose packages are installed
 * @param to the checkout
 * @param cache a folder for packages that are installed for it
 * @returns by what those packages are known again
 * @throws OperationError when they cannot be installed
 */
export async function giveModules(root: string, to: string, cache: string): Promise<string> {
  const [mine, other] = [await lockOf(root), await lockOf(to)];
  const isSame = other === undefined || mine?.others === other.others;
  const from = isSame ? root : await installed(to, other, cache);
  const own = await ownPackages(from, to);
  await linkAll(from, to, own);
  // What npm puts beside one of the project's own packages is for that one alone.
  for (const place of own.values()) {
    const [beside, target] = [from, to].map((folder) => path.join(folder, place, MODULES));
    if (
      (await kindOf(beside!)) &&
      (await kindOf(path.dirname(target!))) &&
      !(await kindOf(target!))
    )
      await symlink(beside!, target!);
  }
  return modulesKey(to);
}

/** By what packages of a project are known again. */
export async function modulesKey(root: string): Promise<string> {
  const lock = await lockOf(root);
  return createHash("sha256")
    .update(lock?.others ?? "")
    .digest("hex");
}

/** Where a checkout has its own packages, by their names, as `@groundwork/cli`. */
async function ownPackages(from: string, to: string): Promise<Map<string, string>> {
  const text = await readFile(path.join(to, LOCKS[0]!), "utf8").catch(() => undefined);
  const named = text === undefined ? await linkedPackages(from) : linksIn(text);
  const own = new Map<string, string>();
  for (const [name, place] of named) if (await kindOf(path.join(to, place))) own.set(name, place);
  return own;
}

/** Own packages, as npm's lock file says where they lie. */
const linksIn = (text: string): (readonly [string, string])[] =>
  Object.entries(packagesOf(text)).flatMap(([place, { link, resolved }]) =>
    link && resolved ? [[place.slice(MODULES.length + 1), resolved] as const] : [],
  );

/** Own packages, as an installed project has links to them. */
async function linkedPackages(root: string): Promise<(readonly [string, string])[]> {
  const modules = path.join(root, MODULES);
  const links = (await namesIn(modules)).map(async (name) => {
    const place = await readlink(path.join(modules, name)).catch(() => undefined);
    const target = place && path.relative(root, path.resolve(modules, path.dirname(name), place));
    return target && isOwnPlace(target) ? [[name, target] as const] : [];
  });
  return (await Promise.all(links)).flat();
}

/** Whether a path leads into a project; some package managers link all, from a folder in node_modules. */
const isOwnPlace = (relative: string): boolean =>
  !relative.startsWith("..") && !relative.split(path.sep).includes(MODULES);

/** Names of all packages in a node_modules, with their scopes. */
async function namesIn(modules: string): Promise<string[]> {
  const names = await readdir(modules).catch(() => []);
  const all = names.map(async (name) =>
    name.startsWith("@")
      ? (await readdir(path.join(modules, name))).map((below) => `${name}/${below}`)
      : [name],
  );
  return (await Promise.all(all)).flat();
}

/** Links to all packages: its own to where they lie, other people's to where they are installed. */
async function linkAll(from: string, to: string, own: ReadonlyMap<string, string>): Promise<void> {
  const modules = path.join(to, MODULES);
  const base = await realpath(from);
  for (const name of await namesIn(path.join(from, MODULES))) {
    if (own.has(name)) continue;
    const place = await realpath(path.join(from, MODULES, name)).catch(() => undefined);
    // A package that the project at hand has of its own, and the checkout not.
    const isMine = place === undefined || isOwnPlace(path.relative(base, place));
    if (!isMine) await linkTo(place, path.join(modules, name));
  }
  for (const [name, place] of own) {
    const link = path.join(modules, name);
    await linkTo(path.relative(path.dirname(link), path.join(to, place)), link);
  }
}

async function linkTo(place: string, link: string): Promise<void> {
  await mkdir(path.dirname(link), { recursive: true });
  await symlink(place, link);
}

const kindOf = (file: string) => lstat(file).catch(() => undefined);

/** Installs what a checkout's lock file names, in a folder of its own, unless that was done before. */
async function installed(
  checkout: string,
  { name, others }: { name: string; others: string },
  cache: string,
): Promise<string> {
  if (name !== LOCKS[0]) {
    throw new OperationError(
      `${name} differs between the two, and only npm's packages can be installed beside the project's: compare commits with the same ${name}`,
    );
  }
  const folder = path.join(cache, others.slice(0, 16));
  if (await kindOf(folder)) return folder;
  const made = `${folder}.${process.pid}`;
  const text = await readFile(path.join(checkout, name), "utf8");
  const packages = Object.values(packagesOf(text)).flatMap(({ link, resolved }) =>
    link && resolved ? [path.join(resolved, "package.json")] : [],
  );
  try {
    for (const file of ["package.json", name, ".npmrc", ...packages]) {
      await mkdir(path.dirname(path.join(made, file)), { recursive: true });
      await cp(path.join(checkout, file), path.join(made, file)).catch((error: unknown) => {
        if (file !== ".npmrc") throw error;
      });
    }
    const { install } = require(path.join(packagesDir, "cli/prepare/installed.js")) as {
      install(checkout: string, why: string, tellChild: (pid: number) => void): Promise<void>;
    };
    await install(made, "the other side has other packages", () => undefined);
    await rename(made, folder);
  } catch (error) {
    await rm(made, { recursive: true, force: true });
    if (await kindOf(folder)) return folder;
    throw new OperationError(error instanceof Error ? error.message : String(error));
  }
  return folder;
}

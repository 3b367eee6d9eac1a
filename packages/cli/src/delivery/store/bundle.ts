import { createHash } from "node:crypto";
import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  symlink,
  writeFile,
} from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { OperationError } from "../../core/errors";
import { readTar, safeLink, writeTar, type TarEntry } from "./tar";

/** What a bundle holds besides what the synth wrote into the stack's folder. */
export const PLAN_FILE = "plan.tfplan";
/** The plan for people, as Terraform shows it: sensitive values are masked. */
export const PLAN_TEXT = "plan.txt";
/** The summary, so that its digest covers it as well. */
export const META_FILE = "plan.json";
export const LOCK_FILE = ".terraform.lock.hcl";

/** Made by init: providers, modules, and the backend as it was. */
const LEFT_OUT = ".terraform";

export const sha256 = (data: Buffer | string): string =>
  createHash("sha256").update(data).digest("hex");

/** A folder as one file. The same content gives the same bytes. */
export async function pack(dir: string): Promise<Buffer> {
  const packed = await promisify(gzip)(await writeTar(await entriesOf(dir)), { level: 9 });
  // The tenth byte tells the operating system; node's zlib fills it in by where it runs.
  packed[9] = 0xff;
  return packed;
}

/**
 * Puts a bundle's files into an empty folder, which only its owner may read.
 * @throws OperationError when it is no bundle
 */
export async function unpack(bundle: Buffer, dir: string): Promise<void> {
  for (const { path: name, content, executable, link } of await entriesIn(bundle)) {
    const file = path.join(dir, name);
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    if (link !== undefined) {
      await symlink(link, file);
    } else {
      // Fails if a link of the bundle took the place: nothing is written through a link.
      await writeFile(file, content, { flag: "wx", mode: 0o600 });
      if (executable) await chmod(file, 0o700);
    }
  }
}

/** One file of a bundle; undefined where it has none of that name. */
export async function fileIn(bundle: Buffer, name: string): Promise<Buffer | undefined> {
  return (await entriesIn(bundle)).find((entry) => entry.path === name)?.content;
}

async function entriesIn(bundle: Buffer): Promise<TarEntry[]> {
  const archive = await promisify(gunzip)(bundle).catch((error: Error) => {
    throw new OperationError(`the bundle is no gzip file: ${error.message}`);
  });
  const entries = await readTar(archive);
  const links = entries.filter(({ link }) => link !== undefined).map((entry) => entry.path);
  for (const { path: name } of entries) {
    if (links.some((link) => name.startsWith(`${link}/`))) {
      throw new OperationError(`the bundle: got ${name}, a file below a link`);
    }
  }
  return entries;
}

async function entriesOf(dir: string, below = ""): Promise<TarEntry[]> {
  const names = await readdir(path.join(dir, below));
  const entries: TarEntry[] = [];
  for (const name of names) {
    if (below === "" && name === LEFT_OUT) continue;
    entries.push(...(await entriesAt(dir, below === "" ? name : `${below}/${name}`)));
  }
  return entries;
}

async function entriesAt(dir: string, name: string): Promise<TarEntry[]> {
  const file = path.join(dir, name);
  const stats = await lstat(file);
  if (stats.isDirectory()) return entriesOf(dir, name);
  if (stats.isSymbolicLink()) {
    const link = await readlink(file);
    safeLink(name, link);
    return [{ path: name, content: Buffer.alloc(0), link }];
  }
  if (!stats.isFile()) {
    throw new OperationError(`${file} is neither a file nor a folder, and cannot be bundled`);
  }
  return [{ path: name, content: await readFile(file), executable: (stats.mode & 0o100) !== 0 }];
}

import { randomFillSync } from "node:crypto";
import { open, readdir, realpath, rename, stat, unlink } from "node:fs/promises";
import path from "node:path";

/** What a file is called while it is shredded, so that a killed run is known by it. */
const SUFFIX = ".shredding";

const CHUNK = 1 << 20;

/** Says what shredding cannot do. */
export const SHRED_REMARK =
  "Overwritten and removed. On SSDs, and on file systems that journal data or keep snapshots, old " +
  "blocks can outlive that; only an encrypted disk protects from it.";

/**
 * Overwrites a file with random bytes and removes it. Killed anywhere it leaves either the file as
 * it was, or a rest that `finishShredding` removes.
 */
export async function shred(file: string): Promise<void> {
  const real = await realpath(file);
  const rest = `${real}${SUFFIX}`;
  await rename(real, rest);
  if (real !== file) await unlink(file);
  await destroy(rest);
}

/** Removes what a killed run has begun to shred. */
export async function finishShredding(file: string): Promise<boolean> {
  const rest = `${file}${SUFFIX}`;
  if (!(await stat(rest).catch(() => undefined))) return false;
  await destroy(rest);
  return true;
}

async function destroy(file: string): Promise<void> {
  const handle = await open(file, "r+");
  try {
    const { size } = await handle.stat();
    const noise = Buffer.alloc(Math.min(size, CHUNK));
    for (let done = 0; done < size; done += noise.length) {
      const { length } = randomFillSync(noise);
      await handle.write(noise, 0, Math.min(length, size - done), done);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  await unlink(file);
}

/**
 * A local state and the copies that Terraform keeps beside it: `.backup` of the apply before, and
 * `.<time>.backup` of each `terraform state` command. The state itself comes last: as long as it is
 * there, a run that was stopped can be repeated.
 */
export async function stateFiles(file: string): Promise<string[]> {
  const folder = path.dirname(file);
  const base = path.basename(file);
  const names = await readdir(folder).catch(() => [] as string[]);
  const copies = names
    .filter(
      (name) => name.startsWith(`${base}.`) && /^(\d+\.)?backup$/.test(name.slice(base.length + 1)),
    )
    .toSorted()
    .map((name) => path.join(folder, name));
  return names.includes(base) ? [...copies, file] : copies;
}

/** Files of {@link stateFiles} that a killed run has begun to shred, by their former names. */
export async function halfShredded(file: string): Promise<string[]> {
  const folder = path.dirname(file);
  const base = path.basename(file);
  const names = await readdir(folder).catch(() => [] as string[]);
  return names
    .filter((name) => name.startsWith(base) && name.endsWith(SUFFIX))
    .map((name) => path.join(folder, name.slice(0, -SUFFIX.length)))
    .filter((name) => /^(\.(\d+\.)?backup)?$/.test(path.basename(name).slice(base.length)));
}

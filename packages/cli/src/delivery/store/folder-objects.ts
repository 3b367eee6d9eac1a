import { randomUUID } from "node:crypto";
import {
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import path from "node:path";
import { OperationError } from "../../core/errors";
import { writeThrough } from "../../core/private-file";
import { isMissingFile, unlessMissing } from "../../core/unless-missing";
import { AlreadyThereError, type StoredObject, type StoreObjects } from "./store-objects";

export interface FolderOptions {
  /** The folder, by its whole path. It is made with the first object. */
  readonly folder: string;
  /** Days for which objects are kept, by the first part of their keys. Others are kept for good. */
  readonly retentionDays: Readonly<Record<string, number>>;
}

/** What is written, until it has its name: half an object never has one. */
const DRAFTS = ".drafts";

/** A draft that is older was left by a process that was killed: a write takes seconds. */
const DRAFT_HOURS = 1;

const HOUR_MS = 3_600_000;

/**
 * The store of plans in a folder, with the guarantees of the one in a bucket: an object is there as
 * a whole or not at all, whenever a process is killed, and of two that write one at once the other is
 * told so. A hard link does that, which fails where there is a file (link(2)). Nobody but the owner of
 * the folder may read in it.
 */
export class FolderObjects implements StoreObjects {
  readonly address: string;
  /** Time of the newest object seen, by the clock of the disk, which may be another machine's. */
  private latestMs = 0;
  private isSwept = false;

  constructor(private readonly options: FolderOptions) {
    this.address = options.folder;
  }

  readonly now = (): Date => new Date(Math.max(Date.now(), this.latestMs));

  async list(prefix: string): Promise<StoredObject[]> {
    await this.expectPrivate();
    const below = prefix.slice(0, prefix.lastIndexOf("/") + 1);
    const found = await unlessMissing(
      readdir(this.fileOf(below), { recursive: true, withFileTypes: true }),
    );
    const objects = await Promise.all(
      (found ?? [])
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
        .map(async (file): Promise<StoredObject[]> => {
          const key = path.relative(this.options.folder, file).replaceAll(path.sep, "/");
          const stats = key.startsWith(prefix) ? await unlessMissing(stat(file)) : undefined;
          if (stats === undefined) return [];
          this.latestMs = Math.max(this.latestMs, stats.mtimeMs);
          return [{ key, lastModified: stats.mtime }];
        }),
    );
    return objects.flat();
  }

  get(key: string): Promise<Buffer> {
    return readFile(this.fileOf(key));
  }

  async putOnce(key: string, body: Buffer): Promise<void> {
    await this.write(key, body, async (draft, file) => {
      try {
        await link(draft, file);
      } catch (error) {
        const { code = "" } = error as NodeJS.ErrnoException;
        if (NO_LINKS.test(code)) throw withoutLinks(this.address, code);
        if (code !== "EEXIST") throw error;
        // The answer to a link that was made can get lost on a network, and the next try is refused.
        if (!(await isOneFile(draft, file))) throw new AlreadyThereError(key);
      }
    });
  }

  async put(key: string, body: Buffer): Promise<void> {
    await this.write(key, body, rename);
  }

  explainPlan(key: string, error: unknown): unknown {
    if (!isMissingFile(error)) return error;
    return new OperationError(
      `got no ${this.fileOf(key)}: plans are deleted after planRetentionDays. Plan again`,
    );
  }

  /** @param place gives a draft the name of the object */
  private async write(
    key: string,
    body: Buffer,
    place: (draft: string, file: string) => Promise<void>,
  ): Promise<void> {
    await this.make();
    const file = this.fileOf(key);
    const draft = this.fileOf(`${DRAFTS}/${randomUUID()}`);
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    try {
      await writeThrough(draft, body);
      await place(draft, file);
    } finally {
      await rm(draft, { force: true });
    }
    await syncFolder(path.dirname(file));
  }

  /** Makes the folder where there is none, and clears away what has had its time. */
  private async make(): Promise<void> {
    const { folder } = this.options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await this.expectPrivate();
    await mkdir(this.fileOf(DRAFTS), { recursive: true, mode: 0o700 });
    if (this.isSwept) return;
    // In a checkout a plan would be a change that its commit does not have, and could be committed.
    const ignored = { flag: "wx", mode: 0o600 };
    await writeFile(path.join(folder, ".gitignore"), "*\n", ignored).catch(unlessThere);
    this.isSwept = true;
    await this.sweep(DRAFTS, DRAFT_HOURS);
    for (const [part, days] of Object.entries(this.options.retentionDays)) {
      await this.sweep(part, days * 24);
    }
  }

  private async sweep(part: string, hours: number): Promise<void> {
    for (const { key, lastModified } of await this.list(`${part}/`)) {
      if (lastModified.valueOf() >= Date.now() - hours * HOUR_MS) continue;
      await rm(this.fileOf(key), { force: true });
    }
  }

  /** @throws OperationError when others may read or write there: plans hold what a state holds */
  private async expectPrivate(): Promise<void> {
    const { folder } = this.options;
    const stats = await unlessMissing(stat(folder));
    if (stats === undefined) return;
    if (!stats.isDirectory()) {
      throw new OperationError(
        `delivery.store.path: got ${folder}, which is a file, expected a folder`,
      );
    }
    const mode = stats.mode & 0o777;
    if ((mode & 0o077) === 0) return;
    throw new OperationError(
      `${folder}: got the mode ${mode.toString(8)}, expected 700, as plans hold what a state holds. Next: chmod 700 ${folder}`,
    );
  }

  private fileOf(key: string): string {
    return path.join(this.options.folder, ...key.split("/"));
  }
}

/** What file systems say that know no hard links (link(2)). */
const NO_LINKS = /^(EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS|EMLINK)$/;

const withoutLinks = (folder: string, code: string): OperationError =>
  new OperationError(
    `${folder}: got a file system without hard links (${code}), which keep two writers apart, expected delivery.store.path to name a folder of another`,
  );

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}

async function isOneFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([stat(one), stat(other)]);
  return a.dev === b.dev && a.ino === b.ino;
}

/** Has the disk keep a name that was given, whatever happens to the machine. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

import { buffer } from "node:stream/consumers";
import { extract, pack } from "tar-stream";
import { OperationError } from "../../core/errors";

/** A file in an archive, or a link to one. */
export interface TarEntry {
  /** The path from the archive's root, with slashes. */
  readonly path: string;
  readonly content: Buffer;
  readonly executable?: boolean | undefined;
  /** The target of a symbolic link, whose content is empty. */
  readonly link?: string | undefined;
}

const BLOCK = 512;

/**
 * The entries as one archive. Order, times, owners and modes depend on nothing but the entries: the
 * same files give the same bytes.
 */
export async function writeTar(entries: readonly TarEntry[]): Promise<Buffer> {
  const archive = pack();
  for (const { path, content, executable, link } of entries.toSorted(byPath)) {
    archive.entry(
      {
        name: path,
        type: link === undefined ? "file" : "symlink",
        linkname: link ?? "",
        mode: executable ? 0o755 : 0o644,
        mtime: new Date(0),
      },
      content,
    );
  }
  archive.finalize();
  return buffer(archive);
}

const byPath = (a: TarEntry, b: TarEntry): number => (a.path < b.path ? -1 : 1);

/**
 * Reads what writeTar wrote, and nothing else.
 * @throws OperationError at an entry of another kind, or one that leads out of the archive
 */
export async function readTar(archive: Buffer): Promise<TarEntry[]> {
  const entries: TarEntry[] = [];
  let end = 0;
  const stream = extract();
  stream.end(archive);
  try {
    for await (const entry of stream) {
      const { name, type, mode, linkname, pax } = entry.header;
      // The library passes over what it cannot read of an extended header.
      if (pax && Object.keys(pax).length === 0) throw broken("a damaged header");
      if (type !== "file" && type !== "symlink") throw broken(`an entry of the kind ${type}`);
      const path = safePath(name);
      const link = type === "symlink" ? linkname : undefined;
      if (link !== undefined) safeLink(path, link);
      const executable = (mode & 0o100) !== 0;
      const content = await buffer(entry);
      end = entry.offset + (1 + Math.ceil(content.length / BLOCK)) * BLOCK;
      entries.push({ path, content, executable, link });
    }
  } catch (error) {
    throw error instanceof OperationError ? error : broken((error as Error).message);
  }
  // The library takes an archive that is cut off between two entries for a whole one.
  const rest = archive.subarray(end);
  if (rest.length < 2 * BLOCK || rest.some((byte) => byte !== 0)) throw broken("no end");
  return entries;
}

function safePath(path: string): string {
  const steps = path.split("/");
  if (path.includes("\\") || steps.some((step) => step === "" || step === "." || step === "..")) {
    throw broken(`the path ${JSON.stringify(path)}`);
  }
  return path;
}

/** @throws OperationError when the link leads out of the archive */
export function safeLink(path: string, link: string): void {
  let depth = path.split("/").length - 1;
  const steps = link.split("/");
  const leaves = steps.some((step) => {
    depth += step === ".." ? -1 : step === "." ? 0 : 1;
    return depth < 0;
  });
  if (leaves || link.startsWith("/") || link.includes("\\")) {
    throw broken(`${path}, a link to ${JSON.stringify(link)}`);
  }
}

const broken = (got: string): OperationError =>
  new OperationError(`the bundle: got ${got}, expected files of one folder as plan packs them`);

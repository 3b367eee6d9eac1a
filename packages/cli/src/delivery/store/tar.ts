import { OperationError } from "../../core/errors";

/** A file in an archive, or a link to one. */
export interface TarEntry {
  /** With slashes, from the archive's root. */
  readonly path: string;
  readonly content: Buffer;
  readonly executable?: boolean | undefined;
  /** Where a symbolic link points; its content is empty. */
  readonly link?: string | undefined;
}

const BLOCK = 512;

/**
 * The archive as POSIX.1-1988 (ustar) has it, with an extended header for what does not fit there.
 * Order, times, owners and modes depend on nothing but the entries: the same files give the same
 * bytes.
 */
export function writeTar(entries: readonly TarEntry[]): Buffer {
  const sorted = entries.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const blocks = sorted.flatMap((entry) => [...extended(entry), ...member(entry)]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

/**
 * Reads what writeTar wrote, and nothing else.
 * @throws OperationError at an entry of another kind, or one that leads out of the archive
 */
export function readTar(archive: Buffer): TarEntry[] {
  const entries: TarEntry[] = [];
  let attributes: Record<string, string> = {};
  for (let at = 0; at + BLOCK <= archive.length;) {
    const header = archive.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) return entries;
    const text = (from: number, length: number) =>
      header.toString("utf8", from, from + length).replace(/\0[^]*$/, "");
    if (checksum(header) !== Number.parseInt(text(148, 8), 8)) throw broken("a damaged header");
    const size = Number.parseInt(text(124, 12), 8);
    const content = archive.subarray(at + BLOCK, at + BLOCK + size);
    if (content.length !== size) throw broken("a file that is cut off");
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const kind = text(156, 1);
    if (kind === "x") {
      attributes = readAttributes(content);
      continue;
    }
    if (kind !== "0" && kind !== "2") throw broken(`an entry of the kind ${kind || "unknown"}`);
    const path = safePath(attributes["path"] ?? text(0, 100));
    const link = kind === "2" ? (attributes["linkpath"] ?? text(157, 100)) : undefined;
    if (link !== undefined) safeLink(path, link);
    const executable = (Number.parseInt(text(100, 8), 8) & 0o100) !== 0;
    entries.push({ path, content, executable, link });
    attributes = {};
  }
  throw broken("no end");
}

function member({ path, content, executable, link }: TarEntry): Buffer[] {
  return [
    header(fits(path) ? path : "long", {
      kind: link === undefined ? "0" : "2",
      mode: executable ? 0o755 : 0o644,
      size: content.length,
      link: link === undefined || !fits(link) ? "" : link,
    }),
    ...padded(content),
  ];
}

/** What has no room in the header proper (POSIX.1-2001, pax). */
function extended({ path, link }: TarEntry): Buffer[] {
  const records = [
    ...(fits(path) ? [] : [record("path", path)]),
    ...(link === undefined || fits(link) ? [] : [record("linkpath", link)]),
  ];
  if (records.length === 0) return [];
  const content = Buffer.from(records.join(""));
  return [header("pax", { kind: "x", mode: 0o644, size: content.length }), ...padded(content)];
}

const fits = (name: string): boolean => /^[\x20-\x7e]{1,100}$/.test(name);

/** `<length> <key>=<value>\n`, the length counting itself. */
function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes;
  while (length !== bytes + String(length).length) length = bytes + String(length).length;
  return `${length}${rest}`;
}

function readAttributes(content: Buffer): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (let at = 0; at < content.length;) {
    const space = content.indexOf(0x20, at);
    const length = Number(content.toString("latin1", at, space));
    if (space < 0 || !(length > 0)) throw broken("a damaged header");
    const [key, ...value] = content.toString("utf8", space + 1, at + length - 1).split("=");
    attributes[key!] = value.join("=");
    at += length;
  }
  return attributes;
}

interface Header {
  readonly kind: string;
  readonly mode: number;
  readonly size: number;
  readonly link?: string;
}

function header(name: string, { kind, mode, size, link = "" }: Header): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, length: number) =>
    `${value.toString(8).padStart(length - 1, "0")}\0`;
  block.write(name, 0);
  block.write(octal(mode, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136);
  block.write(kind, 156);
  block.write(link, 157);
  block.write("ustar\u000000", 257);
  block.write(`${checksum(block).toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

/** Sum of all bytes, those of the sum itself taken for spaces. */
const checksum = (block: Buffer): number =>
  block.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 0x20 : byte), 0);

const padded = (content: Buffer): Buffer[] => [
  content,
  Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK),
];

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

/*
 * What this machine refuses: a file, a folder, a disk. Nothing of it is a matter of AWS.
 */

/** Codes by which Node tells that this machine has no room or no handles left, without a path. */
const OWN_LIMIT = /^(ENOSPC|EDQUOT|EFBIG|EIO|EROFS|EMFILE|ENFILE)$/;

/** Whether an error is about a file or a program of this machine, which it names by its path. */
export function isLocal(error: unknown): boolean {
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  return typeof code === "string" && (typeof path === "string" || OWN_LIMIT.test(code));
}

/** What to do about each code, as the beginning of a sentence. */
const REPAIRS: readonly (readonly [codes: RegExp, repair: (where: string) => string])[] = [
  [
    /^(ENOSPC|EDQUOT)$/,
    (where) =>
      `Make room on the disk${where} (df -h; TMPDIR names another folder for temporary files)`,
  ],
  [/^EROFS$/, () => "Work in a checkout that can be written to, as this disk cannot"],
  [
    /^(EACCES|EPERM)$/,
    (where) =>
      `Have the owner of the file give you the right to it${where}, or work in a checkout of your own`,
  ],
  [/^(EEXIST|ENOTDIR|EISDIR)$/, (where) => `Look what is in the way${where}, and move it`],
  [/^(ENOENT|ELOOP|ENAMETOOLONG)$/, () => "Check the path"],
  [/^(EMFILE|ENFILE)$/, () => "Let programs open more files (ulimit -n)"],
  [/^EIO$/, () => "Check the disk"],
];

/**
 * What this machine refused, and what to do about it, in one line.
 *
 * @returns undefined for an error of another kind
 */
export function localText(error: unknown): string | undefined {
  if (!isLocal(error)) return undefined;
  const { code, message, path } = error as NodeJS.ErrnoException;
  const where = path === undefined || message.includes(path) ? "" : ` at ${path}`;
  const [, repair] = REPAIRS.find(([codes]) => codes.test(code!)) ?? [];
  const said = message.replace(/\s*\n\s*/g, " ").replace(/\.$/, "");
  return `${said}${repair === undefined ? "" : `. ${repair(where)}, then run it again`}`;
}

import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { nearest } from "@groundwork/constructs/nearest";
import { OperationError } from "../../core/errors";
import { stacksOf } from "../../core/asked-stacks";
import { loadConfiguration } from "../../core/configured";
import type { Drawing } from "../../drawing/shape";
import { FORMATS, formatOf, rendered, type Format } from "./formats";
import type { GraphOptions } from "./graph";

/** Where drawings go. */
export interface Output {
  readonly format: Format;
  /** Undefined for standard output. */
  readonly place?: Place | undefined;
}

export type Place = { readonly file: string } | { readonly folder: string };

/** @throws OperationError for a format or a file that does not fit, before anything is synthesized */
export function outputOf({ stacks, format, out, plan }: GraphOptions): Output {
  const asked = plan === undefined ? stacks : [plan];
  const isOne = asked.length === 1 || (asked.length === 0 && stackCount() === 1);
  if (out !== undefined && path.extname(out) === "") {
    return { format: format ?? "svg", place: { folder: out } };
  }
  const named = out === undefined ? undefined : formatOf(out);
  if (out !== undefined && named === undefined) throw unknownEnding(out);
  if (named !== undefined && format !== undefined && named !== format) {
    throw new OperationError(
      `--format: got ${format} for ${out!}, expected ${named}, or a file that ends in ${FORMATS[format]}`,
    );
  }
  const shown = format ?? named ?? (process.stdout.isTTY ? "text" : "svg");
  const isList = out === undefined && /^(text|json)$/.test(shown);
  if (!isOne && !isList) {
    throw new OperationError(
      `graph: got ${asked.length === 0 ? "all" : asked.length} stacks for one ${out === undefined ? "picture" : "file"}, ` +
        "expected one stack, or --out with a folder, such as --out drawings",
    );
  }
  return { format: shown, ...(out !== undefined && { place: { file: out } }) };
}

const stackCount = (): number => stacksOf(loadConfiguration()).length;

function unknownEnding(out: string): OperationError {
  const endings = Object.values(FORMATS);
  const meant = nearest(path.extname(out), endings);
  return new OperationError(
    `--out: got ${out}, expected a file that ends in ${endings.join(", ")}, or a folder` +
      (meant.length === 0 ? "" : `\nDid you mean ${meant.join(" or ")}?`),
  );
}

/**
 * Writes each drawing, whole or not at all.
 *
 * @returns the files
 */
export async function writeAll(
  drawings: readonly Drawing[],
  format: Format,
  place: Place,
): Promise<string[]> {
  const files = drawings.map((drawing) =>
    "file" in place ? place.file : path.join(place.folder, `${drawing.title}${FORMATS[format]}`),
  );
  const texts = await Promise.all(drawings.map((drawing) => rendered(drawing, format)));
  for (const [index, file] of files.entries()) await write(file, texts[index]!);
  return files;
}

async function write(file: string, text: string): Promise<void> {
  const draft = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}`);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(draft, text);
    await rename(draft, file);
  } catch (error) {
    const isFolder = await stat(file).then(
      (found) => found.isDirectory(),
      () => false,
    );
    throw new OperationError(
      isFolder
        ? `${file} is a folder: name a file in it`
        : // What follows the comma names the draft, which nobody has asked for.
          `${file} cannot be written: ${(error as Error).message.split(",")[0]}`,
    );
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

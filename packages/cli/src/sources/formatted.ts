import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../core/project";
import type { SourceFile } from "./values";

/** A text with the line ends of another one, where that has only those of Windows. */
export function withLineEndsOf(before: string, text: string): string {
  const isWindows = before.includes("\r\n") && !/(?<!\r)\n/.test(before);
  return isWindows ? text.replace(/\r?\n/g, "\r\n") : text;
}

/**
 * A file as the project's formatter writes it, where the project has that and the file was so before
 * it was edited. Else it stays as the edit left it: nobody's own format is taken away, nor line ends.
 *
 * @param before its text so far, or that of the file that it was copied from
 */
export async function formatted(now: SourceFile, before: string): Promise<SourceFile> {
  if ((await format(now.file, before)) !== before) {
    return { ...now, text: withLineEndsOf(before, now.text) };
  }
  const text = await format(now.file, now.text);
  return text === undefined ? now : { ...now, text };
}

/** @returns undefined where there is no formatter, or it does not take the text */
function format(file: string, text: string): Promise<string | undefined> {
  const program = path.join(projectRoot, "node_modules/oxfmt/bin/oxfmt");
  if (!existsSync(program)) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const args = [program, `--stdin-filepath=${file}`];
    const stdio = ["pipe", "pipe", "ignore"] as const;
    const child = spawn(process.execPath, args, { cwd: projectRoot, stdio: [...stdio] });
    let said = "";
    child.stdout!.setEncoding("utf8").on("data", (part: string) => {
      said += part;
    });
    child.on("error", () => resolve(undefined));
    child.on("close", (code) => resolve(code === 0 ? said : undefined));
    child.stdin!.on("error", () => undefined);
    child.stdin!.end(text);
  });
}

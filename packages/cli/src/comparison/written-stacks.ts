import { readFileSync } from "node:fs";
import path from "node:path";

/** A stack's Terraform JSON. */
export type StackJson = Readonly<Record<string, unknown>>;

/** Reads what an app has written: the stacks by name, in the order of its manifest. */
export function stacksIn(outDir: string): Map<string, StackJson> {
  const read = (file: string) => JSON.parse(readFileSync(path.join(outDir, file), "utf8"));
  const { stacks } = read("manifest.json") as {
    readonly stacks: Readonly<Record<string, { readonly synthesizedStackPath: string }>>;
  };
  return new Map(
    Object.entries(stacks).map(([name, { synthesizedStackPath }]) => [
      name,
      read(synthesizedStackPath),
    ]),
  );
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "./project";

/** In environments/, but no environment's. */
const OTHERS = new Set(["index", "organization", "allowed-destroys", "drift-ignore"]);

/**
 * Files in environments/ that look like environments and have no stack, each in a line: an
 * environment begins as a copy of another, and the line in index.ts is easily forgotten.
 *
 * @param environments those of the configuration
 * @param root of the project
 */
export function unlistedEnvironments(
  environments: readonly { readonly name: string }[],
  root = projectRoot,
): string[] {
  const dir = path.join(root, "environments");
  if (!existsSync(dir)) return [];
  const files = readdirSync(dir)
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
    .map((file) => {
      const text = readFileSync(path.join(dir, file), "utf8");
      const imports = [...text.matchAll(/\bfrom\s+["']\.\/([\w-]+)/g)].map(([, name]) => name!);
      const named = [...text.matchAll(/\bname:\s*["'`]([^"'`]+)/g)].map(([, name]) => name!);
      return { name: path.parse(file).name, imports, named };
    });
  const isImported = (name: string, by: (importer: string) => boolean): boolean =>
    files.some((file) => by(file.name) && file.imports.includes(name));
  return (
    files
      .filter(({ name, named }) => named.length > 0 && !OTHERS.has(name))
      // What other environments are made of is none itself.
      .filter(({ name }) => !isImported(name, (importer) => importer !== "index"))
      .filter(
        ({ name, named }) =>
          !isImported(name, (importer) => importer === "index") ||
          !environments.some((environment) => named.includes(environment.name)),
      )
      .map(
        ({ name }) =>
          `environments/${name}.ts is not in the list of environments/index.ts, so it has no stack.`,
      )
  );
}

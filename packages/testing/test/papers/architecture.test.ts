import { readFileSync } from "node:fs";
import path from "node:path";
import { checkoutRoot, projectRoot } from "../../src/project";
import { CONSTRUCTS, FLOORS, importsOf, roomOf, sources, type Import } from "../house/rooms";

const page = readFileSync(path.join(checkoutRoot, "packages/docs/architecture.md"), "utf8");
const drawings = [...page.matchAll(/^```mermaid\n(.*?)^```$/gms)].map(([, text]) => text!);
const imports = sources().flatMap((file) => importsOf(file));

/** Lines of a drawing that are arrows, without their indentation. */
const arrowsIn = (drawing: string): string[] =>
  drawing
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.includes("-->"))
    .toSorted();

/** Arrows between rooms, without those that follow from others. */
function arrows(found: readonly Import[], room: (file: string) => string): string[] {
  const direct = new Map<string, Set<string>>();
  for (const { from, to } of found) {
    if (room(from) === room(to)) continue;
    direct.set(room(from), (direct.get(room(from)) ?? new Set()).add(room(to)));
  }
  const from = (name: string): string[] => [...(direct.get(name) ?? [])];
  const leads = (name: string, target: string): boolean =>
    from(name).some((next) => next === target || leads(next, target));
  return [...direct.keys()]
    .flatMap((name) =>
      from(name)
        .filter((target) => !from(name).some((next) => next !== target && leads(next, target)))
        .map((target) => `${name} --> ${target}`),
    )
    .toSorted();
}

test("the rooms are drawn as the imports are", () => {
  expect(arrowsIn(drawings[0]!)).toEqual(arrows(imports, (file) => roomOf(file)));
});

test("so are the layers of the constructs", () => {
  const inConstructs = imports.filter(({ from }) => from.startsWith("packages/constructs/"));
  expect(arrowsIn(drawings[1]!)).toEqual(arrows(inConstructs, (file) => roomOf(file, true)));
});

test("no room is left out, and all of the commands' rooms are drawn within their package", () => {
  const named = (drawing: string) =>
    new Set(arrowsIn(drawing).flatMap((line) => line.split(" --> ")));
  expect(named(drawings[0]!)).toEqual(new Set(FLOORS.flat()));
  expect(named(drawings[1]!)).toEqual(new Set(CONSTRUCTS));
  const [, inner] = /subgraph packages\/cli\n(.*?)\n {2}end/s.exec(drawings[0]!)!;
  expect(named(inner!)).toEqual(new Set(FLOORS.flat().filter((name) => name.startsWith("cli"))));
});

test("drawings are of the few lines that every reader of mermaid knows", () => {
  expect(drawings).toHaveLength(2);
  for (const line of drawings.flatMap((drawing) => drawing.trimEnd().split("\n"))) {
    expect(line).toMatch(
      /^(flowchart TD| *[\w/-]+ --> [\w/-]+| {2}subgraph packages\/cli| {2}end|)$/,
    );
  }
});

const cells = [...page.matchAll(/^\| [^|]+ \| `([\w./-]+)` +\| (?:`(\w+)`)? *\|$/gm)].map(
  ([, file, name]) => ({ file: file!, name }),
);
const steps = cells.flatMap(({ file, name }) => (name ? [[file, name] as const] : []));

test("the way from a file to JSON ends at the app", () => {
  expect(steps.length).toBeGreaterThan(9);
  expect(cells.at(-1)!.file).toBe("main.ts");
});

test.each(steps)("%s has %s", (file, name) => {
  const folder = file.startsWith("packages/") ? checkoutRoot : projectRoot;
  const text = readFileSync(path.join(folder, file), "utf8");
  expect(text).toMatch(new RegExp(`(export|exports = ).*\\b${name}\\b`));
});

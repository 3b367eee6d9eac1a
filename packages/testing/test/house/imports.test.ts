import { CONSTRUCTS, FLOORS, importsOf, roomOf, sources, type Import } from "./rooms";

const imports = sources().flatMap((file) => importsOf(file));

/** Imports that do not run from a higher floor to a lower one. */
function upward(
  found: readonly Import[],
  floors: readonly (readonly string[])[],
  room: (file: string) => string,
): string[] {
  const floorOf = new Map(floors.flatMap((rooms, floor) => rooms.map((name) => [name, floor])));
  return found
    .filter(({ from, to }) => room(from) !== room(to))
    .filter(({ from, to }) => !(floorOf.get(room(from))! > floorOf.get(room(to))!))
    .map(({ from, to }) => `${from} -> ${to}`);
}

const constructs = imports.filter(({ from }) => from.startsWith("packages/constructs/"));
const inConstructs = (file: string): string => roomOf(file, true);

test("no import runs up, over all sources and with packages' names resolved", () => {
  expect(imports.length).toBeGreaterThan(1000);
  expect(upward(imports, FLOORS, (file) => roomOf(file))).toEqual([]);
});

test("nor does one between the layers of the constructs", () => {
  expect(constructs.length).toBeGreaterThan(100);
  const floors = CONSTRUCTS.map((room) => [room]);
  expect(upward(constructs, floors, inConstructs)).toEqual([]);
});

test("every room has a floor", () => {
  const known = new Set(FLOORS.flat());
  expect(sources().filter((file) => !known.has(roomOf(file)))).toEqual([]);
  const layers = new Set(CONSTRUCTS);
  const files = sources().filter((file) => file.startsWith("packages/constructs/"));
  expect(files.filter((file) => !layers.has(inConstructs(file)))).toEqual([]);
});

test.each([
  ["packages/cli/src/terraform/planted.ts", 'import { x } from "../state/open";'],
  ["packages/cli/src/core/planted.ts", 'const y = await import("../delivery/open.js");'],
  ["packages/constructs/src/planted.ts", 'import type { X } from "@groundwork/configuration";'],
  ["packages/policies/src/planted.ts", 'export { x } from "@groundwork/configuration/names";'],
  ["packages/cli/src/github/planted.ts", 'import "../pipeline/commands";'],
])("an import from %s by %s would be found", (file, text) => {
  const found = importsOf(file, text);
  expect(upward(found, FLOORS, (name) => roomOf(name))).toHaveLength(1);
});

test("an import from a layer of the constructs to a higher one would be found", () => {
  const found = importsOf(
    "packages/constructs/src/network/planted.ts",
    'import { Service } from "../container-service/service/service";',
  );
  const floors = CONSTRUCTS.map((room) => [room]);
  expect(upward(found, floors, inConstructs)).toHaveLength(1);
});

import { readFileSync } from "node:fs";
import path from "node:path";
import { packagesDir } from "../../../src/core/project";
import { FINDERS, ID_FORMS, NOT_IMPORTED } from "../../../src/adoption/import/finders";

/** All types that the constructs use, which the provider was asked about. */
const { types } = JSON.parse(
  readFileSync(path.join(packagesDir, "cli/src/comparison/forcing-arguments.json"), "utf8"),
) as { readonly types: Readonly<Record<string, unknown>> };

test("every type that the constructs use is looked for, or it is said why not", () => {
  const known = new Set([
    ...Object.keys(FINDERS),
    ...Object.keys(NOT_IMPORTED),
    ...Object.keys(ID_FORMS),
  ]);
  expect(Object.keys(types).filter((type) => !known.has(type))).toEqual([]);
});

test("nothing is looked for that no construct uses", () => {
  expect(Object.keys(FINDERS).filter((type) => !(type in types))).toEqual([]);
});

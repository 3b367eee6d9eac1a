import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { holdsData } from "@groundwork/policies/holds-data";
import { checkoutRoot } from "../../src/project";
import { sources } from "../house/rooms";

const STACKS = "packages/testing/project/stacks";

/** Of every resource that a source of this project can write, whatever the configuration is. */
const written = new Set(
  [
    ...sources().filter((file) => file.startsWith("packages/")),
    ...readdirSync(path.join(checkoutRoot, STACKS)).map((file) => path.join(STACKS, file)),
  ]
    .flatMap((file) => [
      ...readFileSync(path.join(checkoutRoot, file), "utf8").matchAll(
        /"@cdktf\/provider-aws\/lib\/(?!data-|provider")([\w-]+)"/g,
      ),
    ])
    .map(([, module]) => module!),
);

test("of every type that this project writes it is known whether it holds data", () => {
  expect(written.size).toBeGreaterThan(70);
  const types = [...written].flatMap((module) =>
    Object.values(require(`@cdktf/provider-aws/lib/${module}`) as object).flatMap(
      ({ tfResourceType }: { tfResourceType?: string }) => tfResourceType ?? [],
    ),
  );
  expect(types).toHaveLength(written.size);
  expect(types.filter((type) => holdsData(type) === "unknown")).toEqual([]);
});

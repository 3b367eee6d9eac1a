import { readFileSync } from "node:fs";
import path from "node:path";
import { checkoutRoot } from "@groundwork/testing/roots";

const { typesInUse } = require("../provider/forcing-arguments") as { typesInUse(): string[] };

const TABLE = path.join(checkoutRoot, "packages/cli/src/comparison/forcing-arguments.json");

test("of each type that the constructs make it is known which arguments force a replacement", () => {
  const { types } = JSON.parse(readFileSync(TABLE, "utf8")) as {
    types: Record<string, { always: string[]; never: string[] }>;
  };
  const used = typesInUse();
  expect(used.length).toBeGreaterThan(50);
  const untold = used.filter((type) => {
    const { always = [], never = [] } = types[type] ?? {};
    return always.length + never.length === 0;
  });
  // node packages/testing/provider/forcing-arguments.js TYPE... asks the provider about them.
  expect(untold).toEqual([]);
});

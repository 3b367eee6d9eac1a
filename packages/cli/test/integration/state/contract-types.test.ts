import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { checkoutRoot, run } from "@groundwork/testing/project";

jest.setTimeout(120_000);

const PACKAGES = path.join(checkoutRoot, "packages");

/** Who writes or reads a contract. */
const SOURCES = [
  ...["contracts", "network-layer", "cluster-layer", "foreign-network-options"].map(
    (name) => `constructs/src/layers/${name}.ts`,
  ),
  "cli/src/state/contract/told.ts",
];

let dir: string;
const contracts = () => path.join(dir, "constructs/src/layers/contracts.ts");
let interfaces: string;
beforeAll(async () => {
  // Below the checkout, so that libraries are found.
  const tests = path.join(checkoutRoot, ".cache/tests");
  await mkdir(tests, { recursive: true });
  dir = await mkdtemp(path.join(tests, "contract-types-"));
  for (const source of [
    "constructs/src",
    "cli/src/state/contract",
    "cli/src/terraform",
    "cli/src/core",
  ])
    await cp(path.join(PACKAGES, source), path.join(dir, source), { recursive: true });
  interfaces = await readFile(contracts(), "utf8");
  const compilerOptions = {
    composite: false,
    noEmit: true,
    paths: { "@groundwork/constructs/*": ["./constructs/src/*", "./constructs/src/*/index"] },
  };
  await writeFile(
    path.join(dir, "tsconfig.json"),
    JSON.stringify({
      extends: path.join(PACKAGES, "tsconfig.base.json"),
      compilerOptions,
      files: SOURCES,
    }),
  );
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/**
 * The files that the compiler refuses once a field is no longer one of its contract.
 *
 * @param field @default none: all is as it is
 */
async function refused(field?: string): Promise<string[]> {
  const without =
    field === undefined
      ? interfaces
      : interfaces.replace(new RegExp(`^( *)readonly ${field}: .*;\\n`, "m"), "");
  expect(without === interfaces).toBe(field === undefined);
  await writeFile(contracts(), without);
  const { stdout } = await run("npx", ["tsc", "-p", dir, "--pretty", "false"], {
    cwd: checkoutRoot,
  });
  const files = stdout.matchAll(/^(\S+)\(\d+,\d+\): error /gm);
  return [...new Set([...files].map(([, file]) => path.basename(file!)))].toSorted();
}

test("as they are, all contracts are written and read as their interfaces say", async () => {
  expect(await refused()).toEqual([]);
});

test.each([
  // Written by the network's stack or as a state of others tells it, and read above.
  ["vpcId", ["contracts.ts", "foreign-network-options.ts", "network-layer.ts", "told.ts"]],
  ["natAddresses", ["contracts.ts", "network-layer.ts"]],
  ["listenerArn", ["cluster-layer.ts", "contracts.ts"]],
])("without %s neither its writers nor its readers compile", async (field, files) => {
  expect(await refused(field)).toEqual(files);
});

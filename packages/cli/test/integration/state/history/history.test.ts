import { hostname, userInfo } from "node:os";
import { CheckoutBackend } from "../../../support/checkout-backend";
import { startWriteProxy } from "../../../support/write-proxy";

jest.setTimeout(120_000);

const KEY = "dev/terraform.tfstate";
const SECRET = "correct-horse-battery-staple";

let backend: CheckoutBackend;

/** One entry of `--json`. */
interface Entry {
  readonly versionId: string;
  readonly shortId: string;
  readonly time: string;
  readonly current: boolean;
  readonly deleted: boolean;
  readonly state: Record<string, unknown> | null;
  readonly author: { who: string; operation?: string; source: string } | null;
}

async function history(...args: string[]) {
  const { code, stdout, stderr } = await backend.command([
    "history",
    "dev-stack",
    ...args,
    "--json",
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as {
    total: number;
    versioning: string;
    notes: string[];
    versions: Entry[];
  };
}

/** Applies a configuration of terraform_data with these inputs, and an output. */
async function apply(inputs: Record<string, string>, output = ""): Promise<void> {
  const resources = Object.entries(inputs).map(([name, input]) => [name, { input }]);
  const folder = await backend.folder(KEY, {
    ...(resources.length > 0 && {
      resource: { terraform_data: Object.fromEntries(resources) },
    }),
    output: { secret: { value: output, sensitive: true } },
  });
  await folder.succeed("apply");
}

describe("of three real applies", () => {
  const me = `${userInfo().username}@${hostname()}`;
  beforeAll(async () => {
    backend = await CheckoutBackend.create("history");
    await apply({ a: SECRET, b: "1" }, SECRET);
    await apply({ a: `${SECRET}2`, b: "1" }, SECRET);
    await apply({ b: "1", c: "1" }, `${SECRET}3`);
  });
  afterAll(() => backend.close());

  test("lists each with what it changed and who made it, newest first", async () => {
    const { versions, total, notes, versioning } = await history();
    expect({ total, notes, versioning }).toEqual({ total: 3, notes: [], versioning: "Enabled" });
    const author = { who: me, operation: "apply", source: "lock file" };
    const common = { newLineage: false, terraformVersion: expect.stringMatching(/^1\./) };
    expect(versions.map(({ state: summary }) => summary)).toEqual([
      expect.objectContaining({
        ...common,
        serial: 3,
        added: 1,
        removed: 1,
        changed: 0,
        outputsChanged: 1,
      }),
      expect.objectContaining({
        ...common,
        serial: 2,
        added: 0,
        removed: 0,
        changed: 1,
        outputsChanged: 0,
      }),
      expect.objectContaining({
        ...common,
        serial: 1,
        added: 2,
        removed: 0,
        changed: 0,
        resources: 2,
      }),
    ]);
    expect(versions.map((version) => version.author)).toEqual([author, author, author]);
    expect(versions.map(({ current }) => current)).toEqual([true, false, false]);
    expect(new Set(versions.map(({ state: summary }) => summary!["lineage"])).size).toBe(1);
  });

  test("and the same for a person", async () => {
    const { code, stdout, stderr } = await backend.command(["history", "dev-stack"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const [newest, , oldest] = stdout.split("\n").slice(3);
    expect(newest).toMatch(
      /^[\w-]{8,} +3 +\d{4}-\d\d-\d\d \d\d:\d\d \(\d+ s ago\) +2 +\+1 -1 ~0, 1 output +[\d.]+ (?:Ki)?B +1\.\S+ +\S+@\S+ \(apply\) +current +[\w-]{36}$/,
    );
    expect(oldest).toMatch(/^[\w-]{8,} +1 .* 2 +\+2 -0 ~0/);
  });

  test("as many as are asked for; the last of them is compared too", async () => {
    const { versions, total } = await history("--limit", "1");
    expect(total).toBe(3);
    expect(versions.map(({ state: summary }) => summary!["added"])).toEqual([1]);
    const { stdout } = await backend.command(["history", "dev-stack", "--limit", "2"]);
    expect(stdout).toContain("the newest 2 of 3 versions");
  });

  test.each([
    ["its serial", ({ state: summary }: Entry) => String(summary!["serial"])],
    ["its id", ({ versionId }: Entry) => versionId],
    ["the beginning of its id", ({ shortId }: Entry) => shortId],
  ])("one is looked into by %s", async (_, name) => {
    const { versions } = await history();
    const first = versions[2]!;
    const { code, stdout } = await backend.command([
      "history",
      "dev-stack",
      "--show",
      name(first),
      "--json",
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      version: {
        versionId: first.versionId,
        current: false,
        serial: 1,
        resources: [
          { type: "terraform_data", address: "terraform_data.a" },
          { type: "terraform_data", address: "terraform_data.b" },
        ],
        outputs: ["secret"],
      },
      againstCurrent: {
        serial: 3,
        sameLineage: true,
        added: ["terraform_data.c"],
        removed: ["terraform_data.a"],
        changed: [],
        outputsChanged: 1,
      },
    });
  });

  test("no value is shown, whatever is asked for", async () => {
    for (const args of [[], ["--show", "1"], ["--show", "3"]]) {
      for (const json of [[], ["--json"]]) {
        const { stdout, stderr } = await backend.command([
          "history",
          "dev-stack",
          ...args,
          ...json,
        ]);
        expect(stdout + stderr).not.toContain(SECRET);
        expect(stdout.length).toBeGreaterThan(100);
      }
    }
  });

  test("nothing is written", async () => {
    const proxy = await startWriteProxy(backend.endpoint);
    await backend.command(["history", "dev-stack"], proxy.endpoint);
    await backend.command(["history", "dev-stack", "--show", "2"], proxy.endpoint);
    proxy.close();
    expect(proxy.writes).toEqual([]);
  });
});

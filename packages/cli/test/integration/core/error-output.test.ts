import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { groundwork } from "@groundwork/testing/project";

jest.setTimeout(60_000);

const LINES = Array.from({ length: 1200 }, (_, line) => `S3CR3T-LINE-${line}-${"k".repeat(30)}`);
const plan = JSON.stringify({
  output_changes: {
    key: { actions: ["create"], before: null, after: LINES.join("\n"), after_sensitive: true },
  },
});

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "groundwork-errors-"));
});
afterEach(() => rm(dir, { recursive: true }));

const review = async (json: string, text = "") => {
  await writeFile(path.join(dir, "dev-stack.json"), json);
  await writeFile(path.join(dir, "dev-stack.txt"), text);
  return groundwork(["review", "--from", dir, "--json"], process.env);
};

test("a plan with a secret of 50,000 characters is shown, without it", async () => {
  const text = `Error: ${LINES[7]} is bad\n${JSON.stringify(LINES.join("\n"))}`;
  const { code, stdout, stderr } = await review(plan, text);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(JSON.parse(stdout)[0].body).toContain("Error: (sensitive value) is bad");
  expect(stdout).not.toContain("S3CR3T");
});

test.each([
  ["is cut off", plan.slice(0, -3)],
  [
    "is none",
    JSON.stringify({
      resource_changes: [{ address: "S3CR3T", mode: "managed", change: { actions: 7 } }],
    }),
  ],
])("a plan that %s is an error of one line, without anything of it", async (_, json) => {
  const { code, stdout, stderr } = await review(json);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^Error: .+\n$/);
  expect(stdout + stderr).not.toContain("S3CR3T");
});

import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { groundwork } from "@groundwork/testing/project";

jest.setTimeout(120_000);

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "groundwork-graph-"));
});
afterAll(() => rm(dir, { recursive: true }));

const graph = (...args: string[]) => groundwork(["graph", ...args]);

test("a pipe gets the SVG, and a file by its ending the same, or another form", async () => {
  const piped = await graph("dev");
  expect(piped).toMatchObject({ code: 0, stderr: "" });
  expect(piped.stdout).toMatch(/^<svg [^>]*aria-label="dev-stack"[^]*<\/svg>\n$/);

  const file = path.join(dir, "new/dev.svg");
  expect(await graph("dev", "--out", file)).toEqual({
    code: 0,
    stdout: `${file} is drawn\n`,
    stderr: "",
  });
  expect(await readFile(file, "utf8")).toBe(piped.stdout);

  const flowchart = path.join(dir, "dev.mmd");
  await graph("dev-stack", "--out", flowchart);
  expect(await readFile(flowchart, "utf8")).toMatch(/^flowchart LR\n/);
  expect((await graph("dev", "--format", "mermaid")).stdout).toBe(
    await readFile(flowchart, "utf8"),
  );
});

test("a folder gets a file for each stack", async () => {
  const folder = path.join(dir, "drawings");
  expect((await graph("--out", folder, "--format", "text")).code).toBe(0);
  expect((await readdir(folder)).toSorted()).toEqual(
    ["bootstrap", "delivery", "dev", "prod", "registry"].map((name) => `${name}-stack.txt`),
  );
  expect(await readFile(path.join(folder, "dev-stack.txt"), "utf8")).toContain(
    "dev-stack\n  network: 10.10.0.0/16\n    gateway endpoint: s3\n",
  );
});

test("programs get one document of all stacks", async () => {
  const { stdout } = await graph("--format", "json");
  const { stacks } = JSON.parse(stdout);
  expect(stacks.map(({ stack }: { stack: string }) => stack)).toEqual([
    "bootstrap-stack",
    "registry-stack",
    "delivery-stack",
    "dev-stack",
    "prod-stack",
  ]);
  expect(stacks[3]).toMatchObject({
    boxes: [{ id: "n_network", kind: "network", facts: ["10.10.0.0/16"] }],
    nodes: [{ id: "n_network_gateway_endpoint", kind: "endpoint", in: "n_network", facts: ["s3"] }],
    connections: [],
  });
  expect(stacks[3].nodes[0].addresses).toEqual([
    expect.stringMatching(/^aws_vpc_endpoint\.network_s3-endpoint_/),
  ]);
});

test.each([
  [
    ["dev", "prod"],
    "graph: got 2 stacks for one picture, expected one stack, or --out with a folder",
  ],
  [[], "graph: got all stacks for one picture, expected one stack, or --out with a folder"],
  [["--out", "a.svg"], "graph: got all stacks for one file, expected one stack"],
  [
    ["dev", "--out", "a.svgz"],
    "--out: got a.svgz, expected a file that ends in .svg, .mmd, .txt, .json, or a folder\nDid you mean .svg?",
  ],
  [
    ["dev", "--out", "a.mmd", "--format", "svg"],
    "--format: got svg for a.mmd, expected mermaid, or a file that ends in .svg",
  ],
  [
    ["dev", "--format", "png"],
    "option '--format <format>' argument 'png' is invalid. Allowed choices are svg, mermaid, text, json.",
  ],
  [["dve"], "Did you mean dev-stack?"],
  [
    ["dev", "--plan", "dev-stack-20261121T035512Z-48cdd2f0-9f3a"],
    "--plan: got dev-stack as well, expected a plan alone, as it is of one stack",
  ],
  [["--plan", ""], 'got the plan "", expected an id such as'],
])("%j is refused before anything is synthesized", async (args, message) => {
  const ended = await graph(...args);
  expect(ended).toMatchObject({ code: 1, stdout: "" });
  expect(ended.stderr).toMatch(/^Error: /);
  expect(ended.stderr).toContain(message);
});

test("a file where the folder is to be is left alone", async () => {
  const file = path.join(dir, "taken");
  await writeFile(file, "mine");
  const ended = await graph("dev", "--out", path.join(file, "dev.svg"));
  expect(ended).toMatchObject({ code: 1, stdout: "" });
  expect(ended.stderr).toMatch(/^Error: .*taken\/dev\.svg cannot be written: /);
  expect(await readFile(file, "utf8")).toBe("mine");
});

test("what stacks cost is told with its sum, for people and for programs", async () => {
  const { code, stdout } = await groundwork(["costs", "dev"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^dev-stack +1 +KMS keys +\$1\.00 +ap-northeast-2, 20\d\d-\d\d-\d\d$/m);
  const { stacks } = JSON.parse((await groundwork(["costs", "--json"])).stdout);
  expect(stacks).toHaveLength(5);
  for (const { costs, dollarsAMonth } of stacks) {
    const sum = costs.reduce((all: number, one: any) => all + one.dollarsAMonth, 0);
    expect(dollarsAMonth).toBeCloseTo(sum, 2);
  }
});

import { mkdir, readdir, realpath, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { isAlive } from "../../../src/core/processes";
import { everythingCopy } from "../../support/everything-copy";
import { engineThatSays } from "../../support/engine-that-says";
import { groundwork, ProjectCopy, run } from "@groundwork/testing/project";
import { smallEnvironments } from "../../support/small-environments";
import { emulatorOf, LAPTOP, leftBy, startRehearsal } from "../../support/rehearsals";
import { until } from "../../support/until";

jest.setTimeout(240_000);

/** Rows of the closing table: stack, resources, state key, version, seconds. */
const tableOf = (stdout: string): string[][] =>
  stdout
    .split("\n")
    .filter((line) => /^[a-z]+-stack /.test(line))
    .map((line) => line.split(/ {2,}/));

describe("with every option in use, and an environment more, which is a file, a line, and a stack of its own", () => {
  let copy: ProjectCopy;
  beforeAll(async () => {
    copy = await everythingCopy();
    await copy.write(
      "environments/staging.ts",
      `import { dev } from "./dev";
       export const staging = { ...dev, name: "staging", network: { ...dev.network, cidr: "10.40.0.0/16" } };`,
    );
    await copy.edit("environments/index.ts", "[dev, prod]", "[dev, staging, prod]");
    await copy.edit(
      "environments/index.ts",
      "import { dev }",
      'import { staging } from "./staging";\nimport { dev }',
    );
    await copy.build();
  });
  afterAll(() => copy?.remove());

  test("every stack applies, a second plan of it is empty, its state is found, and nothing is left behind", async () => {
    const { rehearsal, said, closed } = startRehearsal(copy);
    const emulator = await until("the emulator", () => emulatorOf(rehearsal.pid!));
    const [code] = await closed;
    expect({ code, stderr: said.stderr }).toEqual({ code: 0, stderr: "" });
    const table = tableOf(said.stdout);
    expect(table.map(([stack, , key]) => [stack, key])).toEqual([
      ["bootstrap-stack", "bootstrap/terraform.tfstate"],
      ["registry-stack", "registry/terraform.tfstate"],
      ["delivery-stack", "delivery/terraform.tfstate"],
      ["dev-stack", "dev/terraform.tfstate"],
      ["staging-stack", "staging/terraform.tfstate"],
      ["prod-stack", "prod/terraform.tfstate"],
    ]);
    // With what the options add.
    const counts = Object.fromEntries(table.map(([stack, count]) => [stack, Number(count)]));
    expect(counts["delivery-stack"]).toBeGreaterThanOrEqual(100);
    expect(counts["prod-stack"]).toBeGreaterThanOrEqual(100);
    expect(said.stdout).toContain("Stand-ins: every resource and module was a terraform_data");
    expect(isAlive(emulator)).toBe(false);
    expect(await leftBy(copy, rehearsal.pid!)).toEqual([]);
  });
});

test("interrupted, it ends in order: Terraform first, then the emulator", async () => {
  const small = { root: process.env["GROUNDWORK_TEST_PROJECT"]! };
  const { rehearsal, said, closed } = startRehearsal(small);
  const emulator = await until("the emulator", () => emulatorOf(rehearsal.pid!));
  await until("the first stack", () => said.stdout.includes("apply bootstrap-stack"), 60);
  // As Ctrl-C does: to the whole group.
  process.kill(-rehearsal.pid!, "SIGINT");
  const [code] = await closed;
  expect(code).toBe(130);
  expect(isAlive(emulator)).toBe(false);
  expect(await leftBy(small, rehearsal.pid!)).toEqual([]);
});

describe("what cannot work fails it", () => {
  let copy: ProjectCopy;
  beforeAll(async () => {
    copy = await ProjectCopy.create();
    await smallEnvironments(copy);
  });
  afterAll(() => copy?.remove());

  const MARK = "    this.environment = environment;";
  /** Puts a line into what every environment's stack is made of, in the place of another. */
  const replaceInStack = async (line: string, by: string) => {
    await copy.edit("stacks/environment-stack.ts", line, by);
    await copy.build();
  };
  const DANGLING =
    '    this.addOverride("output.database", { value: "${aws_db_instance.main.endpoint}" });';
  const WRITE_ONLY = '    this.addOverride("resource.aws_x.y", { password_wo: "x" });';
  const CYCLE =
    '    this.addOverride("resource.aws_iam_user", { a: { name: "${aws_iam_user.b.name}" }, b: { name: "${aws_iam_user.a.name}" } });';

  test("a reference to what no stack declares fails it, naming both ends", async () => {
    await replaceInStack(MARK, `${DANGLING}\n${MARK}`);
    const { code, stderr } = await copy.groundwork(["rehearse", "dev-stack"], LAPTOP);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining(
        "dev-stack: output.database refers to aws_db_instance.main, which the stack does not declare",
      ),
    });
    expect(stderr).not.toContain("    at ");
  });

  test("what the release at hand lacks fails it, before anything is applied", async () => {
    await replaceInStack(DANGLING, WRITE_ONLY);
    const env = { ...LAPTOP, ...(await engineThatSays("OpenTofu v1.10.10")) };
    const { code, stderr } = await copy.groundwork(["rehearse", "dev-stack"], env);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /dev-stack: aws_x\.y\.password_wo: got OpenTofu 1\.10\.10, .* expected OpenTofu 1\.11 or newer/,
      ),
    });
  });

  test("a dependency cycle fails it, naming the resources as the stack does", async () => {
    await replaceInStack(WRITE_ONLY, CYCLE);
    const { code, stderr } = await copy.groundwork(["rehearse", "dev-stack"], LAPTOP);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /dev-stack: terraform plan failed[^]*Cycle: aws_iam_user\.[ab], aws_iam_user\.[ab]/,
      ),
    });
  });
});

test("an emulator that was to be kept ends with a rehearsal that cannot begin", async () => {
  const copy = await ProjectCopy.create();
  const cache = path.join(copy.root, ".cache");
  const installed = await realpath(cache);
  await rm(cache);
  await mkdir(cache);
  for (const name of (await readdir(installed)).filter((one) => one.startsWith("emulator"))) {
    await symlink(path.join(installed, name), path.join(cache, name));
  }
  // A file, where folders have to be.
  await copy.write(".cache/rehearsals", "");
  const { code, stderr } = await copy.groundwork(["rehearse", "registry", "--keep"], LAPTOP);
  const { stdout: processes } = await run("ps", ["-eo", "args="]);
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining("rehearsals") });
  expect(processes).not.toContain(copy.root);
  await copy.remove();
});

test("states of another backend lie in local files, said so", async () => {
  const copy = await ProjectCopy.create();
  await copy.edit(
    "environments/organization.ts",
    '{ type: "s3", lock: "both" }',
    '{ type: "cloud", organization: "acme" }',
  );
  await copy.build();
  const { code, stdout, stderr } = await copy.groundwork(["rehearse"], {
    STACKS: "registry-stack",
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(tableOf(stdout).map(([stack, , key]) => [stack, key])).toEqual([
    ["registry-stack", "registry/terraform.tfstate"],
  ]);
  expect(stdout).toContain(
    "The state of each stack lies in a local file in this rehearsal; the backend cloud is not rehearsed.",
  );
  await copy.remove();
});

describe("says in one line what is missing or wrong", () => {
  test("Terraform", async () => {
    const { code, stderr } = await groundwork(["rehearse"], { PATH: "/nonexistent" });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        "Error: Terraform is missing: install 1.11 or newer from https://developer.hashicorp.com/terraform/install\n",
    });
  });

  test("a stack that does not exist, before the synth", async () => {
    const { code, stdout, stderr } = await groundwork(["rehearse", "def-stack"]);
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "Error: got the stack def-stack, expected one of bootstrap-stack, registry-stack, delivery-stack, dev-stack, prod-stack\nDid you mean dev-stack?\n",
    });
  });

  test.each([["bootstrap"], ["plans"]])("an emulator, for stand-ins of %s", async (command) => {
    const env = { ...LAPTOP, GROUNDWORK_STAND_INS: "1" };
    const { code, stdout, stderr } = await groundwork([command], env);
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(
        /^Error: GROUNDWORK_STAND_INS is set, .* got no AWS_ENDPOINT_URL, .*\n$/,
      ),
    });
  });

  test("AWS itself in place of an emulator", async () => {
    const { code, stderr } = await groundwork(["rehearse"], {
      AWS_ENDPOINT_URL: "https://s3.ap-northeast-2.amazonaws.com",
    });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining(
        "expected an emulator's address; unset it to have one started",
      ),
    });
  });
});

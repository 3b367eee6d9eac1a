import { once } from "node:events";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { isAlive } from "../../../src/core/processes";
import {
  groundwork,
  ProjectCopy,
  projectRoot,
  run,
  startGroundwork,
} from "@groundwork/testing/project";
import { until } from "../../support/until";

jest.setTimeout(120_000);

/** Rows of the closing table: stack, resources, state key, version, seconds. */
const tableOf = (stdout: string): string[][] =>
  stdout
    .split("\n")
    .filter((line) => /^[a-z]+-stack /.test(line))
    .map((line) => line.split(/ {2,}/));

async function emulatorOf(pid: number): Promise<number | undefined> {
  const { stdout } = await run("ps", ["-eo", "pid=,ppid=,args="]);
  const rows = stdout.split("\n").map((row) => row.trim().split(/\s+/));
  const emulator = rows.find(
    ([, parent, ...args]) => parent === String(pid) && args.join().includes("emulator.py"),
  );
  return emulator && Number(emulator[0]);
}

test("applies every stack, plans it again, finds its state, and leaves nothing behind", async () => {
  const rehearsal = startGroundwork(["rehearse"]);
  let stdout = "";
  let stderr = "";
  rehearsal.stdout!.on("data", (text) => (stdout += text));
  rehearsal.stderr!.on("data", (text) => (stderr += text));
  const emulator = await until("the emulator", () => emulatorOf(rehearsal.pid!));
  const [code] = await once(rehearsal, "close");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(tableOf(stdout).map(([stack, , key]) => [stack, key])).toEqual([
    ["bootstrap-stack", "bootstrap/terraform.tfstate"],
    ["registry-stack", "registry/terraform.tfstate"],
    ["delivery-stack", "delivery/terraform.tfstate"],
    ["dev-stack", "dev/terraform.tfstate"],
    ["prod-stack", "prod/terraform.tfstate"],
  ]);
  expect(stdout).toContain("Stand-ins: every AWS resource was a terraform_data");
  expect(isAlive(emulator)).toBe(false);
  expect(await readdir(path.join(projectRoot, ".cache/rehearsals"))).not.toContain(
    String(rehearsal.pid),
  );
});

test("interrupted, it ends in order: Terraform first, then the emulator", async () => {
  const rehearsal = startGroundwork(["rehearse"]);
  let stdout = "";
  let stderr = "";
  rehearsal.stdout!.on("data", (text) => (stdout += text));
  rehearsal.stderr!.on("data", (text) => (stderr += text));
  const emulator = await until("the emulator", () => emulatorOf(rehearsal.pid!));
  await until("the first stack", () => stdout.includes("apply bootstrap-stack"));
  // As Ctrl-C does: to the whole group.
  process.kill(-rehearsal.pid!, "SIGINT");
  const [code] = await once(rehearsal, "close");
  expect({ code, stderr }).toEqual({ code: 130, stderr: expect.any(String) });
  expect(isAlive(emulator)).toBe(false);
  expect(await readdir(path.join(projectRoot, ".cache/rehearsals"))).not.toContain(
    String(rehearsal.pid),
  );
});

test("--keep leaves emulator and folders, and the lines it prints lead there", async () => {
  const { code, stdout, stderr } = await groundwork(["rehearse", "registry-stack", "--keep"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const pid = Number(/To end it: kill (\d+)/.exec(stdout)![1]);
  try {
    const script = stdout
      .split("\n")
      .filter((line) => /^ {2}(export|cd) /.test(line))
      .join("\n");
    const { stdout: listed } = await run("bash", ["-euc", script]);
    expect(listed).toContain("terraform_data.aws_ecr_repository__");
  } finally {
    process.kill(pid);
  }
});

describe("in a copy of the project", () => {
  let copy: ProjectCopy;
  beforeEach(async () => {
    copy = await ProjectCopy.create();
  });
  afterEach(() => copy.remove());

  test("an environment more is a file, a line, and a stack of its own", async () => {
    await copy.write(
      "environments/staging.ts",
      `import { dev } from "./dev";
       export const staging = { ...dev, name: "staging", network: { ...dev.network, cidr: "10.30.0.0/16" } };`,
    );
    await copy.edit("environments/index.ts", "[dev, prod]", "[dev, staging, prod]");
    await copy.edit(
      "environments/index.ts",
      "import { dev }",
      'import { staging } from "./staging";\nimport { dev }',
    );
    await copy.build();
    const { code, stdout, stderr } = await copy.groundwork(["rehearse", "staging-stack"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(tableOf(stdout).map(([stack, , key]) => [stack, key])).toEqual([
      ["bootstrap-stack", "bootstrap/terraform.tfstate"],
      ["staging-stack", "staging/terraform.tfstate"],
    ]);
  });

  test("states of another backend lie in local files, said so; there is no delivery", async () => {
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
    expect(await copy.groundwork(["rehearse", "--delivery"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("--delivery: got organization.backend.type cloud"),
    });
  });

  /** Adds a line to what every environment's stack is made of. */
  const addToStack = (line: string) =>
    copy.edit(
      "stacks/environment-stack.ts",
      '    new TerraformOutput(this, "url", {',
      `${line}\n$&`,
    );

  test("a reference to what no stack declares fails it, naming both ends", async () => {
    await addToStack(
      '    new TerraformOutput(this, "database", { value: "${aws_db_instance.main.endpoint}" });',
    );
    await copy.build();
    const { code, stderr } = await copy.groundwork(["rehearse", "dev-stack"]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining(
        "dev-stack: output.database refers to aws_db_instance.main, which the stack does not declare",
      ),
    });
    expect(stderr).not.toContain("    at ");
  });

  test("a dependency cycle fails it, naming the resources as the stack does", async () => {
    await addToStack(
      '    this.addOverride("resource.aws_iam_user", { a: { name: "${aws_iam_user.b.name}" }, b: { name: "${aws_iam_user.a.name}" } });',
    );
    await copy.build();
    const { code, stderr } = await copy.groundwork(["rehearse", "dev-stack"]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /dev-stack: terraform plan failed[^]*Cycle: aws_iam_user\.[ab], aws_iam_user\.[ab]/,
      ),
    });
  });
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

  test("a stack that does not exist", async () => {
    const { code, stderr } = await groundwork(["rehearse", "def-stack"]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        "Error: got the stack def-stack, expected some of bootstrap-stack, registry-stack, delivery-stack, dev-stack, prod-stack\n",
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

import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { commandOnDev } from "../../../support/command-on-dev";
import { lockText } from "../../../support/lock-text";
import { ProjectCopy, type Ended } from "@groundwork/testing/project";
import type { Rehearsed } from "../../../support/rehearsed";
import { smallestEnvironments } from "../../../support/small-environments";

jest.setTimeout(120_000);

const on = commandOnDev("pull");
let dev: Rehearsed;
let copy: ProjectCopy;
let folder: string;

/** What `terraform init` left when the lock was in the table and in a file. */
const initialised = () => path.join(folder, "initialised");

beforeAll(async () => {
  ({ dev } = on);
  folder = await mkdtemp(path.join(tmpdir(), "groundwork-changed-"));
  await dev.groundwork("pull", [], { ...dev.env, TF_DATA_DIR: initialised() });
  copy = await ProjectCopy.create();
  await smallestEnvironments(copy);
});
afterAll(async () => {
  await Promise.all([copy?.remove(), rm(folder, { recursive: true, force: true })]);
});

/** A command of a checkout whose Terraform was initialised before its lock was another. */
async function run(command: string, ...args: string[]): Promise<Ended> {
  const data = await mkdtemp(path.join(folder, "data-"));
  await cp(initialised(), data, { recursive: true });
  return copy.groundwork([command, ...args], { ...dev.env, TF_DATA_DIR: data });
}

const onDev = (command: string, ...args: string[]) => run(command, "dev-stack", "--yes", ...args);

const lockBy = async (from: string, to: string) => {
  await copy.edit("environments/organization.ts", `lock: "${from}"`, `lock: "${to}"`);
  await copy.build();
};

describe("the lock is a file alone now", () => {
  beforeAll(() => lockBy("both", "s3"));
  afterAll(() => lockBy("s3", "both"));

  test("pull", async () => {
    expect(await onDev("pull")).toMatchObject({ code: 0, stderr: "" });
  });

  test("unlock, by Terraform", async () => {
    await dev.lockFile(lockText("old", 60));
    const { code, stdout } = await onDev("unlock");
    expect(stdout).toContain("Released by terraform force-unlock");
    expect(code).toBe(0);
    expect(await dev.locks()).toEqual({});
  });

  test("restore", async () => {
    const version = await dev.put(dev.state);
    await dev.put(on.withSerialOff(1));
    const { code, stdout, stderr } = await onDev("restore", version);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("Restored: ");
  });

  test("bootstrap", async () => {
    const { code, stderr } = await run("rehearse", "bootstrap-stack");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});

test("the lock is a row alone now: repair-digest", async () => {
  await lockBy("both", "dynamodb");
  await dev.removeDigest();
  const { code, stdout } = await onDev("repair-digest", "--use-current");
  expect(stdout).toContain("Terraform accepts the state");
  expect(code).toBe(0);
});

import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { groundwork } from "@groundwork/testing/project";
import { CheckoutBackend } from "../../support/checkout-backend";
import type { StackFolder } from "../../support/stack-folder";

jest.setTimeout(300_000);

/*
 * What happened to DataTalks.Club on 2026-02-26, step by step, in production: a laptop without the
 * state, an old state unpacked from an archive and taken for the current one, and a destroy
 * (https://alexeyondata.substack.com/p/how-i-dropped-our-production-database). Nothing here was made
 * for it: each step is stopped by what a team has anyway.
 */

const KEY = "prod/terraform.tfstate";

/** An address that leads here, and is not known to: for an agent it is no rehearsal. */
const AGENT = { CLAUDECODE: "1", AWS_ENDPOINT_URL: "http://0.0.0.0:9", GROUNDWORK_STAND_INS: "" };

let backend: CheckoutBackend;
/** The laptop that production was made on. */
let old: StackFolder;
/** The one that an agent works on. */
let laptop: StackFolder;
/** The state in the archive, which is older than the current one. */
let archived: string;
let current: string;
let all: string[];

beforeAll(async () => {
  backend = await CheckoutBackend.create("incident");
  let begin: () => Promise<void>;
  ({ stack: old, all, begin } = await backend.stackOfTwoVersions("prod-stack"));
  await begin();
  current = await backend.read(KEY);
  const [, first] = await backend.stateVersions(KEY);
  archived = await backend.read(KEY, first);
  laptop = await backend.stack("prod-stack");
});
afterAll(() => backend?.close());

/** The state in S3 is what it was, byte for byte. */
async function expectUntouched<Done>(step: () => Promise<Done>): Promise<Done> {
  const done = await step();
  expect(await backend.read(KEY)).toBe(current);
  return done;
}

/** With 0 where nothing is to be done. */
const plan = () => laptop.terraform("plan", "-detailed-exitcode", "-input=false");

const refusedToAgents = async (...args: string[]) => {
  const { code, stderr } = await groundwork(args, AGENT);
  expect({ code, stderr }).toEqual({ code: 6, stderr: expect.stringContaining("Tell a person") });
};

test("1. a laptop without the state finds it where it is: nothing is to be made anew", async () => {
  expect(await expectUntouched(plan)).toMatchObject({ code: 0 });
});

describe("2. an old state, unpacked beside the code,", () => {
  const file = () => path.join(laptop.dir, "terraform.tfstate");
  beforeAll(() => writeFile(file(), archived));
  afterAll(() => rm(file(), { force: true }));

  test("is not what Terraform reads", async () => {
    expect(await expectUntouched(plan)).toMatchObject({ code: 0 });
  });

  test("is not taken over either, as Terraform begins anew in that folder", async () => {
    await rm(path.join(laptop.dir, ".terraform"), { recursive: true });
    const { code, stderr } = await expectUntouched(() =>
      laptop.terraform("init", "-input=false", "-no-color"),
    );
    expect(code).toBe(1);
    expect(stderr).toContain("Can't ask approval for state migration");
    await rm(file());
    await laptop.succeed("init", "-input=false");
    await writeFile(file(), archived);
  });

  test("cannot be pushed over a newer one", async () => {
    const { code, stderr } = await expectUntouched(() =>
      laptop.terraform("state", "push", "-no-color", file()),
    );
    expect(code).toBe(1);
    expect(stderr).toContain("serial");
  });

  test("nor moved, nor made current by an agent", async () => {
    const { code, stderr } = await expectUntouched(() =>
      backend.command(["migrate", "prod", "--from", file(), "--yes", "--keep-local"]),
    );
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining("prod/terraform.tfstate is newer: got serial 2"),
    });
    await refusedToAgents("restore", "prod", "1", "--yes");
  });
});

describe("3. a destroy", () => {
  test("by Terraform itself ends before anything is destroyed: production holds data", async () => {
    const { code, stderr } = await expectUntouched(() =>
      old.terraform("destroy", "-auto-approve", "-input=false", "-no-color"),
    );
    expect(code).toBe(1);
    expect(stderr).toContain("Instance cannot be destroyed");
  });

  test("is none of the commands': not for an agent, and not of production", async () => {
    await refusedToAgents("teardown", "prod", "--confirm", "prod");
    await refusedToAgents("plan", "prod", "--allow-destroy", all[0]!);
    const { code, stderr } = await expectUntouched(() =>
      backend.command(["teardown", "prod", "--confirm", "prod"]),
    );
    expect({ code, stderr }).toEqual({ code: 6, stderr: expect.stringContaining("is production") });
  });

  test("of the state itself, by somebody who forces it: a person brings back the version before", async () => {
    const file = path.join(old.dir, "archived.tfstate");
    await writeFile(file, archived);
    await old.succeed("state", "push", "-force", file);
    expect(await old.list()).toHaveLength(1);
    await refusedToAgents("restore", "prod", "2", "--yes");
    const [, before] = await backend.stateVersions(KEY);
    const restored = await backend.command(["restore", "prod", before!, "--yes"]);
    expect(restored).toMatchObject({ code: 0, stdout: expect.stringContaining("Restored:") });
    expect(await old.list()).toEqual(all);
    await old.expectNoChanges();
  });
});

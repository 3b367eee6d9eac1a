import type { OrganizationInput } from "@groundwork/configuration";
import { configuration } from "@groundwork/testing/configuration";
import { unlockElsewhere } from "../../../src/state/lock/unlock-elsewhere";
import type { OpenAnyState } from "../../../src/state/open";
import type { ForeignLock } from "../../../src/terraform/foreign-lock";
import { RunRecords } from "../../../src/terraform/run-record";

jest.mock("../../../src/terraform/release", () => ({ requireTerraform: () => undefined }));

const OLD: ForeignLock = {
  id: "lock-1",
  who: "kim@elsewhere",
  operation: "OperationTypeApply",
  version: "1.11.4",
  created: "2026-11-21 03:49:17.123456789 +0000 UTC",
};
const YOUNG = { ...OLD, created: new Date().toISOString() };

/** What a run of unlock has done, and said. */
interface Ran {
  readonly released: string[];
  readonly said: string[];
  readonly refused?: { readonly message: string; readonly exitCode: number };
}

/** @param holders what Terraform tells of the lock, each time that it is asked; undefined is a free one */
async function unlock(
  backend: OrganizationInput["backend"],
  holders: (ForeignLock | undefined)[],
  options: { force?: boolean; yes?: boolean; env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> {
  const { force = false, yes = true, env = {} } = options;
  const [released, said, left]: [string[], string[], typeof holders] = [[], [], [...holders]];
  const open = {
    organization: configuration({ backend }).organization,
    stack: "dev-stack",
    key: "dev/terraform.tfstate",
    place: "somewhere",
    asked: { bucket: "", lockTable: "" },
    records: new RunRecords("/nonexistent"),
    programs: ["terraform"],
    person: { tell: (text: string) => said.push(text), confirm: () => Promise.resolve(yes) },
    terraform: {
      dir: "/work",
      command: (args: string) => `terraform ${args}`,
      init: () => Promise.resolve(),
      lockHolder: () => Promise.resolve(left.shift()),
      forceUnlock: async (id: string) => void released.push(id),
    },
  } as unknown as OpenAnyState;
  const all = {
    stack: "dev-stack",
    force,
    olderThan: 15,
    env,
    signal: new AbortController().signal,
  };
  try {
    await unlockElsewhere(open, all);
    return { released, said };
  } catch (error) {
    const { message, exitCode } = error as { message: string; exitCode: number };
    return { released, said, refused: { message, exitCode } };
  }
}

const GCS = { type: "gcs", bucket: "b" } as const;
const CLOUD = { type: "cloud", organization: "Acme" } as const;

test("a free state: says so", async () => {
  expect(await unlock(GCS, [undefined])).toEqual({
    released: [],
    said: ["somewhere is not locked; nothing was changed."],
  });
});

test("an old lock is shown and released by its id, once somebody has agreed", async () => {
  const { released, said } = await unlock(GCS, [OLD, undefined]);
  expect(released).toEqual(["lock-1"]);
  expect(said[0]).toMatch(/kim@elsewhere +OperationTypeApply +1\.11\.4 +2026-11-21/);
  expect(said.slice(1)).toEqual([
    "Released by terraform force-unlock: lock, lock id lock-1",
    "dev/terraform.tfstate is free.",
  ]);
  expect(await unlock(GCS, [OLD], { yes: false })).toMatchObject({
    released: [],
    refused: { message: "stopped at your no; nothing was changed", exitCode: 7 },
  });
});

test("a young one stays, but for --force", async () => {
  expect(await unlock(GCS, [YOUNG])).toMatchObject({
    released: [],
    refused: {
      message: expect.stringMatching(/^the lock was not released: .*--force/),
      exitCode: 7,
    },
  });
  expect(await unlock(GCS, [YOUNG, undefined], { force: true })).toMatchObject({
    released: ["lock-1"],
  });
});

test("an agent releases an old one, and leaves it to a person to say that a young one is dead: 6", async () => {
  const env = { CLAUDECODE: "1" };
  expect(await unlock(GCS, [OLD, undefined], { env })).toMatchObject({ released: ["lock-1"] });
  expect(await unlock(GCS, [YOUNG], { env })).toMatchObject({
    released: [],
    refused: {
      message: expect.stringMatching(
        /^unlock of a lock whose .*groundwork unlock dev-stack --force$/,
      ),
      exitCode: 6,
    },
  });
});

test("what HCP Terraform tells of a holder is the asker: nobody's age is known, and the workspace is the id", async () => {
  const lock = { id: "Acme/acme-dev" };
  const { released, said, refused } = await unlock(CLOUD, [lock]);
  expect({ released, code: refused?.exitCode }).toEqual({ released: [], code: 7 });
  expect(said[0]).toMatch(/lock +unknown +unknown +unknown +\? +Acme\/acme-dev/);
  expect(await unlock(CLOUD, [{ id: "" }, undefined], { force: true })).toMatchObject({
    released: ["Acme/acme-dev"],
  });
});

test("a file is locked by a process that lives, whatever is asked for", async () => {
  expect(await unlock({ type: "local" }, [OLD], { force: true })).toMatchObject({
    released: [],
    said: [expect.stringContaining("not released: a process that lives has it, and")],
    refused: { message: expect.stringContaining("Wait until that run has ended, or end it") },
  });
});

test("a lock without an id cannot be released", async () => {
  const { released, refused } = await unlock(GCS, [{ ...OLD, id: "" }]);
  expect(released).toEqual([]);
  expect(refused?.message).toBe("Terraform does not tell the lock's id, so nothing can release it");
});

test("somebody who came in between has the lock; in Consul nobody can for a while", async () => {
  expect(await unlock(GCS, [OLD, { ...YOUNG, id: "lock-2" }])).toMatchObject({
    released: ["lock-1"],
    refused: { message: expect.stringContaining("lock id lock-2"), exitCode: 7 },
  });
  const consul = { type: "consul", address: "127.0.0.1:8500" } as const;
  const { said, refused } = await unlock(consul, [OLD, { id: "" }]);
  expect(refused).toBeUndefined();
  expect(said.at(-1)).toBe(
    "dev/terraform.tfstate is released; Consul lets nobody lock it for 15 s after that, its lock delay.",
  );
});

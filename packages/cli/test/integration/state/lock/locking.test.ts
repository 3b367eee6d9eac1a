import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import type { S3StateBackend } from "@groundwork/constructs/state";
import type { LockInfo } from "../../../../src/terraform/lock-info";
import { StateLocks } from "../../../../src/state/lock/locks";
import {
  accessTo,
  clientsOf,
  freshAccount,
  makeBackend,
  REGION,
  sharedEndpoint,
} from "../../../support/emulated";
import { TerraformFolder, waitingResource } from "../../../support/terraform-folder";
import { until } from "../../../support/until";

jest.setTimeout(120_000);

const KEY = "dev/terraform.tfstate";
// Every test has a backend of its own, so all run at once: most of their time they wait.
const dir = mkdtempSync(path.join(tmpdir(), "groundwork-locking-"));
const folders: { remove(): Promise<void> }[] = [{ remove: () => rm(dir, { recursive: true }) }];
afterAll(() => Promise.all(folders.map((folder) => folder.remove())));

/** A state backend of its own, in an account of its own. */
async function newBackend(lock: S3StateBackend["lock"]) {
  const accountId = freshAccount();
  const clients = clientsOf(sharedEndpoint(), accountId);
  const names = { bucket: `states-${accountId}`, lockTable: "locks", region: REGION };
  await makeBackend(clients, names);
  const backend: S3StateBackend = { type: "s3", accountId, lock, ...names };
  const location = {
    ...names,
    accountId,
    lock,
    logBucket: "logs",
    kmsAlias: "alias/state",
    kmsAliasArn: `arn:aws:kms:${REGION}:${accountId}:alias/state`,
  };
  const env = accessTo(sharedEndpoint(), accountId);
  return {
    ...clients,
    bucket: names.bucket,
    locks: new StateLocks(location, clients),
    folder: async (configuration: object, key = KEY): Promise<TerraformFolder> => {
      const folder = await TerraformFolder.create(backend, key, configuration, env);
      folders.push(folder);
      return folder;
    },
  };
}

type Backend = Awaited<ReturnType<typeof newBackend>>;

const heldLock = ({ locks }: Backend): Promise<LockInfo> =>
  until("a lock", async () => {
    const { row, file } = await locks.read(KEY);
    return row ?? file;
  });

describe.each(["dynamodb", "s3", "both"] as const)("lock %s", (lock) => {
  test.concurrent("of two applies at once one wins, and the other names the holder", async () => {
    const backend = await newBackend(lock);
    const loses = path.join(dir, `${lock}-loses`);
    const [first, second] = [
      await backend.folder(waitingResource(loses)),
      await backend.folder(waitingResource(loses)),
    ];

    const winner = first.start("apply");
    const holder = await heldLock(backend);
    const loser = await second.terraform("apply");
    expect(loser.code).toBe(1);
    expect(loser.stderr).toContain("Error acquiring the state lock");
    expect(loser.stderr).toContain(holder.ID);
    expect(loser.stderr).toContain(holder.Who);

    const ended = once(winner, "exit");
    await writeFile(loses, "");
    const [code] = await ended;
    expect(code).toBe(0);
    expect(await backend.locks.read(KEY)).toEqual({});
    expect(await second.succeed("state", "list")).toBe("terraform_data.slow\n");
  });

  test.concurrent("an apply that was killed leaves its lock; released by its id, the next one goes on", async () => {
    const backend = await newBackend(lock);
    const killed = path.join(dir, `${lock}-killed`);
    const folder = await backend.folder(waitingResource(killed));
    const victim = folder.start("apply");
    const { ID } = await heldLock(backend);
    victim.kill("SIGKILL");
    await once(victim, "exit");
    await writeFile(killed, "");

    const blocked = await folder.terraform("apply");
    expect(blocked.code).toBe(1);
    expect(blocked.stderr).toContain(ID);

    await backend.locks.release(KEY, "00000000-not-that-one");
    expect(await heldLock(backend)).toMatchObject({ ID });
    await backend.locks.release(KEY, ID);
    await folder.succeed("apply");
    expect((await folder.terraform("plan", "-detailed-exitcode")).code).toBe(0);
  });
});

test.concurrent("eight applies at once, and no update is lost", async () => {
  const backend = await newBackend("both");
  const names = Array.from({ length: 8 }, (_, index) => `r${index}`);
  const resource = { terraform_data: Object.fromEntries(names.map((name) => [name, {}])) };
  const each = await Promise.all(
    names.map(async (name) => ({ name, folder: await backend.folder({ resource }) })),
  );
  await Promise.all(
    each.map(({ name, folder }) => applyPatiently(folder, `-target=terraform_data.${name}`)),
  );
  const listed = await each[0]!.folder.succeed("state", "list");
  expect(listed.trim().split("\n")).toEqual(names.map((name) => `terraform_data.${name}`));
  const { serial } = JSON.parse(await each[0]!.folder.succeed("state", "pull"));
  expect(serial).toBe(names.length);
});

/**
 * Applies when the state is free. With -lock-timeout alone Terraform gives up when the lock is
 * released just before it looks who holds it (hashicorp/terraform#32690).
 */
const applyPatiently = (folder: TerraformFolder, target: string) =>
  until(
    `apply ${target}`,
    async () => {
      const { code, stderr } = await folder.terraform("apply", target, "-lock-timeout=20s");
      if (code === 0) return true;
      expect(stderr).toContain("Error acquiring the state lock");
      return false;
    },
    100,
  );

test.concurrent("a lock on dev's state is none on prod's, and neither sees the other's resources", async () => {
  const backend = await newBackend("both");
  const applied = path.join(dir, "prod-applied");
  const dev = await backend.folder(waitingResource(applied));
  const prod = await backend.folder(
    { resource: { terraform_data: { other: {} } } },
    "prod/terraform.tfstate",
  );
  const running = dev.start("apply");
  await heldLock(backend);
  await prod.succeed("apply");
  const ended = once(running, "exit");
  await writeFile(applied, "");
  await ended;
  expect(await dev.succeed("state", "list")).toBe("terraform_data.slow\n");
  expect(await prod.succeed("state", "list")).toBe("terraform_data.other\n");
});

test.concurrent("a state deleted by hand is noticed by its digest", async () => {
  const backend = await newBackend("both");
  const folder = await backend.folder({ resource: { terraform_data: { one: {} } } });
  await folder.succeed("apply");
  await backend.s3.send(new DeleteObjectCommand({ Bucket: backend.bucket, Key: KEY }));
  const { code, stderr } = await folder.terraform("plan");
  expect(code).toBe(1);
  expect(stderr).toContain("state data in S3 does not have the expected content");
});

import { readFile } from "node:fs/promises";
import path from "node:path";
import { GetObjectCommand, PutBucketReplicationCommand } from "@aws-sdk/client-s3";
import { checkoutRoot, ProjectCopy, type Ended } from "@groundwork/testing/project";
import type { StateLocation } from "@groundwork/configuration";
import { ensureBucket } from "../../../../src/state/backend/bucket";
import { ensureTable } from "../../../../src/state/backend/table";
import { digestOf } from "../../../../src/state/state-digest";
import { clientsOf, LOCATION } from "../../../support/emulated";
import { commandOnDev } from "../../../support/command-on-dev";
import { smallestEnvironments } from "../../../support/small-environments";

jest.setTimeout(120_000);

const AWAY = "ap-northeast-1";
const on = commandOnDev("doctor");
let copy: ProjectCopy;

const copies: StateLocation = {
  ...LOCATION,
  bucket: LOCATION.bucket.replace(LOCATION.region, AWAY),
  region: AWAY,
};

const inside = (command: string, ...args: string[]): Promise<Ended> =>
  copy.groundwork([command, ...args], on.dev.env);

const doctor = async () => {
  const { stdout } = await inside("doctor", "dev-stack", "--json");
  const { findings } = JSON.parse(stdout);
  return findings.map(({ check }: { check: string }) => check).toSorted();
};

const serial = (by: number) => JSON.parse(on.dev.state).serial + by;

const stateIn = async (bucket: string) => {
  const { s3 } = on.dev.clients;
  const found = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: on.dev.key }));
  return { text: await found.Body!.transformToString(), replication: found.ReplicationStatus };
};

const backend = async (from: string, to: string) => {
  await copy.edit("environments/organization.ts", from, to);
  await copy.build();
};

/** What stand-ins do not make: S3 is told what bootstrap-stack has for it. */
async function replicate(): Promise<void> {
  const file = path.join(copy.root, "cdktf.out/stacks/bootstrap-stack/cdk.tf.json");
  const { resource } = JSON.parse(await readFile(file, "utf8"));
  const configurations: any[] = Object.values(resource.aws_s3_bucket_replication_configuration);
  expect(configurations).toHaveLength(2);
  for (const { rule, region } of configurations) {
    await on.dev.clients.s3.send(
      new PutBucketReplicationCommand({
        Bucket: region === AWAY ? copies.bucket : LOCATION.bucket,
        ReplicationConfiguration: {
          Role: "arn:aws:iam::111111111111:role/groundwork-state-replication",
          Rules: rule.map((one: any) => ({
            ID: one.id,
            Status: one.status,
            Priority: one.priority,
            Filter: { Prefix: one.filter.prefix },
            DeleteMarkerReplication: { Status: one.delete_marker_replication.status },
            Destination: { Bucket: one.destination.bucket },
          })),
        },
      }),
    );
  }
}

beforeAll(async () => {
  copy = await ProjectCopy.create();
  await smallestEnvironments(copy);
  await backend('lock: "both"', `lock: "both", replicaRegion: "${AWAY}"`);
  const away = clientsOf(on.dev.endpoint, undefined, AWAY);
  await ensureBucket(away, copies, undefined);
  await ensureTable(away, copies, undefined);
  await copy.run(path.join(checkoutRoot, "packages/cli/app.js"), [copy.root]);
  await replicate();
});
afterAll(() => copy?.remove());

test("the copies count while a region is out of reach, and what is written there comes back", async () => {
  const { dev } = on;
  // The state of the rehearsal is older than the copying.
  expect(await doctor()).toContain("state-not-copied");

  await dev.put(on.withSerialOff(1));
  await dev.put(on.withSerialOff(2));
  await dev.setDigest(digestOf(on.withSerialOff(2)));
  expect(await stateIn(copies.bucket)).toEqual({
    text: on.withSerialOff(2),
    replication: "REPLICA",
  });
  expect(await doctor()).not.toContain("state-not-copied");

  await backend(`replicaRegion: "${AWAY}"`, `replicaRegion: "${AWAY}", failover: true`);
  const { code: refused, stderr: reason } = await inside("bootstrap", "--yes");
  expect([refused, reason]).toEqual([1, expect.stringContaining("got backend.failover")]);
  expect(JSON.parse((await inside("pull", "dev-stack")).stdout).serial).toBe(serial(2));
  // Rows have the bucket's name in them.
  expect(await doctor()).toEqual(["digest-missing"]);

  const restored = await inside("restore", "dev-stack", `${serial(1)}`, "--yes");
  expect(restored).toMatchObject({ code: 0, stderr: "" });
  const written = await stateIn(copies.bucket);
  expect(JSON.parse(written.text).serial).toBe(serial(3));
  expect(await stateIn(LOCATION.bucket)).toEqual({ text: written.text, replication: "REPLICA" });

  await backend(", failover: true", "");
  expect(await doctor()).toEqual(["digest-differs"]);
  const repaired = await inside("repair-digest", "dev-stack", "--use-current", "--yes");
  expect(repaired).toMatchObject({ code: 0 });
  expect(JSON.parse((await inside("pull", "dev-stack")).stdout).serial).toBe(serial(3));
  expect(await doctor()).toEqual([]);
});

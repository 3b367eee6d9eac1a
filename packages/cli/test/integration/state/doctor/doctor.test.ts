import { UpdateTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import {
  DescribeKeyCommand,
  DisableKeyCommand,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import {
  DeleteBucketEncryptionCommand,
  DeletePublicAccessBlockCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
} from "@aws-sdk/client-s3";
import { digestOf } from "../../../../src/state/state-digest";
import { doctor, findingOf, stackIn } from "../../../support/doctor";
import { accessTo, AS_IN_AWS } from "../../../support/emulated";
import { harden } from "../../../support/hardened";
import { groundwork } from "@groundwork/testing/project";
import { BUCKET, Rehearsed, TABLE } from "../../../support/rehearsed";
import { startWriteProxy } from "../../../support/write-proxy";

jest.setTimeout(300_000);

const KEY = "dev/terraform.tfstate";

let dev: Rehearsed;
beforeAll(async () => {
  dev = await Rehearsed.create("dev-stack", KEY);
});
afterAll(() => dev.close());

const look = (args: string[] = []) => doctor(args, { ...dev.env, ...AS_IN_AWS });

describe("a backend after a rehearsal", () => {
  test("is healthy with stand-ins, which take the place of what bootstrap-stack makes", async () => {
    const diagnosed = await doctor([], dev.env);
    expect(diagnosed.found).toEqual([]);
    expect(diagnosed).toMatchObject({ code: 0, stderr: "", report: { standIns: true } });
  });

  test("without, one finding says that it is a rehearsal, which no bootstrap mends", async () => {
    const diagnosed = await look();
    expect(diagnosed).toMatchObject({ code: 1, found: ["error rehearsal backend"] });
    const { repair, unseen } = findingOf(diagnosed, "rehearsal");
    expect(repair).toContain("GROUNDWORK_STAND_INS=1 npx --no -- groundwork doctor");
    expect(unseen!.join()).toContain("leads to no key");
  });
});

describe("a backend as bootstrap-stack says", () => {
  beforeAll(() => harden(dev.clients, dev.location));

  test("is healthy, what is known of each state is told, and nothing is written by looking", async () => {
    const proxy = await startWriteProxy(dev.endpoint);
    const diagnosed = await doctor([], { ...accessTo(proxy.endpoint), ...AS_IN_AWS });
    proxy.close();
    expect(proxy.writes).toEqual([]);
    expect(diagnosed.found).toEqual([]);
    expect(diagnosed).toMatchObject({ code: 0, stderr: "", report: { healthy: true } });
    const { serial, lineage } = JSON.parse(dev.state);
    const md5 = digestOf(dev.state);
    expect(stackIn(diagnosed, "dev-stack")).toMatchObject({
      key: KEY,
      locks: [],
      digest: { stored: md5, calculated: md5 },
      state: { present: true, parses: true, serial, lineage, bytes: Buffer.byteLength(dev.state) },
    });
    expect(stackIn(diagnosed, "prod-stack")).toMatchObject({
      locks: [],
      state: { present: false, earlierVersions: 0 },
    });
    expect(diagnosed.report).toMatchObject({ credentials: { account: "111111111111" } });
  });

  test("for a person: a line for each state, no JSON", async () => {
    const { code, stdout } = await groundwork(["doctor", "dev-stack"], {
      ...dev.env,
      ...AS_IN_AWS,
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^dev-stack +dev\/terraform\.tfstate +\d+ .* ago\) +free$/m);
    expect(stdout).not.toContain("prod-stack");
    expect(stdout).toContain(
      "all other settings of bucket, table and key: npx --no -- groundwork drift",
    );
  });

  test("what was changed by hand and can cost states is named, all of it at once", async () => {
    const { s3, dynamodb, kms } = dev.clients;
    const Bucket = BUCKET;
    const TableName = TABLE;
    const Status = "Suspended";
    await Promise.all([
      s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } })),
      s3.send(new DeletePublicAccessBlockCommand({ Bucket })),
      s3.send(new DeleteBucketEncryptionCommand({ Bucket })),
      s3.send(new PutBucketPolicyCommand({ Bucket, Policy: openPolicy })),
      s3.send(
        new PutBucketLifecycleConfigurationCommand({
          Bucket,
          LifecycleConfiguration: {
            Rules: [
              {
                ID: "old-versions",
                Status: "Enabled",
                Filter: { Prefix: "" },
                NoncurrentVersionExpiration: { NoncurrentDays: 1 },
                NoncurrentVersionTransitions: [{ NoncurrentDays: 1, StorageClass: "GLACIER" }],
              },
            ],
          },
        }),
      ),
      dynamodb.send(
        new UpdateTimeToLiveCommand({
          TableName,
          TimeToLiveSpecification: { Enabled: true, AttributeName: "Expires" },
        }),
      ),
    ]);
    await kms.send(new DisableKeyCommand({ KeyId: await keyId() }));
    const diagnosed = await look();
    await harden(dev.clients, dev.location);
    expect(diagnosed.code).toBe(1);
    expect(diagnosed.found.toSorted()).toEqual([
      "error bucket-encryption backend",
      "error bucket-lifecycle backend",
      "error bucket-policy backend",
      "error bucket-public-access backend",
      "error bucket-versioning backend",
      "error key-disabled backend",
      "error table-time-to-live backend",
      "warning bucket-customer-keys backend",
    ]);
    expect(findingOf(diagnosed, "bucket-versioning").what).toContain(
      "got Suspended, expected Enabled",
    );
    expect(findingOf(diagnosed, "bucket-policy").what).toContain("got no DenyStateDestruction");
    const { what } = findingOf(diagnosed, "bucket-lifecycle");
    expect(what).toContain("old-versions, which ends old versions after 1 of 90 days");
    // An old version would have to be thawed before it is restored.
    expect(what).toContain("which moves them to GLACIER");
    expect((await look()).found).toEqual([]);
  });

  test("a key that is about to be deleted is an error, with the command that keeps it", async () => {
    const KeyId = await keyId();
    await dev.clients.kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    const diagnosed = await look();
    await harden(dev.clients, dev.location);
    expect(diagnosed.found).toEqual(["error key-deletion backend"]);
    expect(findingOf(diagnosed, "key-deletion").repair).toBe(
      `aws kms cancel-key-deletion --key-id ${KeyId} && aws kms enable-key --key-id ${KeyId}`,
    );
  });
});

const openPolicy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Sid: "Open", Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" },
  ],
});

async function keyId(): Promise<string> {
  const { KeyMetadata } = await dev.clients.kms.send(
    new DescribeKeyCommand({ KeyId: dev.location.kmsAlias }),
  );
  return KeyMetadata!.KeyId!;
}

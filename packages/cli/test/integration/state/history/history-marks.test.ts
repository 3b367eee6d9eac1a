import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { CreateBucketCommand, DeleteBucketCommand } from "@aws-sdk/client-s3";
import { CheckoutBackend } from "../../../support/checkout-backend";
import { REGION } from "../../../support/emulated";

jest.setTimeout(120_000);

const KEY = "dev/terraform.tfstate";

let backend: CheckoutBackend;
beforeEach(async () => {
  backend = await CheckoutBackend.create("history-marks");
});
afterEach(() => backend.close());

/** One entry of `--json`. */
interface Entry {
  readonly versionId: string;
  readonly time: string;
  readonly deleted: boolean;
  readonly state: Record<string, unknown> | null;
  readonly author: object | null;
}

async function history(...args: string[]) {
  const { code, stdout, stderr } = await backend.command([
    "history",
    "dev-stack",
    ...args,
    "--json",
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as {
    total: number;
    versioning: string;
    notes: string[];
    versions: Entry[];
  };
}

const state = (serial: number, lineage = "a", resources: object[] = []): string =>
  JSON.stringify({
    version: 4,
    terraform_version: "1.11.4",
    serial,
    lineage,
    outputs: {},
    resources,
  });

test("a deletion, garbage and another lineage are marked, and passed over when comparing", async () => {
  await backend.put(KEY, state(1, "a"));
  await backend.put(KEY, '{"version": 4, "seri');
  await backend.delete(KEY);
  const resource = { mode: "managed", type: "aws_x", name: "n", instances: [{ attributes: {} }] };
  await backend.put(KEY, state(1, "b", [resource]));
  const { versions } = await history();
  expect(versions.map(({ deleted, state: summary }) => ({ deleted, state: summary }))).toEqual([
    {
      deleted: false,
      state: expect.objectContaining({ lineage: "b", newLineage: true, added: 1 }),
    },
    { deleted: true },
    { deleted: false, state: null },
    { deleted: false, state: expect.objectContaining({ lineage: "a", newLineage: false }) },
  ]);
  const { stdout } = await backend.command(["history", "dev-stack"]);
  const lines = stdout.split("\n").slice(3, 7);
  expect(lines[0]).toContain("current, new lineage");
  expect(lines[1]).toMatch(/^[\w-]{8,} +- .* deleted /);
  expect(lines[2]).toContain("text that begins as JSON and is none");

  const twice = await backend.command(["history", "dev-stack", "--show", "1"]);
  expect(twice.code).toBe(1);
  expect(twice.stderr).toContain("which may be any of these; name one by its id");
  const mark = await backend.command(["history", "dev-stack", "--show", versions[1]!.versionId]);
  expect(mark.stderr).toContain("is no state, only S3's mark that it was deleted");
  const garbage = await backend.command(["history", "dev-stack", "--show", versions[2]!.versionId]);
  expect(garbage.stderr).toContain("got text that begins as JSON and is none");
  expect([mark.code, garbage.code]).toEqual([1, 1]);

  const encrypted = { serial: 9, lineage: "b", encrypted_data: "AA==", encryption_version: "v0" };
  await backend.put(KEY, JSON.stringify(encrypted));
  const named = await backend.command(["history", "dev-stack"]);
  const words = "a state encrypted by OpenTofu, serial 9";
  expect(named.stdout.split("\n")[3]).toContain(`current, ${words}`);
  expect((await history()).versions[0]).toMatchObject({ format: "encrypted", state: null });
  const before = await backend.command(["history", "dev-stack", "--show", versions[0]!.versionId]);
  expect(before.stdout).toContain(`The current one cannot be compared: it is ${words}.`);
});

test("suspended versioning is said, and what the version null is", async () => {
  await backend.put(KEY, state(1));
  await backend.setVersioning("Suspended");
  await backend.put(KEY, state(2));
  const { versions, versioning, notes } = await history();
  expect(versioning).toBe("Suspended");
  expect(versions.map(({ versionId, state: summary }) => [versionId, summary!["serial"]])).toEqual([
    ["null", 2],
    [expect.stringMatching(/^[\w-]{36}$/), 1],
  ]);
  expect(notes).toEqual([
    expect.stringContaining("is suspended: each write of a state now replaces the one before it"),
    expect.stringContaining("Version null was written while the bucket kept no versions"),
    expect.stringContaining("Who wrote a version is not always known"),
  ]);
  const { code } = await backend.command(["history", "dev-stack", "--show", "null"]);
  expect(code).toBe(0);
});

test("who wrote without a lock is told by the access log, once it has come", async () => {
  await backend.put(KEY, state(1));
  const [unknown] = (await history()).versions;
  expect(unknown!.author).toBeNull();

  const { logBucket, bucket } = backend.location;
  await backend.clients.s3.send(
    new CreateBucketCommand({
      Bucket: logBucket,
      CreateBucketConfiguration: { LocationConstraint: REGION as "ap-northeast-2" },
    }),
  );
  expect((await history()).versions[0]!.author).toBeNull();

  const written = new Date(unknown!.time);
  const [day, month, year, clock] = /(\d\d) (\w{3}) (\d{4}) ([\d:]{8})/
    .exec(written.toUTCString())!
    .slice(1);
  const requester = "arn:aws:sts::111111111111:assumed-role/deploy/eve";
  const line = `owner ${bucket} [${day}/${month}/${year}:${clock} +0000] 192.0.2.3 ${requester} ID REST.PUT.OBJECT ${KEY} "PUT /${KEY} HTTP/1.1" 200 - - 1 1 1 "-" "curl" -\n`;
  const delivered = new Date(written.valueOf() + 3_600_000).toISOString().slice(0, 19);
  await backend.put(`${bucket}/${delivered.replaceAll(/[T:]/g, "-")}-ABCDEF`, line, logBucket);
  const [known] = (await history()).versions;
  expect(known!.author).toEqual({ who: requester, source: "access log" });
});

test("a state of 10 MB with 2,000 resources, six times", async () => {
  const blob = Object.fromEntries(
    Array.from({ length: 40 }, (_, k) => [`key_${k}`, "x".repeat(90)]),
  );
  const resources = (changed: number) =>
    Array.from({ length: 2000 }, (_, index) => ({
      mode: "managed",
      type: "aws_x",
      name: `r${index}`,
      instances: [{ attributes: { id: index, changed: index < changed ? changed : 0, ...blob } }],
    }));
  for (let serial = 1; serial <= 6; serial++) {
    await backend.put(KEY, state(serial, "a", resources(serial)));
  }
  const { versions } = await history();
  expect(
    versions.map(({ state: summary }) => [summary!["resources"], summary!["changed"]]),
  ).toEqual([
    [2000, 6],
    [2000, 5],
    [2000, 4],
    [2000, 3],
    [2000, 2],
    [2000, 0],
  ]);
});
describe("says in one line", () => {
  const refused = async (...args: string[]) => {
    const { code, stdout, stderr } = await backend.command(["history", ...args]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    return stderr;
  };

  test("that there is no such stack", async () => {
    expect(await refused("def-stack")).toMatch(
      /^Error: got the stack def-stack, expected one of .*dev-stack, prod-stack\nDid you mean dev-stack\?\n$/,
    );
  });

  test("that there is no such version", async () => {
    await backend.put(KEY, state(1));
    expect(await refused("dev-stack", "--show", "99")).toContain(
      "npx --no -- groundwork history <stack> lists them",
    );
  });

  test("that the limit is none", async () => {
    expect(await refused("dev-stack", "--limit", "0")).toContain("expected a whole number from 1");
  });

  test("that there is no state yet, which is no error", async () => {
    const { code, stdout } = await backend.command(["history", "dev-stack"]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `dev-stack: no state yet at s3://${backend.location.bucket}/${KEY}\n`,
    });
  });

  test("that the bucket is missing", async () => {
    await backend.clients.s3.send(new DeleteBucketCommand({ Bucket: backend.location.bucket }));
    const { stderr } = await backend.runOnly(["history", "dev-stack"]);
    expect(stderr).toBe(
      `Error: bucket ${backend.location.bucket} does not exist; npx --no -- groundwork bootstrap makes it, or organization.backend.bucket names another\n`,
    );
  });

  test("that the credentials have expired", async () => {
    const server: Server = createServer((_, answer) => {
      answer.writeHead(400, { "content-type": "application/xml" });
      answer.end(
        "<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>",
      );
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await backend.runOnly(
      ["history", "dev-stack"],
      `http://127.0.0.1:${port}`,
    );
    server.close();
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /^Error: the AWS credentials of AWS_ACCESS_KEY_ID have ended: ExpiredToken.*\n$/,
      ),
    });
  });
});

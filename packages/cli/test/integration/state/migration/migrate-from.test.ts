import { once } from "node:events";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { digestOf } from "../../../../src/state/state-digest";
import { withSerial } from "../../../../src/terraform/state-file";
import { accessTo, clientsOf, LOCATION, setVersioning } from "../../../support/emulated";
import { HttpBackend } from "../../../support/http-backend";
import { LocalFolder } from "../../../support/local-folder";
import {
  Backends,
  BY_HAND,
  CONFIGURATION,
  folderAt,
  HAND_KEY,
  KEY,
  migration,
  planAt,
  slowChange,
  type Place,
} from "../../../support/migration";
import { groundwork, killTree, startGroundwork, type Ended } from "@groundwork/testing/project";
import { startRefusingAws } from "../../../support/refusing-aws";
import { until } from "../../../support/until";

jest.setTimeout(120_000);

const URL_BY_HAND = `s3://${BY_HAND.bucket}/${HAND_KEY}?table=${BY_HAND.lockTable}`;

/** Of the team's bucket. */
const KEY_BY_HAND = `arn:aws:kms:${BY_HAND.region}:${BY_HAND.accountId}:key/3a388bb0-0000-4000-8000-000000000000`;

let backends: Backends;
let home: Place;
let hand: Place;
beforeAll(async () => {
  backends = await Backends.create("migrate-from");
  ({ home, hand } = backends);
});
beforeEach(() => backends.empty());
afterAll(() => backends?.close());

const migrate = (from: string, ...args: string[]): Promise<Ended> =>
  backends.command(...migration(from, ...args));

describe("from a bucket made by hand", () => {
  let text: string;
  beforeAll(async () => {
    text = await backends.applied(HAND_KEY);
  });
  beforeEach(() => hand.writeWithDigest(text, HAND_KEY));

  test("the state is moved, and left where it was, with the way to retire it", async () => {
    const { code, stdout, stderr } = await migrate(URL_BY_HAND);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`aws s3 rm s3://${BY_HAND.bucket}/${HAND_KEY} `);
    expect(withSerial((await home.read())!, 0)).toBe(withSerial(text, 0));
    expect(await hand.read(HAND_KEY)).toBe(text);
    expect([await home.locks(), await hand.locks(HAND_KEY)]).toEqual([{}, {}]);
    expect(await planAt(backends.endpoint)).toBe(0);

    const again = await migrate(URL_BY_HAND, "--retire");
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining("Already done") });
    expect(await hand.read(HAND_KEY)).toBeUndefined();
    expect(await hand.versions(HAND_KEY)).toBe(1);
    // Terraform with the old configuration stops at it, where it would make everything anew.
    expect(await hand.digest(HAND_KEY)).toBe(digestOf(text));
  });

  test("a bucket takes the lock file that takes only what is encrypted as the state is", async () => {
    const { s3 } = clientsOf(backends.endpoint);
    const kms = { ServerSideEncryption: "aws:kms", SSEKMSKeyId: KEY_BY_HAND } as const;
    await s3.send(
      new PutObjectCommand({ Bucket: BY_HAND.bucket, Key: HAND_KEY, Body: text, ...kms }),
    );
    const { endpoint, close } = await startRefusingAws(backends.endpoint, (question, headers) =>
      question.startsWith(`S3 PUT /${BY_HAND.bucket}/`) &&
      (headers["x-amz-server-side-encryption"] !== "aws:kms" ||
        headers["x-amz-server-side-encryption-aws-kms-key-id"] !== KEY_BY_HAND)
        ? { status: 403, code: "AccessDenied", message: "explicit deny" }
        : undefined,
    );
    const { code, stderr } = await groundwork(migration(URL_BY_HAND), accessTo(endpoint));
    close();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(withSerial((await home.read())!, 0)).toBe(withSerial(text, 0));
    expect(await hand.locks(HAND_KEY)).toEqual({});
  });

  test("--retire is refused on a bucket that would not keep what is deleted", async () => {
    await setVersioning(clientsOf(backends.endpoint).s3, BY_HAND.bucket, "Suspended");
    const { code, stderr } = await migrate(URL_BY_HAND, "--retire");
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining("with versioning suspended, expected enabled"),
    });
    expect(await home.read()).toBeUndefined();
    expect(await hand.read(HAND_KEY)).toBe(text);
  });

  test("a source that its digest does not match is refused", async () => {
    await hand.write(withSerial(text, 9), HAND_KEY);
    const { code, stderr } = await migrate(URL_BY_HAND);
    expect({ code, stderr }).toEqual({
      code: 4,
      stderr: expect.stringContaining(`noted ${digestOf(text)} in the table terraform-lock`),
    });
    expect(await home.read()).toBeUndefined();
  });

  test.each(["dynamodb", "s3"] as const)("a source locked by %s is refused", async (lock) => {
    const folder = await folderAt(backends.endpoint, BY_HAND, HAND_KEY, lock, slowChange());
    const apply = folder.start("apply");
    await until("a lock", async () => {
      const { row, file } = await hand.locks(HAND_KEY);
      return row ?? file;
    });
    const { code, stderr } = await migrate(URL_BY_HAND);
    expect({ code, stderr }).toEqual({
      code: 7,
      stderr: expect.stringMatching(
        /terraform\.tfstate is locked by .* in the folder of its config/,
      ),
    });
    expect(await home.read()).toBeUndefined();
    expect(await home.locks()).toEqual({});
    apply.kill("SIGINT");
    await once(apply, "exit");
    await folder.remove();
  });

  test.each([
    ["s3://no-such-bucket-anywhere/key", "bucket no-such-bucket-anywhere does not exist"],
    [`s3://${BY_HAND.bucket}/no/such/key`, "got nothing there"],
    [`s3://${BY_HAND.bucket}/${HAND_KEY}?table=no-table`, "table no-table in ap-northeast-2"],
    [`s3://${BY_HAND.bucket}/${HAND_KEY}?tabel=x`, "expected a state file, a folder"],
    [`s3://${LOCATION.bucket}/${KEY}`, "which is where the state of dev-stack belongs"],
  ])("%s", async (from, message) => {
    const { code, stderr } = await migrate(from);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(message) });
    expect(stderr).not.toContain("    at ");
  });
});

describe("from a folder with any backend", () => {
  let http: HttpBackend;
  let folder: LocalFolder;
  beforeEach(async () => {
    http = await HttpBackend.start();
    const terraform = { backend: http.configuration };
    folder = await LocalFolder.create({ terraform, ...CONFIGURATION });
    await folder.terraform("apply", "-auto-approve");
  });
  afterEach(async () => {
    http.stop();
    await folder.remove();
  });

  test("the state is read and locked through Terraform there", async () => {
    const before = http.state!;
    const { code, stdout, stderr } = await migrate(folder.dir);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`The state in the http backend of ${folder.dir} is left as it is`);
    expect(http.state).toBe(before);
    expect(http.lock).toBeUndefined();
    expect(await planAt(backends.endpoint)).toBe(0);
    expect(await migrate(folder.dir)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("Already done"),
    });
  });

  test("a lock of somebody else is respected, and stays", async () => {
    http.lock = JSON.stringify({
      ID: "theirs",
      Operation: "OperationTypeApply",
      Who: "eve@elsewhere",
      Version: "1.11.4",
      Created: new Date().toISOString(),
    });
    const { code, stderr } = await migrate(folder.dir);
    expect({ code, stderr }).toEqual({
      code: 7,
      stderr: expect.stringContaining("is locked by somebody (lock id theirs)"),
    });
    expect(http.lock).toContain("theirs");
    expect(await home.read()).toBeUndefined();
  });

  /** Stops a migration in the middle: it waits for an emulator that does not answer. */
  const startStuck = async () => {
    const running = startGroundwork(migration(folder.dir), accessTo(backends.endpoint));
    await until("both locks", async () => http.lock && (await home.locks()).row);
    process.kill(backends.emulator.pid, "SIGSTOP");
    return running;
  };

  test("interrupted, it lets go of both, and the state stays where it was or arrives whole", async () => {
    const running = await startStuck();
    process.kill(-running.pid!, "SIGINT");
    process.kill(backends.emulator.pid, "SIGCONT");
    const [code] = await once(running, "exit");
    expect(code).toBe(130);
    expect([http.lock, await home.locks()]).toEqual([undefined, {}]);
    expect(await migrate(folder.dir)).toMatchObject({ code: 0, stderr: "" });
    expect(await planAt(backends.endpoint)).toBe(0);
  });

  test("killed, Terraform gives the lock back by itself; killed with Terraform, the next run does", async () => {
    const first = await startStuck();
    expect(http.lock).toContain("state-replace-provider");
    first.kill("SIGKILL");
    await until("the lock to be given back", () => http.lock === undefined);
    process.kill(backends.emulator.pid, "SIGCONT");
    expect(await migrate(folder.dir)).toMatchObject({ code: 0, stderr: "" });

    // Moved by now, so a change is made for the next to move.
    await folder.terraform("apply", "-auto-approve", "-replace=terraform_data.role");
    await folder.terraform("apply", "-auto-approve", "-replace=terraform_data.user");
    const second = await startStuck();
    await killTree(second.pid!);
    process.kill(backends.emulator.pid, "SIGCONT");
    expect(http.lock).toContain("state-replace-provider");
    const { code, stdout, stderr } = await migrate(folder.dir);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("left by a migration that was killed");
    expect([http.lock, await home.locks()]).toEqual([undefined, {}]);
    expect(await planAt(backends.endpoint)).toBe(0);
  });
});

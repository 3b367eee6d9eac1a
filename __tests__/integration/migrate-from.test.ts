import { once } from "node:events";
import { PutBucketVersioningCommand } from "@aws-sdk/client-s3";
import type { Emulator } from "../../operations/rehearsal/emulator";
import { digestOf } from "../../operations/state/digest/digest";
import { withSerial } from "../../operations/state/state-file";
import { accessTo, clientsOf, ownEmulator } from "../support/emulated";
import { HttpBackend } from "../support/http-backend";
import {
  BY_HAND,
  CONFIGURATION,
  folderAt,
  KEY,
  LOCATION,
  LocalFolder,
  Place,
  planAt,
  slowChange,
} from "../support/migration";
import { groundwork, killTree, startGroundwork, type Ended } from "../support/project";
import { until } from "../support/until";

jest.setTimeout(120_000);

const HAND_KEY = "Dev/terraform/iam/terraform.tfstate";
const URL_BY_HAND = `s3://${BY_HAND.bucket}/${HAND_KEY}?table=${BY_HAND.lockTable}`;

let emulator: Emulator;
let home: Place;
beforeEach(async () => {
  emulator = await ownEmulator("migrate-from");
  home = new Place(emulator.endpoint, LOCATION);
  await home.make();
});
afterEach(() => emulator.stop());

const command = (from: string, ...args: string[]) => [
  "migrate",
  "dev-stack",
  "--from",
  from,
  "--stand-ins",
  "--yes",
  ...args,
];

const migrate = (from: string, ...args: string[]): Promise<Ended> =>
  groundwork(command(from, ...args), accessTo(emulator.endpoint));

describe("from a bucket made by hand", () => {
  let hand: Place;
  let text: string;
  beforeEach(async () => {
    hand = new Place(emulator.endpoint, BY_HAND);
    await hand.make();
    const folder = await folderAt(emulator.endpoint, BY_HAND, HAND_KEY, "dynamodb");
    await folder.succeed("apply");
    await folder.remove();
    text = (await hand.read(HAND_KEY))!;
  });

  test("the state is moved, and left where it was, with the way to retire it", async () => {
    const { code, stdout, stderr } = await migrate(URL_BY_HAND);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`aws s3 rm "s3://${BY_HAND.bucket}/${HAND_KEY}"`);
    expect(withSerial((await home.read())!, 0)).toBe(withSerial(text, 0));
    expect(await hand.read(HAND_KEY)).toBe(text);
    expect([await home.locks(), await hand.locks(HAND_KEY)]).toEqual([{}, {}]);
    expect(await planAt(emulator.endpoint)).toBe(0);

    const again = await migrate(URL_BY_HAND, "--retire");
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining("Already done") });
    expect(await hand.read(HAND_KEY)).toBeUndefined();
    expect(await hand.versions(HAND_KEY)).toBe(1);
    // Terraform with the old configuration stops, where it would otherwise make everything anew.
    const old = await folderAt(emulator.endpoint, BY_HAND, HAND_KEY, "dynamodb").catch(String);
    const said = typeof old === "string" ? old : (await old.terraform("plan")).stderr;
    expect(said).toContain("state data in S3 does not have the expected content");
  });

  test("--retire is refused on a bucket that would not keep what is deleted", async () => {
    await clientsOf(emulator.endpoint).s3.send(
      new PutBucketVersioningCommand({
        Bucket: BY_HAND.bucket,
        VersioningConfiguration: { Status: "Suspended" },
      }),
    );
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
    const folder = await folderAt(emulator.endpoint, BY_HAND, HAND_KEY, lock, slowChange());
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
    expect(await planAt(emulator.endpoint)).toBe(0);
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
    const running = startGroundwork(command(folder.dir), accessTo(emulator.endpoint));
    await until("both locks", async () => http.lock && (await home.locks()).row);
    process.kill(emulator.pid, "SIGSTOP");
    return running;
  };

  test("interrupted, it lets go of both, and the state stays where it was or arrives whole", async () => {
    const running = await startStuck();
    process.kill(-running.pid!, "SIGINT");
    process.kill(emulator.pid, "SIGCONT");
    const [code] = await once(running, "exit");
    expect(code).toBe(130);
    expect([http.lock, await home.locks()]).toEqual([undefined, {}]);
    expect(await migrate(folder.dir)).toMatchObject({ code: 0, stderr: "" });
    expect(await planAt(emulator.endpoint)).toBe(0);
  });

  test("killed, Terraform gives the lock back by itself; killed with Terraform, the next run does", async () => {
    const first = await startStuck();
    expect(http.lock).toContain("state-replace-provider");
    first.kill("SIGKILL");
    await until("the lock to be given back", () => http.lock === undefined);
    process.kill(emulator.pid, "SIGCONT");
    expect(await migrate(folder.dir)).toMatchObject({ code: 0, stderr: "" });

    // Moved by now, so a change is made for the next to move.
    await folder.terraform("apply", "-auto-approve", "-replace=terraform_data.role");
    await folder.terraform("apply", "-auto-approve", "-replace=terraform_data.user");
    const second = await startStuck();
    await killTree(second.pid!);
    process.kill(emulator.pid, "SIGCONT");
    expect(http.lock).toContain("state-replace-provider");
    const { code, stdout, stderr } = await migrate(folder.dir);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("left by a migration that was killed");
    expect([http.lock, await home.locks()]).toEqual([undefined, {}]);
    expect(await planAt(emulator.endpoint)).toBe(0);
  });
});

import { once } from "node:events";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import type { Emulator } from "../../../src/emulator/emulator";
import { ACCOUNT, clientsOf, LOCATION, makeBackend, ownEmulator } from "../../support/emulated";
import { asAccount, copyOfTwoAccounts, OF_DEV } from "../../support/enrolled";
import { killPoints } from "../../support/kill-points";
import { startWriteProxy } from "../../support/write-proxy";
import {
  killTree,
  startGroundwork,
  type Ended,
  type ProjectCopy,
} from "@groundwork/testing/project";

jest.setTimeout(300_000);

const ENROLL = ["enroll", "dev", "--state-profile", "home", "--yes"];
const LINE = `AWS_PROFILE=<profile of ${OF_DEV}> npx --no -- groundwork enroll dev --state-profile <profile of ${ACCOUNT}>`;

let copy: ProjectCopy;
let emulator: Emulator;
beforeAll(async () => {
  copy = await copyOfTwoAccounts();
});
afterAll(() => copy.remove());

const fresh = async (): Promise<void> => {
  emulator = await ownEmulator("enroll");
  await makeBackend(clientsOf(emulator.endpoint), LOCATION);
};
beforeEach(fresh);
afterEach(() => emulator.stop());

const enroll = (
  args = ENROLL,
  { endpoint = emulator.endpoint, account = OF_DEV } = {},
): Promise<Ended> => copy.groundwork(args, asAccount(copy, endpoint, account));

const stateOfRoles = async (): Promise<string> => {
  const { Body } = await clientsOf(emulator.endpoint).s3.send(
    new GetObjectCommand({ Bucket: LOCATION.bucket, Key: "dev-account/terraform.tfstate" }),
  );
  return Body!.transformToString();
};

test("the roles' state lies with the organization, and a second run changes nothing", async () => {
  const first = await enroll();
  expect(first).toMatchObject({ code: 0, stderr: "" });
  // What is done was shown before.
  expect(first.stdout).toMatch(/groundwork-delivery-people-dev[^]*In account 222222222222, region/);
  expect(first.stdout).toContain(`${OF_DEV} is enrolled: from ${ACCOUNT} its roles are taken on`);
  expect(await stateOfRoles()).toContain("groundwork-delivery-people-dev");

  const second = await enroll();
  expect(second).toMatchObject({ code: 0, stderr: "" });
  expect(second.stdout).toContain(
    `The roles of dev in ${OF_DEV} are as they should be; nothing was changed.`,
  );
});

test("killed after any of its writes it is run again, and done", async () => {
  const whole = await startWriteProxy(emulator.endpoint);
  expect(await enroll(ENROLL, whole)).toMatchObject({ code: 0 });
  whole.close();
  const writes = whole.writes.map(({ what }) => what.replace(/ .*\.|\?.*/g, " "));
  expect(writes).toContain("PUT tfstate ");

  for (const last of killPoints(writes)) {
    await emulator.stop();
    await fresh();
    const proxy = await startWriteProxy(emulator.endpoint, async ({ number }) => {
      if (number === last) await killTree(victim.pid!);
    });
    const victim = startGroundwork(ENROLL, asAccount(copy, proxy.endpoint), copy.root);
    const [, signal] = await once(victim, "exit");
    const died = proxy.writes.at(last - 1)?.what;
    expect({ died, signal }).toEqual({ died, signal: "SIGKILL" });

    const { code, stderr } = await enroll(ENROLL, proxy);
    proxy.close();
    expect({ died, code, stderr }).toEqual({ died, code: 0, stderr: "" });
    expect(await stateOfRoles()).toContain("groundwork-delivery-people-dev");
  }
}, 600_000);

test.each<[string, string[], { account?: string }, string]>([
  [
    "credentials of the organization in the shell",
    ENROLL,
    { account: ACCOUNT },
    `dev.accountId: got ${OF_DEV}, but the credentials in this shell are for ${ACCOUNT}, the organization's; expected those of ${OF_DEV}, and for the state a profile of ${ACCOUNT}: ${LINE}`,
  ],
  [
    "no profile for the state",
    ["enroll", "dev", "--yes"],
    {},
    `--state-profile: got none, expected a profile of the account ${ACCOUNT}, in which the state lies: ${LINE}`,
  ],
  [
    "a profile of another account",
    ["enroll", "dev", "--state-profile", "stranger", "--yes"],
    {},
    `--state-profile: got stranger, a profile of 444444444444; expected one of ${ACCOUNT}, in which the state lies: ${LINE}`,
  ],
  [
    "a profile that there is not",
    ["enroll", "dev", "--state-profile", "nobody", "--yes"],
    {},
    "--state-profile nobody: ",
  ],
  [
    "an environment of the organization's account",
    ["enroll", "prod", "--state-profile", "home", "--yes"],
    {},
    `prod.accountId: got ${ACCOUNT}, the organization's; expected another account than ${ACCOUNT}`,
  ],
  [
    "no such environment",
    ["enroll", "staging", "--state-profile", "home", "--yes"],
    {},
    "got the environment staging, expected one of dev, prod",
  ],
])("%s: one message", async (_, args, given, message) => {
  const { code, stderr, stdout } = await enroll(args, given);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/\n {4}at /);
});

test("without the organization's bucket it says who makes it", async () => {
  await emulator.stop();
  emulator = await ownEmulator("enroll");
  const { code, stderr } = await enroll();
  expect(code).toBe(1);
  expect(stderr).toContain(
    `bucket ${LOCATION.bucket} does not exist; npx --no -- groundwork bootstrap makes it, with credentials of ${ACCOUNT}`,
  );
});

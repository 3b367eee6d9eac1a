import { configuration, environmentInput, github } from "@groundwork/testing/configuration";
import { accessIn, entryTo } from "../../../src/core/aws/member";
import { startSts, type FakeSts, type StsCaller } from "../../support/fake-sts";

const [ORGANIZATION, OF_DEV] = ["111111111111", "222222222222"];
const config = configuration({ delivery: { github } }, [
  environmentInput("dev", { production: false, accountId: OF_DEV }),
  environmentInput("prod"),
]);
const [dev, prod] = config.environments;

let sts: FakeSts | undefined;
afterEach(() => sts?.close());

const session = (role: string, account = ORGANIZATION!) => ({
  account,
  arn: `arn:aws:sts::${account}:assumed-role/${role}`,
});

async function enter(caller: StsCaller) {
  sts = await startSts(caller);
  const env = {
    AWS_ENDPOINT_URL_STS: sts.endpoint,
    AWS_PROFILE: "none",
    AWS_ACCESS_KEY_ID: "AKIA1",
    AWS_SECRET_ACCESS_KEY: "x",
  };
  return entryTo(dev!, env, config)!;
}

const roleOfDev = (use: string) => `arn:aws:iam::${OF_DEV}:role/acme-delivery-${use}-dev`;

test.each([
  ["acme-plan-main/GitHubActions", "plan", "GitHubActions"],
  ["acme-plan-pr/GitHubActions", "plan", "GitHubActions"],
  ["acme-drift/GitHubActions", "drift", "GitHubActions"],
  ["acme-apply-dev/GitHubActions", "apply", "GitHubActions"],
  // Another environment's is none of dev's.
  ["acme-apply-prod/GitHubActions", "people", "GitHubActions"],
  ["AWSReservedSSO_Deploy_0123456789abcdef/kim@example.com", "people", "kim@example.com"],
  ["Admin/k", "people", "k-"],
])("a session of %s goes on in the role for %s, as %s", async (caller, use, name) => {
  const open = await enter(session(caller));
  expect(await open()).toMatchObject({ roleArn: roleOfDev(use), sessionToken: "t" });
  expect(sts!.asked).toEqual(["GetCallerIdentity", `${roleOfDev(use)} ${name}`]);
});

test("a session is open for all that asks, until it is about to end", async () => {
  const open = await enter(session("Admin/kim"));
  await open();
  await open();
  expect(sts!.asked).toHaveLength(2);
});

test("a role that does not let in is told once, with the line that makes it", async () => {
  const open = await enter({ ...session("acme-plan-main/GitHubActions"), letsIn: () => false });
  await expect(open()).rejects.toThrow(
    new RegExp(
      `^dev lives in ${OF_DEV}, and arn:aws:sts::${ORGANIZATION}:assumed-role/acme-plan-main/GitHubActions does not get in there: AWS refuses it ${roleOfDev("plan")} [^\\n]*: npx --no -- groundwork enroll dev --state-profile <profile of ${ORGANIZATION}>$`,
    ),
  );
});

test.each([
  ["its own", OF_DEV!, "which is dev's own"],
  ["a third", "333333333333", "which is neither"],
])("credentials of %s account are those of no way in", async (_, account, whose) => {
  const open = await enter(session("Admin/kim", account));
  await expect(open()).rejects.toThrow(
    `got credentials for ${account}, ${whose}; expected those of ${ORGANIZATION}, from which a role in ${OF_DEV} is taken on`,
  );
  expect(sts!.asked).toEqual(["GetCallerIdentity"]);
});

test("the organization's own environments are asked with its credentials", () => {
  expect(entryTo(prod!, {}, config)).toBeUndefined();
  expect(accessIn(prod!, {})).toEqual({ region: "ap-northeast-2", env: {} });
});

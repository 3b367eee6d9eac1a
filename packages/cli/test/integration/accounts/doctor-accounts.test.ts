import { CreateRoleCommand, UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import { configuration, environmentInput, github } from "@groundwork/testing/configuration";
import { stacksOf } from "@groundwork/testing/stacks";
import { synthStack } from "@groundwork/testing/synth";
import { examineAccounts } from "../../../src/state/doctor/accounts";
import { Examination } from "../../../src/state/doctor/examination";
import type { StackJson } from "../../../src/state/stack-json";
import { clientsOf, freshAccount, REGION, sharedEndpoint } from "../../support/emulated";
import { startSts } from "../../support/fake-sts";

jest.setTimeout(60_000);

const ORGANIZATION = "111111111111";

/** An account of dev's own, and what doctor finds in it. */
function account() {
  const accountId = freshAccount();
  const config = configuration({ delivery: { github } }, [
    environmentInput("dev", { production: false, accountId }),
    environmentInput("prod"),
  ]);
  const json = synthStack(stacksOf(config)("dev-account-stack"));
  const roles = Object.values(json.resource["aws_iam_role"]!);
  const { iam } = clientsOf(sharedEndpoint(), accountId);
  const make = ({ name, assume_role_policy: trust }: (typeof roles)[number]) =>
    iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
  const find = async (variables: NodeJS.ProcessEnv = {}, asked = ["dev-stack", "prod-stack"]) => {
    const exam = new Examination();
    const env = {
      AWS_ENDPOINT_URL: sharedEndpoint(),
      AWS_PROFILE: "none",
      AWS_ACCESS_KEY_ID: ORGANIZATION,
      AWS_SECRET_ACCESS_KEY: "x",
      AWS_REGION: REGION,
      ...variables,
    };
    const synthesized = new Map([["dev-account-stack", json as StackJson]]);
    await examineAccounts(exam, { configuration: config, asked, synthesized, env });
    return exam.findings();
  };
  return { accountId, iam, roles, make, find };
}

const LINE = `npx --no -- groundwork enroll dev --state-profile <profile of ${ORGANIZATION}>`;

test("roles that are there and trust whom the code says are no findings", async () => {
  const { roles, make, find } = account();
  expect(roles).toHaveLength(4);
  await Promise.all(roles.map(make));
  expect(await find()).toEqual([]);
});

test("a missing role, and one that trusts others, are each told with the line that makes them right", async () => {
  const { accountId, iam, roles, make, find } = account();
  const [missing, changed] = ["drift", "apply"].map((use) => `acme-delivery-${use}-dev`);
  await Promise.all(roles.filter(({ name }) => name !== missing).map(make));
  const trust = roles
    .find(({ name }) => name === changed)!
    .assume_role_policy.replace("acme-apply-dev", "acme-apply-*");
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: changed, PolicyDocument: trust }));
  const found = await find();
  expect(found.map(({ check, what, repair }) => [check, what, repair])).toEqual(
    expect.arrayContaining([
      ["account-role-missing", `${accountId} has no role ${missing}`, LINE],
      [
        "account-role-trust",
        expect.stringMatching(
          `^the role ${changed} in ${accountId} does not trust whom the code says: .*acme-apply-\\\\*.*expected .*acme-apply-dev`,
        ),
        LINE,
      ],
    ]),
  );
  expect(found).toHaveLength(2);
  // Nobody asked for it.
  expect(await find({}, ["prod-stack"])).toEqual([]);
});

test("an account that lets nobody in is one finding", async () => {
  const { find } = account();
  const arn = `arn:aws:sts::${ORGANIZATION}:assumed-role/Admin/kim`;
  const sts = await startSts({ account: ORGANIZATION, arn, letsIn: () => false });
  const found = await find({ AWS_ENDPOINT_URL_STS: sts.endpoint });
  sts.close();
  expect(found.map(({ check, about, repair }) => [check, about, repair])).toEqual([
    ["account-closed", "dev-stack", LINE],
  ]);
});

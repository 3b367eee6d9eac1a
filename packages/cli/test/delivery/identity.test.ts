import { notAnother } from "../../src/delivery/four-eyes";
import { AwsIdentities } from "../../src/delivery/identities";
import { callerIdentity } from "../../src/delivery/identity";
import type { AwsClients } from "../../src/state/clients";
import { configuration } from "@groundwork/testing/configuration";
import { approval, KIM, record, summary } from "./plan/plan-records";

/** As a command with the credentials of a session sees itself. */
const identity = (role: string, env: NodeJS.ProcessEnv, actor?: string) => {
  const Arn = `arn:aws:sts::111111111111:assumed-role/${role}/x`;
  const sts = { send: async () => ({ Arn, Account: "111111111111" }) };
  return callerIdentity({ sts } as unknown as AwsClients, configuration(), env, actor);
};

const run = { GITHUB_ACTIONS: "true", GITHUB_ACTOR: "kim" };

test.each([
  ["who started a run", "acme-plan-main", run, { actor: "kim" }],
  [
    "and who started it again",
    "acme-plan-main",
    { ...run, GITHUB_TRIGGERING_ACTOR: "lee" },
    { actor: "kim", triggeringActor: "lee" },
  ],
  [
    "once where that is one",
    "acme-plan-main",
    { ...run, GITHUB_TRIGGERING_ACTOR: "Kim" },
    { actor: "kim" },
  ],
  ["nobody outside of a run", "acme-plan-main", { GITHUB_ACTOR: "kim" }, {}],
  ["nobody by variables alone", "AWSReservedSSO_Deploy_0a", run, {}],
  ["nobody in a role that only looks like it", "acme-plan-mainly", run, {}],
  ["nobody in a build, which has no such variables", "acme-delivery-plan-prod", run, {}],
])("knows %s", async (_, role, env, behind) => {
  expect(await identity(role, env)).toEqual({ arn: expect.stringContaining(role), ...behind });
});

test.each([
  ["a workflow", "acme-apply-prod", "lee"],
  ["a role that only looks like it", "acme-apply-prod-2", undefined],
  ["a build of the pipeline", "acme-delivery-apply-prod", "lee"],
  ["an environment that there is not", "acme-apply-qa", undefined],
  ["a person", "AWSReservedSSO_Deploy_0a", undefined],
  ["a role that somebody made", "deploy", undefined],
])("a reviewer is taken from %s or not", async (_, role, actor) => {
  const env = { ...run, GITHUB_TRIGGERING_ACTOR: "max", CODEBUILD_BUILD_ID: "x:1" };
  expect(await identity(role, env, "lee")).toEqual({
    arn: expect.stringContaining(role),
    ...(actor && { actor }),
  });
});

test("what a record in a bucket says of tokens is nobody's word: AWS alone says who somebody is", async () => {
  const people = new AwsIdentities({} as AwsClients, configuration(), {});
  const forged = { arn: "acme/shop, run 7", actor: "lee", proof: "token" } as const;
  const proved = await people.proved(
    record({ summary: summary({ plannedBy: KIM }), approval: { ...approval, by: forged } }),
  );
  const { proof: _, ...by } = forged;
  expect(proved).toEqual(record({ approval: { ...approval, by } }));
  expect(notAnother(proved.summary.plannedBy, proved.approval!.by, configuration())).toBeDefined();
  // Taken at its word it would be another person.
  const login = { ...forged, actor: "kim" };
  expect(notAnother(login, forged, configuration())).toBeUndefined();
});

test("a reviewer is named by the role of a workflow alone", () => {
  const people = new AwsIdentities({} as AwsClients, configuration(), {});
  const arnOf = (role: string) => ({ arn: `arn:aws:sts::111111111111:assumed-role/${role}/x` });
  expect(people.whyNoReviewer(arnOf("acme-apply-prod"), "prod")).toBeUndefined();
  expect(people.whyNoReviewer(arnOf("deploy"), "prod")).toContain("such as acme-apply-prod");
});

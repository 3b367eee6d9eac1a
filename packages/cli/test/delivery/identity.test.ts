import { callerIdentity } from "../../src/delivery/identity";
import type { AwsClients } from "../../src/state/clients";
import { configuration } from "@groundwork/testing/configuration";

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

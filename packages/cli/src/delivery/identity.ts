import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import type { Configuration } from "@groundwork/configuration";
import { appliedOwners } from "@groundwork/configuration/delivery";
import { deliveryNames, SHARED_ROLES } from "@groundwork/configuration/names";
import { buildName } from "@groundwork/configuration/pipeline-names";
import { expectAccount } from "../state/account";
import type { AwsClients } from "../state/clients";
import type { Identity } from "./store/plan-meta";

/**
 * Whose credentials these are, and who is behind those of a workflow. Only the role decides:
 * variables say it too, but anybody can set them.
 *
 * @param actor who reviewed the run, where its forge asked for a review. @default who started it
 * @throws OperationError when there are no credentials, or those of another account
 */
export async function callerIdentity(
  clients: AwsClients,
  configuration: Configuration,
  env: NodeJS.ProcessEnv,
  actor?: string,
): Promise<Identity> {
  await expectAccount(clients, configuration.organization);
  const arn = await arnOf(clients.sts);
  const workflow = workflowOf(arn, configuration);
  if (workflow === undefined) return { arn };
  if (actor !== undefined) return { arn, ...(actor !== "" && { actor }) };
  return { arn, ...(workflow === "github" && startedBy(env)) };
}

async function arnOf(sts: STSClient): Promise<string> {
  return (await sts.send(new GetCallerIdentityCommand({}))).Arn ?? "";
}

/**
 * The system whose workflows alone take on the role of a session; undefined for a person's role.
 *
 * @param arn as STS tells it
 */
export function workflowOf(
  arn: string,
  configuration: Configuration,
): "github" | "pipeline" | undefined {
  const { organization } = configuration;
  const { roleName } = deliveryNames(organization);
  const role = roleOf(arn, configuration);
  if (role === undefined) return undefined;
  const owners = appliedOwners(configuration);
  const applying = owners.map((owner) => `apply-${owner}` as const);
  if ([...SHARED_ROLES, ...applying].map(roleName).includes(role)) return "github";
  const builds = [...owners.map((owner) => `plan-${owner}` as const), ...applying];
  return builds.some((build) => buildName(organization, build) === role) ? "pipeline" : undefined;
}

/** Whether a session's role is the one in which workflows approve and apply plans of an owner. */
export function appliesAsWorkflow(arn: string, owner: string, configuration: Configuration) {
  const { organization } = configuration;
  const roles = [
    deliveryNames(organization).roleName(`apply-${owner}`),
    buildName(organization, `apply-${owner}`),
  ];
  return roles.includes(roleOf(arn, configuration) ?? "");
}

/** Name of the role of a session, of the organization's account. */
function roleOf(arn: string, { organization }: Configuration): string | undefined {
  const [, account, role] = /^arn:aws:sts::(\d+):assumed-role\/([^/]+)\/./.exec(arn) ?? [];
  return account === organization.accountId ? role : undefined;
}

/**
 * Who started a run of GitHub Actions, and who started it again, where that is somebody else:
 * GITHUB_ACTOR stays the first, whose rights the run keeps.
 * https://docs.github.com/actions/reference/workflows-and-actions/variables
 */
export function startedBy(env: NodeJS.ProcessEnv): Pick<Identity, "actor" | "triggeringActor"> {
  const { GITHUB_ACTOR: actor, GITHUB_TRIGGERING_ACTOR: again } = env;
  if (env["GITHUB_ACTIONS"] !== "true" || !actor) return {};
  const another = again && again.toLowerCase() !== actor.toLowerCase();
  return { actor, ...(another && { triggeringActor: again }) };
}

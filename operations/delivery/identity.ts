import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import { OperationError } from "../errors";
import { callerAccount } from "../state/backend/account";
import type { AwsClients } from "../state/clients";
import type { Identity } from "./plan/plan-meta";

/**
 * Whose credentials these are, and who is behind them where they are those of a workflow.
 *
 * @param account the one expected
 * @param actor who reviewed the run, where its forge asked for a review. @default who started it
 * @throws OperationError when there are no credentials, or those of another account
 */
export async function callerIdentity(
  clients: AwsClients,
  account: string,
  env: NodeJS.ProcessEnv,
  actor?: string,
): Promise<Identity> {
  const got = await callerAccount(clients);
  if (got !== account) {
    throw new OperationError(
      `got credentials for account ${got}, expected ${account}, the organization's; log in to that one`,
    );
  }
  const behind = actor ?? actorIn(env);
  return { arn: await arnOf(clients.sts), ...(behind && { actor: behind }) };
}

async function arnOf(sts: STSClient): Promise<string> {
  return (await sts.send(new GetCallerIdentityCommand({}))).Arn ?? "";
}

/**
 * Whether this is a run that a forge or a pipeline started, whose credentials are not a person's.
 * https://docs.github.com/actions/reference/workflows-and-actions/variables and
 * https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
 */
export const isWorkflow = (env: NodeJS.ProcessEnv): boolean =>
  env["GITHUB_ACTIONS"] === "true" || Boolean(env["CODEBUILD_BUILD_ID"]);

function actorIn(env: NodeJS.ProcessEnv): string | undefined {
  return env["GITHUB_ACTIONS"] === "true" ? env["GITHUB_ACTOR"] : undefined;
}

/** Where the run can be looked at. */
export function runUrl(env: NodeJS.ProcessEnv): string | undefined {
  if (env["GITHUB_ACTIONS"] === "true") {
    const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
    return `${server}/${repository}/actions/runs/${run}`;
  }
  // arn:aws:codebuild:<region>:<account>:build/<project>:<id>
  const [, , , region, account, ...rest] = (env["CODEBUILD_BUILD_ARN"] ?? "").split(":");
  const [project] = (rest[0] ?? "").replace(/^build\//, "").split(":");
  return project
    ? `https://${region}.console.aws.amazon.com/codesuite/codebuild/${account}/projects/${project}/build/${project}:${rest[1]}`
    : undefined;
}

/**
 * Whether two identities are one person's, as far as can be known. Of AWS's sign-on the name of a
 * session is the person's, and nobody can choose it, so it is the same under another permission set.
 */
export function samePerson(one: Identity, other: Identity): boolean {
  if (one.arn === other.arn) return true;
  if (one.actor !== undefined && one.actor.toLowerCase() === other.actor?.toLowerCase())
    return true;
  const [first, second] = [signedOn(one.arn), signedOn(other.arn)];
  return first !== undefined && first === second;
}

const signedOn = (arn: string): string | undefined =>
  /:assumed-role\/AWSReservedSSO_[^/]+\/(.+)$/.exec(arn)?.[1]?.toLowerCase();

/** `kim (arn:aws:...)` */
export const nameOf = ({ arn, actor }: Identity): string =>
  actor === undefined ? arn : `${actor} (${arn})`;

import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Configuration, Environment } from "@groundwork/configuration";
import { memberUse } from "@groundwork/configuration/member-roles";
import { hasOwnAccount, memberRoleArn } from "@groundwork/configuration/own-account";
import { stackNameOf } from "@groundwork/configuration/place-names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { loadConfiguration } from "../configured";
import { OperationError } from "../errors";
import { clientOf, type AwsAccess, type AwsSession } from "./client";
import { awsError, oneLine } from "./error";
import { HindranceError } from "./hindrance";

/** A session of a role in an environment's own account. */
export interface MemberSession extends AwsSession {
  readonly roleArn: string;
}

/** Gets into the account, or goes on in the session that is open. */
export type Entry = () => Promise<MemberSession>;

/** Seconds: a role that a role takes on is lent for an hour (IAM user guide, "Role chaining"). */
const SESSION_SECONDS = 3600;

/** A session with less left is not handed on. */
const TOO_SHORT_MS = 5 * 60_000;

/** By account and environment, and by the variables with which AWS is asked: a rehearsal has others than its process. */
const entries = new Map<string, Entry>();

const identityIn = (env: NodeJS.ProcessEnv): string =>
  JSON.stringify(Object.entries(env).filter(([name]) => name.startsWith("AWS_")));

/**
 * How the account of an environment is got into: by the role there that trusts whoever asks.
 *
 * @returns undefined where the environment lives in the organization's account
 */
export function entryTo(
  environment: Environment,
  env: NodeJS.ProcessEnv,
  configuration: Configuration = loadConfiguration(),
): Entry | undefined {
  if (!hasOwnAccount(configuration.organization, environment)) return undefined;
  const key = `${environment.accountId} ${environment.name} ${identityIn(env)}`;
  const entry = entries.get(key) ?? remembering(() => enter(environment, env, configuration));
  entries.set(key, entry);
  return entry;
}

/** Where and as whom AWS is asked about what an environment runs. */
export function accessIn(
  environment: Environment,
  env: NodeJS.ProcessEnv,
): AwsAccess & { readonly env: NodeJS.ProcessEnv } {
  const credentials = entryTo(environment, env);
  return { region: environment.region, env, ...(credentials && { credentials }) };
}

function remembering(open: Entry): Entry {
  let last: Promise<MemberSession> | undefined;
  return async () => {
    const session = await last?.catch(() => undefined);
    const left = (session?.expiration?.valueOf() ?? 0) - Date.now();
    if (session && left > TOO_SHORT_MS) return session;
    last = open();
    return last;
  };
}

async function enter(
  environment: Environment,
  env: NodeJS.ProcessEnv,
  configuration: Configuration,
): Promise<MemberSession> {
  const { organization } = configuration;
  const sts = clientOf("STS", STSClient, { region: organization.region, env });
  try {
    const { Account: account, Arn: arn = "" } = await sts.send(new GetCallerIdentityCommand({}));
    expectOrganization(organization, environment, account);
    const use = memberUse(configuration, environment, roleOf(arn));
    const roleArn = memberRoleArn(organization, environment, use);
    const { Credentials } = await sts
      .send(
        new AssumeRoleCommand({
          RoleArn: roleArn,
          // Whoever it is stays known there, in CloudTrail.
          RoleSessionName: sessionName(arn),
          DurationSeconds: SESSION_SECONDS,
        }),
      )
      .catch((error: unknown) => {
        throw notLetIn(environment, organization, { arn, roleArn }, error);
      });
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials!;
    return {
      roleArn,
      accessKeyId: AccessKeyId!,
      secretAccessKey: SecretAccessKey!,
      sessionToken: SessionToken!,
      expiration: Expiration!,
    };
  } catch (error) {
    throw awsError(`the account of ${environment.name}`, error);
  } finally {
    sts.destroy();
  }
}

/** @throws OperationError where the credentials are not those from which a role is taken on */
export function expectOrganization(
  { accountId }: Configuration["organization"],
  { name, accountId: own }: Environment,
  account: string | undefined,
): void {
  if (account === accountId) return;
  const whose = account === own ? `which is ${name}'s own` : "which is neither";
  throw new OperationError(
    `${name} lives in ${own}, and its state in ${accountId}: got credentials for ${account}, ${whose}; ` +
      `expected those of ${accountId}, from which a role in ${own} is taken on: log in to ${accountId}`,
  );
}

/** A session's role, which is what a trust names. */
const roleOf = (arn: string): string | undefined => {
  const [, account, role] = /^arn:aws:sts::(\d+):assumed-role\/([^/]+)\/./.exec(arn) ?? [];
  return role === undefined ? undefined : `arn:aws:iam::${account}:role/${role}`;
};

/** STS API, AssumeRole: 2 to 64 letters, digits and some signs. */
const sessionName = (arn: string): string =>
  `${arn.replace(/^.*[/:]/, "").replaceAll(/[^\w+=,.@-]/g, "-")}--`
    .slice(0, 64)
    .replace(/(?<=..)-+$/, "");

/** The line that makes the roles of an account as the code says, with credentials of that account. */
export const enrollLine = (
  environment: Pick<Environment, "name" | "place">,
  { accountId }: Pick<Configuration["organization"], "accountId">,
): string =>
  ownCommand(`enroll ${stackNameOf(environment)} --state-profile <profile of ${accountId}>`);

function notLetIn(
  environment: Environment,
  organization: Configuration["organization"],
  { arn, roleArn }: { readonly arn: string; readonly roleArn: string },
  error: unknown,
): Error {
  if (error instanceof HindranceError) return error;
  const { name, accountId } = environment;
  if (!/AccessDenied/.test((error as Error).name)) return awsError(`role ${roleArn}`, error);
  return new OperationError(
    `${name} lives in ${accountId}, and ${arn} does not get in there: AWS refuses it ${roleArn} (${oneLine(error)}). ` +
      "That role is not there, it trusts others, or no policy of the caller's lets it take a role on. " +
      `With credentials of ${accountId} in the shell this makes the roles as the code says: ${enrollLine(environment, organization)}`,
  );
}

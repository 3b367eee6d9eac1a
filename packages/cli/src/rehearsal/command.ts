import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { OperationError } from "../core/errors";
import { DONE } from "../core/exit-codes";
import { AGENT_VARIABLES } from "../core/known-agents";
import { keepSaid } from "../core/outlet";
import type { AwsClients } from "../state/clients";
import type { EmulatorAccess } from "../core/aws/emulator-access";
import { rehearsalEnvironment } from "./access";

/** A person, or a workflow, of a rehearsal. */
export interface Somebody {
  /** Name of the role. */
  readonly role: string;
  /** Name of the session. */
  readonly name: string;
}

/** How a command ended. */
export interface Ended<Document> {
  readonly code: number;
  /** Its standard output: with `--json`, one document. */
  readonly document: Document;
  /** Its standard error. */
  readonly said: string;
}

/** The environment of a command that a person runs on their own machine, with their own session. */
export async function environmentOf(
  { role, name }: Somebody,
  { sts }: AwsClients,
  access: EmulatorAccess,
  env: NodeJS.ProcessEnv,
): Promise<NodeJS.ProcessEnv> {
  // The account is the organization's, as the key id of the rehearsal is that.
  const RoleArn = `arn:aws:iam::${access.credentials.accessKeyId}:role/${role}`;
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: name }));
  // Inside a workflow its actor would be behind every command, and nobody could approve anything;
  // neither could an agent, which may rehearse all of it.
  const own = Object.entries(env).filter(
    ([variable]) => !/^(GITHUB|CODEBUILD)_/.test(variable) && !AGENT_VARIABLES.includes(variable),
  );
  return {
    ...rehearsalEnvironment(Object.fromEntries(own), access),
    AWS_ACCESS_KEY_ID: Credentials!.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: Credentials!.SecretAccessKey,
    AWS_SESSION_TOKEN: Credentials!.SessionToken,
  };
}

/**
 * Runs the function behind a command as the command line does, and keeps what it would print. One
 * at a time: the AWS SDK finds credentials in the process's own variables, whoever works.
 *
 * @param own the process's own variables
 * @param env those that the command is to see
 */
export async function runCommand<Document>(
  own: NodeJS.ProcessEnv,
  env: NodeJS.ProcessEnv,
  command: () => Promise<number | void>,
): Promise<Ended<Document>> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const restore = [useVariables(own, env), keepSaid(stdout, stderr)];
  const code = await command()
    .then((ended) => ended ?? DONE)
    .catch((error: unknown) => {
      if (!(error instanceof OperationError)) throw error;
      stderr.push(`Error: ${error.message}`);
      return error.exitCode;
    })
    .finally(() => restore.forEach((put) => put()));
  return { code, document: JSON.parse(stdout.join("\n")), said: stderr.join("\n") };
}

const isAws = (variable: string): boolean => /^AWS_(?!CA_BUNDLE$|SDK_)/.test(variable);

/** @returns what puts the variables of before in place again */
function useVariables(own: NodeJS.ProcessEnv, env: NodeJS.ProcessEnv): () => void {
  const put = (variables: NodeJS.ProcessEnv) => {
    for (const name of Object.keys(own).filter(isAws)) delete own[name];
    const aws = Object.entries(variables).filter(([name]) => isAws(name));
    Object.assign(own, Object.fromEntries(aws));
  };
  const before = { ...own };
  put(env);
  return () => put(before);
}

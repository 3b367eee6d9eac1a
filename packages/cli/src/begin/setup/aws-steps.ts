import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { GetRoleCommand } from "@aws-sdk/client-iam";
import type { Configuration } from "@groundwork/configuration";
import { layoutParameterName, stateLocation } from "@groundwork/configuration/names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { awsError } from "../../core/aws/error";
import { emulatorEndpoint } from "../../core/endpoint";
import { readStackJson, synthesize } from "../../core/project";
import { deployedLayout, expectAccount } from "../../state/account";
import { awsClients, type AwsClients } from "../../state/clients";
import { accountSteps } from "./account-steps";
import { done, lacking, look, missing, type Step } from "./step";

const DEPLOY = "npx cdktf deploy delivery-stack";

/** What workflows find in AWS: the state backend, and the roles that they take on. */
export async function awsSteps(
  configuration: Configuration,
  env: NodeJS.ProcessEnv,
): Promise<Step[]> {
  const { organization } = configuration;
  const endpoint = emulatorEndpoint(env);
  const clients = awsClients({ region: organization.region, endpoint, env });
  const account = await look("AWS account", async () => {
    await expectAccount(clients, organization);
    return done("AWS account", organization.accountId);
  });
  if (account.status !== "done") return [account];
  const looks = [
    ...(stateLocation(organization)
      ? [look("state backend", () => stateBackend(clients, configuration))]
      : []),
    look("roles in AWS", async () => rolesStep(clients, await expectedRoles(env))),
    ...accountSteps(configuration, env),
  ];
  return [account, ...(await Promise.all(looks))];
}

async function stateBackend(clients: AwsClients, { organization }: Configuration): Promise<Step> {
  const parameter = layoutParameterName(organization);
  return (await deployedLayout(clients, parameter)) > 0
    ? done("state backend", `${parameter} is there`)
    : missing("state backend", `${parameter} is not there`, ownCommand("bootstrap"));
}

/** A role that lets workflows in, as delivery-stack has it. */
export interface TrustingRole {
  readonly name: string;
  /** What a token must have, by the condition's key. */
  readonly conditions: Readonly<Record<string, unknown>>;
}

/** Whether each role is there, and lets in the workflows that the code says. */
export async function rolesStep(
  clients: Pick<AwsClients, "iam">,
  expected: readonly TrustingRole[],
): Promise<Step> {
  const faults = await Promise.all(expected.map((role) => roleFaults(clients, role)));
  const names = expected.map(({ name }) => name).join(", ");
  return lacking("roles in AWS", faults.flat(), names, [DEPLOY]);
}

async function expectedRoles(env: NodeJS.ProcessEnv): Promise<TrustingRole[]> {
  const outDir = await mkdtemp(path.join(tmpdir(), "groundwork-setup-"));
  try {
    const [stack] = await synthesize({ outDir, env, stacks: ["delivery-stack"] });
    const { resource } = await readStackJson(stack!.dir);
    const all = Object.values<{ name: string; assume_role_policy: string }>(resource.aws_iam_role);
    return all.flatMap(({ name, assume_role_policy: policy }) => {
      const conditions = conditionsOf(policy);
      return conditions === undefined ? [] : [{ name, conditions }];
    });
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}

interface PolicyDocument {
  readonly Statement?: readonly {
    readonly Action?: unknown;
    readonly Condition?: { readonly StringEquals?: Readonly<Record<string, unknown>> };
  }[];
}

/** What the statement asks that lets workflows in; undefined where none does. */
function conditionsOf(policy: string): TrustingRole["conditions"] | undefined {
  const { Statement: statements = [] } = JSON.parse(policy) as PolicyDocument;
  const found = [statements]
    .flat()
    .find(({ Action }) => String(Action).endsWith("WithWebIdentity"));
  return found && (found.Condition?.StringEquals ?? {});
}

async function roleFaults(
  { iam }: Pick<AwsClients, "iam">,
  { name, conditions }: TrustingRole,
): Promise<string[]> {
  const found = await iam.send(new GetRoleCommand({ RoleName: name })).catch((error: Error) => {
    if (error.name.startsWith("NoSuchEntity")) return undefined;
    throw awsError(`role ${name}`, error);
  });
  if (!found) return [`${name} is not there`];
  const there =
    conditionsOf(decodeURIComponent(found.Role?.AssumeRolePolicyDocument ?? "{}")) ?? {};
  const others = Object.entries(conditions).filter(
    ([key, value]) => JSON.stringify([there[key]].flat()) !== JSON.stringify([value].flat()),
  );
  return others.map(([key, value]) => {
    const short = key.replace(/^.*:/, "");
    return `${name} trusts the ${short} ${String(there[key] ?? "of anybody")}, and the code says ${String(value)}`;
  });
}

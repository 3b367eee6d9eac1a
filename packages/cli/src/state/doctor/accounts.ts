import { GetRoleCommand } from "@aws-sdk/client-iam";
import type { Configuration, Environment } from "@groundwork/configuration";
import { stackId } from "@groundwork/configuration/names";
import { membersOf, type Member } from "@groundwork/configuration/member-roles";
import { environmentStacks, stackIdOf } from "@groundwork/configuration/place-names";
import { accessIn, enrollLine, entryTo } from "../../core/aws/member";
import { emulatorEndpoint } from "../../core/endpoint";
import { OperationError } from "../../core/errors";
import { HindranceError } from "../../core/aws/hindrance";
import { differences } from "../backend/compare";
import { awsClients, type AwsClients } from "../clients";
import type { StackJson } from "../stack-json";
import type { Examination, Finding } from "./examination";

export interface AccountsToExamine {
  readonly configuration: Configuration;
  /** Names of the stacks that were asked for. */
  readonly asked: readonly string[];
  /** The stacks as they are synthesized now. */
  readonly synthesized: ReadonlyMap<string, StackJson>;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Looks into the accounts that environments have of their own: whether who asks gets in there, and
 * whether the roles are there and trust whom the code says.
 */
export async function examineAccounts(exam: Examination, looked: AccountsToExamine): Promise<void> {
  const { configuration, asked } = looked;
  const members = membersOf(configuration).filter(({ owner, environment }) =>
    [stackId(owner), ...environmentStacks(environment).map(({ id }) => id)].some((id) =>
      asked.includes(id),
    ),
  );
  await Promise.all(members.map((member) => examineAccount(exam, looked, member)));
}

async function examineAccount(
  exam: Examination,
  { configuration, synthesized, env }: AccountsToExamine,
  { environment, owner }: Member,
): Promise<void> {
  const about = stackIdOf(environment);
  const repair = enrollLine(environment, configuration.organization);
  const isIn = await exam.attempt(about, "its account", async () => {
    try {
      await entryTo(environment, env, configuration)!();
      return true;
    } catch (error) {
      if (error instanceof HindranceError || !(error instanceof OperationError)) throw error;
      exam.report({
        check: "account-closed",
        severity: "error",
        about,
        what: error.message,
        why: `${about} can be neither planned nor applied from here`,
        repair,
      });
      return false;
    }
  });
  if (!isIn) return;
  const json = synthesized.get(stackId(owner));
  const clients = awsClients({ ...accessIn(environment, env), endpoint: emulatorEndpoint(env) });
  await Promise.all(
    Object.values(json?.resource?.["aws_iam_role"] ?? {}).map((role) =>
      exam.attempt(about, `the role ${String(role["name"])} in its account`, async () => {
        const found = await judgeRole(clients, environment, {
          name: String(role["name"]),
          trust: JSON.parse(String(role["assume_role_policy"])),
        });
        if (found) exam.report({ ...found, severity: "error", about, repair });
      }),
    ),
  );
}

/** What is wrong with a role of the account; undefined where it is as the code says. */
async function judgeRole(
  { iam }: AwsClients,
  { accountId }: Environment,
  { name, trust }: { readonly name: string; readonly trust: unknown },
): Promise<Pick<Finding, "check" | "what" | "why"> | undefined> {
  const { Role } = await iam
    .send(new GetRoleCommand({ RoleName: name }))
    .catch((error: Error): { Role?: undefined } => {
      if (error.name.startsWith("NoSuchEntity")) return {};
      throw error;
    });
  if (Role === undefined) {
    return {
      check: "account-role-missing",
      what: `${accountId} has no role ${name}`,
      why: "whoever it is for gets no further than the organization's account",
    };
  }
  const trusts = JSON.parse(decodeURIComponent(Role.AssumeRolePolicyDocument ?? "{}"));
  const [first] = differences(trust, trusts, { exact: true });
  return first === undefined
    ? undefined
    : {
        check: "account-role-trust",
        what: `the role ${name} in ${accountId} does not trust whom the code says: ${first}`,
        why: "others may take it on, or those who should may not",
      };
}

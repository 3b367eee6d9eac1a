import type { Environment } from "@groundwork/configuration";
import { ownerOf, stateKey, type StateLocation } from "@groundwork/configuration/names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../../core/errors";
import type { Person } from "../../core/person";
import { readStackJson } from "../../core/project";
import type { RunRecords } from "../../terraform/run-record";
import type { Terraform } from "../../terraform/terraform";
import { callerAccount } from "../account";
import type { AwsClients } from "../clients";
import { explainLock, StateLocks } from "../lock/locks";
import { agree } from "./agree";
import { inspectBucket } from "./bucket";
import { ownLine } from "./enroll-line";
import { recoverKilledRun } from "./killed-run";
import { knownAddresses } from "./known-addresses";
import { findLeftovers, importLeftovers, type Import } from "./leftovers";

export interface EnrollOptions {
  readonly environment: Environment;
  readonly location: StateLocation;
  /** Name of the stack with the roles, as `dev-account-stack`. */
  readonly stack: string;
  /** Asks the environment's own account. */
  readonly member: AwsClients;
  /** Asks the account in which the states lie. */
  readonly states: AwsClients;
  /** The profile of that account, with which Terraform reaches the state. */
  readonly stateProfile: string;
  readonly records: RunRecords;
  /** Terraform in the folder of the stack, with credentials of the environment's own account. */
  readonly terraform: Terraform;
  /** @default nobody is told or asked: a rehearsal */
  readonly person?: Person | undefined;
}

/**
 * Makes the roles in an environment's own account, or brings them up to date: by a stack with a
 * state of its own among the others, for which Terraform has two identities. Stopped anywhere, it is
 * run again and goes on where it was.
 *
 * @returns whether anything changed
 */
export async function enrollAccount(options: EnrollOptions): Promise<boolean> {
  const { location, states, stack, person } = options;
  await expectAccounts(options);
  if ((await inspectBucket(states, location)) === undefined) {
    throw new OperationError(
      `bucket ${location.bucket} does not exist; ${ownCommand("bootstrap")} makes it, with credentials of ${location.accountId}`,
    );
  }
  await recoverKilledRun({ clients: states, location, records: options.records, person }, stack);
  return applyRoles(options);
}

/** @throws OperationError where one of the two identities is of another account */
async function expectAccounts(options: EnrollOptions): Promise<void> {
  const { environment, location, member, states, stateProfile } = options;
  const { name, accountId } = environment;
  const line = ownLine(environment, location);
  const account = await callerAccount(member);
  if (account !== accountId) {
    const whose = account === location.accountId ? ", the organization's" : "";
    throw new OperationError(
      `${name}.accountId: got ${accountId}, but the credentials in this shell are for ${account}${whose}; expected those of ${accountId}, and for the state a profile of ${location.accountId}: ${line}`,
    );
  }
  const account2 = await callerAccount(states).catch((error: unknown) => {
    if (!(error instanceof OperationError)) throw error;
    throw new OperationError(`--state-profile ${stateProfile}: ${error.message}`);
  });
  if (account2 !== location.accountId) {
    throw new OperationError(
      `--state-profile: got ${stateProfile}, a profile of ${account2}; expected one of ${location.accountId}, in which the state lies: ${line}`,
    );
  }
}

async function applyRoles(options: EnrollOptions): Promise<boolean> {
  const { environment, location, member, states, stack, terraform, person } = options;
  const planFile = "enroll.tfplan";
  try {
    const imports = await findLeftovers(
      member,
      { ...location, accountId: environment.accountId, region: environment.region },
      await readStackJson(terraform.dir),
      await knownAddresses({ clients: states, location }, stack),
      person?.tell,
    );
    await importLeftovers(terraform.dir, imports);
    await terraform.init("-reconfigure", `-backend-config=profile=${options.stateProfile}`);
    if (!(await terraform.plan(planFile))) return false;
    if (person) await agree(person, await describe(options, imports), "Apply this plan?");
    await terraform.apply(planFile);
    return true;
  } catch (error) {
    const key = stateKey(ownerOf(stack));
    throw await explainLock(new StateLocks(location, states), key, error);
  }
}

/** Says what will be done, before anything is done. */
async function describe(
  { environment, location, stack, terraform }: EnrollOptions,
  imports: readonly Import[],
): Promise<string> {
  const { accountId, region } = environment;
  return [
    await terraform.show("enroll.tfplan"),
    "",
    `In account ${accountId}, region ${region}: ${stack}, as above.`,
    ...imports.map(({ id }) => `  ${id} is there already, and is imported`),
    `Its state: s3://${location.bucket}/${stateKey(ownerOf(stack))}, in account ${location.accountId}.`,
  ].join("\n");
}

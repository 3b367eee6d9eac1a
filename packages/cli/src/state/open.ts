import path from "node:path";
import { loadConfiguration } from "../core/configured";
import type { Configuration, StateLocation } from "@groundwork/configuration";
import {
  ownerOf,
  stackId,
  stateKey,
  stateLocation,
  stateOwners,
} from "@groundwork/configuration/names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../core/errors";
import { atTerminal, type Person } from "../core/person";
import { cacheDir, runsDir, synthesizeStack } from "../core/project";
import { Workspace } from "../stand-ins/workspace";
import { terraformProcesses } from "../terraform/release";
import { RunRecords } from "../terraform/run-record";
import { Terraform } from "../terraform/terraform";
import type { AskedOfAws } from "../core/aws/refusal";
import { emulatorEndpoint } from "../core/endpoint";
import { expectAccount } from "./account";
import { awsClients, type AwsClients } from "./clients";
import { StateLocks } from "./lock/locks";

export interface OpenOptions {
  /** Go on without asking. */
  readonly yes?: boolean | undefined;
  /** Terraform with stand-ins instead of AWS resources, as in a rehearsal. */
  readonly standIns?: boolean | undefined;
  /** Standard output is for one JSON document: what a person is told goes to standard error. */
  readonly json?: boolean | undefined;
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
}

/** The state backend of this checkout, and how it is reached. */
export interface OpenBackend {
  readonly location: StateLocation;
  /** The request of a command to AWS, which a refusal names. */
  readonly asked: AskedOfAws;
  readonly clients: AwsClients;
  readonly locks: StateLocks;
  readonly records: RunRecords;
  readonly person: Person;
  /** Names of processes that are Terraform, or pass for it. */
  readonly programs: readonly string[];
  /** Every stack that has a state here. */
  readonly stacks: readonly string[];
  /** @throws OperationError when AWS will answer nothing, or the account is another */
  expectAccess(): Promise<void>;
}

/** One stack's state, and Terraform in the stack's folder. */
export interface OpenState extends OpenBackend {
  readonly stack: string;
  /** Key of the state, as `dev/terraform.tfstate`. */
  readonly key: string;
  readonly terraform: Terraform;
  /** Where the stack's own cdk.tf.json is, also where Terraform works with stand-ins. */
  readonly synthesizedDir: string;
}

/** @throws OperationError when the states do not lie in S3, or the configuration has problems */
export function openBackend({ yes = false, json, signal, env }: OpenOptions): OpenBackend {
  const { location, stacks } = backendOf(loadConfiguration());
  const endpoint = emulatorEndpoint(env);
  const clients = awsClients({ region: location.region, endpoint, env });
  const person = atTerminal(yes, signal, json ? process.stderr : process.stdout);
  const expectAccess = () => expectAccount(clients, location);
  return {
    location,
    asked: { ...location, expectAccess },
    expectAccess,
    clients,
    locks: new StateLocks(location, clients, person),
    records: new RunRecords(runsDir(endpoint)),
    person,
    programs: terraformProcesses(env),
    stacks,
  };
}

function backendOf(configuration: Configuration) {
  const location = s3Location(configuration);
  return { location, stacks: stateOwners(configuration.environments).map(stackId) };
}

/** The place of the states. @throws OperationError when that is not S3 */
export function s3Location({ organization }: Pick<Configuration, "organization">): StateLocation {
  const location = stateLocation(organization);
  if (location) return location;
  throw new OperationError(
    `organization.backend.type: got ${organization.backend.type}, expected s3, the one backend that this command knows. ${ownCommand("rehearse")} and npx cdktf deploy take every one`,
  );
}

/**
 * @param backend as openBackend gives it @default opened here
 * @throws OperationError when there is no such stack, besides what openBackend throws
 */
export async function openState(
  stack: string,
  options: OpenOptions,
  backend = openBackend(options),
): Promise<OpenState> {
  const key = stateKeyOf(backend, stack);
  // A finding of the policies is no reason to leave a state as it is.
  const { dir, synthesizedDir } = await stackFolder(stack, options, true);
  const { signal, env } = options;
  return {
    ...backend,
    asked: { ...backend.asked, byTerraform: true },
    stack,
    key,
    synthesizedDir,
    terraform: new Terraform({ stack, dir, env, signal, records: backend.records }),
  };
}

/**
 * Where a stack's state lies.
 * @throws OperationError when there is no such stack
 */
export function stateKeyOf({ stacks }: Pick<OpenBackend, "stacks">, stack: string): string {
  if (stacks.includes(stack)) return stateKey(ownerOf(stack));
  throw new OperationError(`got the stack ${stack}, expected one of ${stacks.join(", ")}`);
}

type StackFolder = Pick<OpenState, "synthesizedDir"> & { readonly dir: string };

/**
 * The folder in which Terraform works on a stack, and the one with what was synthesized.
 *
 * @param keepFindings as `synthesize` has it
 */
export async function stackFolder(
  stack: string,
  { standIns, env }: Pick<OpenOptions, "standIns" | "env">,
  keepFindings = false,
): Promise<StackFolder> {
  if (standIns) return standInFolder(stack, env, keepFindings);
  const { dir } = await synthesizeStack(stack, { env, keepFindings });
  return { dir, synthesizedDir: dir };
}

/** A stack with stand-ins, in a folder of this process's own. */
async function standInFolder(
  stack: string,
  env: NodeJS.ProcessEnv,
  keepFindings: boolean,
): Promise<StackFolder> {
  const workspace = await Workspace.create(path.join(cacheDir, "stand-ins"), process.pid);
  const [synthesized] = await workspace.synthesize(env, { stacks: [stack], keepFindings });
  const [{ dir } = synthesized!] = await workspace.standIn([synthesized!]);
  return { dir, synthesizedDir: synthesized!.dir };
}

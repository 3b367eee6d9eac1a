import path from "node:path";
import { loadConfiguration } from "../core/configured";
import type { Organization, StateLocation } from "@groundwork/configuration";
import { ownerOf, stateLocation } from "@groundwork/configuration/names";
import { keyOfState } from "../core/stack-of";
import { statePlace } from "@groundwork/configuration/state-place";
import { stacksOf } from "../core/asked-stacks";
import { OperationError } from "../core/errors";
import { atTerminal, type Person } from "../core/person";
import { cacheDir, runsDir, statesDir, synthesizeStack } from "../core/project";
import { Workspace, type StandInOptions } from "../stand-ins/workspace";
import { terraformProcesses } from "../terraform/release";
import { RunRecords } from "../terraform/run-record";
import { Terraform } from "../terraform/terraform";
import type { AskedOfAws } from "../core/aws/refusal";
import { emulatorEndpoint } from "../core/endpoint";
import { expectAccount } from "./account";
import { awsClients, type AwsClients } from "./clients";
import { onlyInS3, type S3Command } from "./elsewhere";
import { StateLocks, UNREAD_LOCKS, type LockReader } from "./lock/locks";

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

/** The states of this checkout, and how they are reached, in whichever backend they lie. */
export interface OpenStates {
  readonly organization: Organization;
  /** Undefined where they do not lie in S3. */
  readonly location: StateLocation | undefined;
  /** The request of a command to AWS, which a refusal names. */
  readonly asked: AskedOfAws;
  readonly clients: AwsClients;
  readonly locks: LockReader;
  readonly records: RunRecords;
  readonly person: Person;
  /** Names of processes that are Terraform, or pass for it. */
  readonly programs: readonly string[];
  /** Every stack that has a state here. */
  readonly stacks: readonly string[];
  /** @throws OperationError when AWS will answer nothing, or the account is another */
  expectAccess(): Promise<void>;
}

/** The same where they lie in S3. */
export interface OpenBackend extends OpenStates {
  readonly location: StateLocation;
  readonly locks: StateLocks;
}

/** One stack's state, and Terraform in the stack's folder. */
interface StackState {
  readonly stack: string;
  /** Key of the state, as `dev/terraform.tfstate`. */
  readonly key: string;
  readonly terraform: Terraform;
  /** Where the stack's own cdk.tf.json is, also where Terraform works with stand-ins. */
  readonly synthesizedDir: string;
  /** Where the state lies, in the words of its backend. */
  readonly place: string;
}

/** One stack's state in S3, and Terraform in the stack's folder. */
export type OpenState = OpenBackend & StackState;

/** The same, in whichever backend it lies. */
export type OpenAnyState = OpenStates & StackState;

/** @throws OperationError when the configuration has problems */
export function openStates({ yes = false, json, signal, env }: OpenOptions): OpenStates {
  const configuration = loadConfiguration();
  const { organization } = configuration;
  const location = stateLocation(organization);
  const endpoint = emulatorEndpoint(env);
  const clients = awsClients({ region: location?.region ?? organization.region, endpoint, env });
  const person = atTerminal(yes, signal, json ? process.stderr : process.stdout);
  const expectAccess = () => expectAccount(clients, organization);
  return {
    organization,
    location,
    asked: location ? { ...location, expectAccess } : NOTHING_OF_AWS,
    expectAccess,
    clients,
    locks: location ? new StateLocks(location, clients, person) : UNREAD_LOCKS,
    records: new RunRecords(runsDir(endpoint)),
    person,
    programs: terraformProcesses(env),
    stacks: stacksOf(configuration),
  };
}

/** AWS is asked nothing about states elsewhere. */
const NOTHING_OF_AWS: AskedOfAws = { bucket: "", lockTable: "" };

export const isInS3 = <States extends OpenStates>(states: States): states is States & OpenBackend =>
  states.location !== undefined;

/**
 * @param command that can do nothing elsewhere
 * @param stack that it is asked for; none for all
 * @throws OperationError when the states do not lie in S3, besides what openStates throws
 */
export function openBackend(options: OpenOptions, command: S3Command, stack?: string): OpenBackend {
  const states = openStates(options);
  if (isInS3(states)) return states;
  throw onlyInS3(states.organization, command, stack === undefined ? undefined : ownerOf(stack));
}

/** @throws OperationError when there is no such stack */
export async function openState<States extends OpenStates>(
  stack: string,
  options: OpenOptions,
  states: States,
): Promise<States & StackState> {
  const key = stateKeyOf(states, stack);
  // A finding of the policies is no reason to leave a state as it is.
  const { dir, synthesizedDir } = await stackFolder(stack, options, true);
  const { signal, env, standIns } = options;
  const place =
    standIns && !isInS3(states)
      ? path.join(standInOptions(env).states, key)
      : statePlace(states.organization, ownerOf(stack), key);
  return {
    ...states,
    asked: { ...states.asked, byTerraform: true },
    place,
    stack,
    key,
    synthesizedDir,
    terraform: new Terraform({ stack, dir, env, signal, records: states.records }),
  };
}

/**
 * Where a stack's state lies.
 * @throws OperationError when there is no such stack
 */
export function stateKeyOf({ stacks }: Pick<OpenStates, "stacks">, stack: string): string {
  if (stacks.includes(stack)) return keyOfState(stack);
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

/**
 * How stand-ins are put in place. Where the backend is none of the emulator's, their states lie apart:
 * one that is real has the states of real resources.
 */
export const standInOptions = (env: NodeJS.ProcessEnv): StandInOptions => ({
  states: statesDir(emulatorEndpoint(env)),
  env,
});

/** A stack with stand-ins, in a folder of this process's own. */
async function standInFolder(
  stack: string,
  env: NodeJS.ProcessEnv,
  keepFindings: boolean,
): Promise<StackFolder> {
  const workspace = await Workspace.create(path.join(cacheDir, "stand-ins"), process.pid);
  const [synthesized] = await workspace.synthesize(env, { stacks: [stack], keepFindings });
  const [{ dir } = synthesized!] = await workspace.standIn([synthesized!], standInOptions(env));
  return { dir, synthesizedDir: synthesized!.dir };
}

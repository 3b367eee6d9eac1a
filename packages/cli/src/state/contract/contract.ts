import pMap from "p-map";
import type { Environment } from "@groundwork/configuration";
import { inEachPlace, stackIdOf, stackNameOf } from "@groundwork/configuration/place-names";
import type { ForeignField } from "@groundwork/constructs/layers/options";
import { problem } from "@groundwork/constructs/problems";
import { shown } from "@groundwork/constructs/shown";
import { expectPersonInProduction } from "../../core/agent";
import { askedEnvironment } from "../../core/asked-environment";
import { AT_A_TIME } from "../../core/at-a-time";
import { awsError } from "../../core/aws/error";
import { runCommand } from "../../core/command";
import { loadConfiguration } from "../../core/configured";
import { OperationError } from "../../core/errors";
import { CHANGES, DONE, FAILED, type ExitCode } from "../../core/exit-codes";
import { expectNoOwnNetwork } from "../layers/expect-settled";
import { isInS3, openStates, type OpenOptions, type OpenStates } from "../open";
import { contractText, nextText } from "./contract-text";
import { foreignPlace, readForeignState } from "./foreign-state";
import { ContractParameters } from "./parameters";
import { fieldsOf, isOnForeignNetwork, type OnForeignNetwork } from "./standing";
import { toldBy } from "./told";

export interface ContractOptions extends OpenOptions {
  /** Name of the environment, or of its stack in one place. */
  readonly environment: string;
  /** Only show what would be written. */
  readonly dryRun: boolean;
}

/** A field in one place of the environment. */
export interface ContractField {
  readonly field: ForeignField;
  readonly parameter: string;
  /** What Parameter Store has; undefined where it has nothing. */
  readonly stored?: string | undefined;
  /** What the state tells. */
  readonly told: string;
  written: boolean;
}

/** A place of the environment. */
export interface PlaceContract {
  readonly account: string;
  readonly region: string;
  /** As `s3://bucket/key`. */
  readonly state: string;
  readonly serial: number;
  readonly fields: readonly ContractField[];
}

/** The document for programs. */
interface Document {
  readonly environment: string;
  places: readonly PlaceContract[];
  error?: string;
}

/**
 * `groundwork contract`: hands on to the stacks of an environment what a state of others tells of its
 * network, by parameters. The state is read, and nothing else is done to it.
 *
 * @returns the exit code: with `dryRun` 2 where there is something to write, 1 where nobody agreed
 */
export async function contract(options: ContractOptions): Promise<ExitCode> {
  const { dryRun, env, json } = options;
  const configuration = loadConfiguration();
  const asked = askedEnvironment(options.environment, configuration);
  const environments = inEachPlace(asked).filter(isOnForeignNetwork);
  if (environments.length === 0) throw hasOwnNetwork(asked);
  const open = openStates(options);
  const document: Document = { environment: asked.name, places: [] };
  return runCommand({ asked: open.asked, json, document }, async () => {
    // In another account the same would be written for nobody.
    await open.expectAccess();
    if (isInS3(open)) await Promise.all(environments.map((one) => expectNoOwnNetwork(open, one)));
    const all = environments.map((environment) => ({
      environment,
      parameters: ContractParameters.of(configuration.organization, environment, env),
    }));
    const places = await readAll(all, open);
    document.places = places;
    for (const place of places) open.person.tell(contractText(place));
    const changed = places.flatMap(({ fields }) => fields.filter(isChanged));
    if (changed.length === 0) {
      open.person.tell("Parameter Store has all of it already; nothing was written.");
      return DONE;
    }
    if (dryRun) return CHANGES;
    const line = `contract ${options.environment}`;
    expectPersonInProduction("contract", stackIdOf(asked), line, options);
    if (!(await open.person.confirm("Write these parameters?"))) {
      open.person.tell("Nothing was written.");
      return FAILED;
    }
    for (const [index, { parameters }] of all.entries()) {
      await writeAll(places[index]!, parameters);
    }
    open.person.tell(nextText(environments));
    return DONE;
  });
}

const isChanged = ({ stored, told }: ContractField): boolean => stored !== told;

interface Place {
  readonly environment: OnForeignNetwork;
  readonly parameters: ContractParameters;
}

/** @throws OperationError with all that the states do not tell, before anything is written */
async function readAll(all: readonly Place[], open: OpenStates): Promise<PlaceContract[]> {
  const problems: string[] = [];
  const read = await pMap(
    all,
    async ({ environment, parameters }): Promise<PlaceContract | undefined> => {
      const { network, accountId: account, region } = environment;
      const place = foreignPlace(open.organization, network, stackNameOf(environment));
      const { json, where, serial } = await readForeignState(open.clients, place);
      const told = toldBy(json, network, place.path, where);
      problems.push(...told.problems);
      if (told.problems.length > 0) return undefined;
      const stored = await parameters.read();
      const fields = fieldsOf(environment).map((field) => ({
        field,
        parameter: parameters.nameOf(field),
        stored: stored[field],
        told: told.contract[field]!,
        written: false,
      }));
      return { account, region, state: where, serial, fields };
    },
    AT_A_TIME.states,
  );
  if (problems.length > 0) throw new OperationError(problems.join("\n"));
  return read.filter((place) => place !== undefined);
}

async function writeAll({ fields }: PlaceContract, parameters: ContractParameters): Promise<void> {
  for (const field of fields.filter(isChanged)) {
    await parameters.write(field.field, field.told).catch((error: unknown) => {
      throw awsError(
        `parameter ${field.parameter} was not written, and those before it were; run it again`,
        error,
      );
    });
    field.written = true;
  }
}

const hasOwnNetwork = ({ name, layers, network }: Environment): OperationError =>
  new OperationError(
    `${problem([name, "layers"], shown(layers), 'a network that a state of others tells, such as [{ network: { key: "Dev/vpc/terraform.tfstate", vpcId: "output.vpc_id", ... } }, "cluster", "services"]')}: ${
      "cidr" in network
        ? "the network of this environment is made by its own stacks, which tell each other of it"
        : "the ids of this environment's network stand in its file"
    } (packages/docs/adopt.md)`,
  );

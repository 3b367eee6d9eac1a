import type { Configuration, Environment } from "@groundwork/configuration";
import { stackNameOf } from "@groundwork/configuration/place-names";
import {
  isForeign,
  type ForeignField,
  type ForeignNetworkOptions,
} from "@groundwork/constructs/layers/options";
import { ownCommand } from "@groundwork/constructs/own-command";
import { oneLine } from "../../core/aws/error";
import { HindranceError } from "../../core/aws/hindrance";
import { OperationError } from "../../core/errors";
import type { AwsClients } from "../clients";
import { addressOfPlace, foreignPlace, readForeignState } from "./foreign-state";
import { ContractParameters } from "./parameters";
import { FOREIGN_FIELDS, toldBy, type Contract } from "./told";

/** An environment, as it is in one place, whose network a state of others tells. */
export type OnForeignNetwork = Environment & { readonly network: ForeignNetworkOptions };

export const isOnForeignNetwork = (environment: Environment): environment is OnForeignNetwork =>
  isForeign(environment.network);

/** What a look at a contract takes. */
export interface ContractTools {
  readonly organization: Configuration["organization"];
  readonly clients: Pick<AwsClients, "s3">;
  readonly env: NodeJS.ProcessEnv;
}

/** What the state and Parameter Store have, each in one of these ways. */
export type Standing =
  /** The stacks cannot be planned: names of parameters that are not there. */
  | { readonly kind: "missing"; readonly parameters: readonly string[] }
  /** The stacks know another network than there is. */
  | { readonly kind: "stale"; readonly fields: readonly StaleField[] }
  /** One of the two cannot be read. */
  | { readonly kind: "unread"; readonly because: string }
  | { readonly kind: "told" };

export interface StaleField {
  readonly field: ForeignField;
  readonly parameter: string;
  readonly stored: string;
  readonly told: string;
}

/** The fields that a state is to tell. */
export const fieldsOf = ({ network }: OnForeignNetwork): ForeignField[] =>
  FOREIGN_FIELDS.filter((field) => network[field] !== undefined);

/**
 * Whether Parameter Store has what the state of others tells.
 *
 * @throws HindranceError where AWS answers nothing, whatever is asked
 */
export async function contractStanding(
  environment: OnForeignNetwork,
  tools: ContractTools,
): Promise<Standing> {
  const parameters = ContractParameters.of(tools.organization, environment, tools.env);
  const fields = fieldsOf(environment);
  try {
    const stored = await parameters.read();
    const missing = fields.filter((field) => stored[field] === undefined);
    if (missing.length > 0) {
      return { kind: "missing", parameters: missing.map((field) => parameters.nameOf(field)) };
    }
    const told = await tellContract(environment, tools);
    const stale = fields.filter((field) => told[field] !== stored[field]);
    if (stale.length === 0) return { kind: "told" };
    return {
      kind: "stale",
      fields: stale.map((field) => ({
        field,
        parameter: parameters.nameOf(field),
        stored: stored[field]!,
        told: told[field]!,
      })),
    };
  } catch (error) {
    if (error instanceof HindranceError) throw error;
    return { kind: "unread", because: oneLine(error) };
  }
}

/** @throws OperationError where the state does not tell all that it is to tell */
async function tellContract(
  environment: OnForeignNetwork,
  { organization, clients }: ContractTools,
): Promise<Contract> {
  const { network } = environment;
  const place = foreignPlace(organization, network, stackNameOf(environment));
  const { json, where } = await readForeignState(clients, place);
  const { contract, problems } = toldBy(json, network, place.path, where);
  if (problems.length > 0) throw new OperationError(problems[0]!);
  return contract;
}

/** The command that hands on what the state tells. */
export const contractLine = (environment: Environment): string =>
  ownCommand(`contract ${stackNameOf(environment)}`);

/** What is wrong where the stacks cannot be planned, as the end of a sentence on one of them. */
export const missingInWords = (
  environment: OnForeignNetwork,
  { parameters }: Extract<Standing, { kind: "missing" }>,
): string =>
  `waits for: ${contractLine(environment)}, as Parameter Store in ${environment.region} of ${environment.accountId} does not have ${parameters.join(", ")}`;

/** A field that is another by now, as the end of a sentence on its parameter. */
export const staleInWords = (where: string, { stored, told }: StaleField): string =>
  `has ${stored}, and ${where} tells ${told} by now`;

/** Where the state of an environment's network lies. */
export const foreignAddress = (
  { organization }: Pick<ContractTools, "organization">,
  environment: OnForeignNetwork,
): string =>
  addressOfPlace(foreignPlace(organization, environment.network, stackNameOf(environment)));

import { environmentOf } from "../core/stack-of";
import { OperationError } from "../core/errors";
import {
  contractLine,
  contractStanding,
  foreignAddress,
  isOnForeignNetwork,
  missingInWords,
  staleInWords,
} from "../state/contract/standing";
import type { OpenOptions } from "../state/open";
import type { OpenDelivery } from "./open";
import type { PlanFinding } from "./store/plan-meta";

/** What is told of a stack whose network a state of others tells. */
export interface ContractNotes {
  /** Parameters that have another value than the state by now. */
  readonly findings: readonly PlanFinding[];
  /** Why that is not known. */
  readonly notes: readonly string[];
}

/** This is told also where a plan changes nothing: the next contract may change something. */
export const STALE_CONTRACT = "stale-contract";

const NOTHING: ContractNotes = { findings: [], notes: [] };

/**
 * Whether a stack knows the network that a state of others tells. With stand-ins one is made up that
 * it does not know, and no state has to be there.
 *
 * @throws OperationError where it knows none yet
 */
export async function contractNotes(
  stack: string,
  {
    configuration,
    organization,
    clients,
  }: Pick<OpenDelivery, "configuration" | "organization" | "clients">,
  { env, standIns = false }: Pick<OpenOptions, "env" | "standIns">,
): Promise<ContractNotes> {
  const environment = environmentOf(stack, configuration);
  if (environment === undefined || !isOnForeignNetwork(environment)) return NOTHING;
  const tools = { organization, clients, env };
  const standing = await contractStanding(environment, tools);
  const where = foreignAddress(tools, environment);
  if (standIns && standing.kind !== "stale") return NOTHING;
  switch (standing.kind) {
    case "told":
      return NOTHING;
    case "missing":
      throw new OperationError(`${stack} ${missingInWords(environment, standing)}`);
    case "unread":
      return {
        ...NOTHING,
        notes: [
          `Whether ${where} tells what Parameter Store has was not looked at: ${standing.because}`,
        ],
      };
    case "stale":
      return {
        ...NOTHING,
        findings: standing.fields.map((field) => ({
          rule: STALE_CONTRACT,
          severity: "warning",
          address: field.parameter,
          detail: `${staleInWords(where, field)}: ${contractLine(environment)}`,
        })),
      };
  }
}

/** The same as lines for people. */
export const noteLines = ({ findings, notes }: ContractNotes): string[] => [
  ...findings.map(({ address, detail }) => `${address} ${detail}`),
  ...notes,
];

import { stackId } from "@groundwork/configuration/names";
import { isForeign } from "@groundwork/constructs/layers/options";
import { ownCommand } from "@groundwork/constructs/own-command";
import { count } from "../../core/count";
import { environmentOf } from "../../core/stack-of";
import { originalAddress } from "../../stand-ins/addresses";
import { isContract } from "../../state/layers/contract";
import type { Distribution } from "../../state/layers/distribution";
import type { LayerCommand } from "../../state/layers/unfinished";
import { planSummary, type PlannedChanges } from "../../terraform/plan-changes";

/** What is moved in one place. */
export interface ShownMove {
  /** Key of the services' state. */
  readonly services: string;
  readonly distribution: Distribution;
  /** Addresses that no stack declares. */
  readonly undeclared: readonly string[];
  /** Whether a run before this one began with it. */
  readonly goesOn: boolean;
}

/** The same, for the person who is asked. */
export function moveText(
  command: LayerCommand,
  { services, distribution, undeclared, goesOn }: ShownMove,
): string {
  const { moves, outputs } = distribution;
  const ways = [...new Set(moves.map(({ from, to }) => `${from} -> ${to}`))].toSorted();
  return [
    ...(goesOn ? [`${services}: goes on with a move that was not finished`] : []),
    ...ways.flatMap((way) => {
      const moved = moves.filter(({ from, to }) => `${from} -> ${to}` === way);
      const addresses = moved.flatMap(({ entry }) => entry.addresses);
      return [
        `${way}: ${count(addresses.length, "object")}`,
        ...addresses.map((address) => `  ${originalAddress(address)}${endOf(address, command)}`),
      ];
    }),
    ...(outputs.length > 0 ? [`outputs that move with them: ${outputs.join(", ")}`] : []),
    ...(undeclared.length > 0
      ? [
          "No stack declares these. They go with the services or stay, and the next apply destroys them:",
          ...undeclared.map((address) => `  ${address}`),
        ]
      : []),
  ].join("\n");
}

const endOf = (address: string, command: LayerCommand): string =>
  command === "join" && isContract(address)
    ? ", destroyed in the end, by a plan of nothing else"
    : "";

/** What a plan has found, by stacks. */
export interface Found {
  readonly stack: string;
  readonly findings: PlannedChanges;
}

export const findingsText = (found: readonly Found[]): string =>
  found.map(({ stack, findings }) => `${stack}: ${planSummary(findings)}`).join("\n");

/** How an environment comes back to where it was. */
export const wayBack = (command: LayerCommand, environment: string): string => {
  const back = command === "split" ? "join" : "split";
  return `To go back: ${layersLine(back, environment)} in environments/${environment}.ts, and ${ownCommand(`${back} ${environment}`)}`;
};

/** What stands in the file of an environment for one of the commands to do something. */
export function layersLine(command: LayerCommand, environment: string): string {
  const network = environmentOf(stackId(environment))?.network;
  if (network === undefined || !isForeign(network))
    return command === "split" ? 'layers: ["network", "cluster", "services"]' : 'layers: "one"';
  const above = command === "split" ? '"cluster", "services"' : '"one"';
  return `layers: [{ network: { key: ${JSON.stringify(network.key)}, ... } }, ${above}]`;
}

/** What came of it, for a person. */
export function outcomeText(
  command: LayerCommand,
  { services, outcome }: { readonly services: string; readonly outcome?: string | undefined },
  name: string,
): string {
  switch (outcome) {
    case "put back":
      return (
        `${services}: the plan does more than the ${command} explains, so all is back where it was. ` +
        "A parameter of a contract that was made meanwhile lies in it now. Settle what was found first, with the layers as they were; to look at it where it would be: --keep"
      );
    case "kept":
      return (
        `${services}: the plan does more than the ${command} explains, and all stays where it was moved: --keep. ` +
        `Until it is settled, plan, apply and drift refuse ${name}. Settle it in the code, then ${ownCommand(`${command} ${name}`)} goes on. ${wayBack(command, name)}`
      );
    default:
      return `${services}: done. The plans of all its stacks are empty. ${wayBack(command, name)}`;
  }
}

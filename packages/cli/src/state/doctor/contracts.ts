import { inEachPlace, stacksIn } from "@groundwork/configuration/place-names";
import { loadConfiguration } from "../../core/configured";
import { keyOfState } from "../../core/stack-of";
import {
  contractLine,
  contractStanding,
  foreignAddress,
  isOnForeignNetwork,
  missingInWords,
  staleInWords,
  type ContractTools,
  type OnForeignNetwork,
} from "../contract/standing";
import type { OpenBackend } from "../open";
import type { Examination, Finding } from "./examination";

/** Keys of the stacks' states, and of those of others that are named in the same bucket. */
export const knownKeys = ({
  stacks,
  location,
}: Pick<OpenBackend, "stacks" | "location">): ReadonlySet<string> => {
  const foreign = foreignEnvironments().filter(
    ({ network }) => (network.bucket ?? location.bucket) === location.bucket,
  );
  return new Set([
    ...stacks.map((stack) => keyOfState(stack)),
    ...foreign.map(({ network }) => network.key),
  ]);
};

const foreignEnvironments = (): OnForeignNetwork[] =>
  loadConfiguration().environments.flatMap(inEachPlace).filter(isOnForeignNetwork);

/** Looks whether stacks know the network that a state of others tells; stand-ins have one made up. */
export async function examineContracts(
  exam: Examination,
  asked: readonly string[],
  tools: ContractTools & { readonly standIns: boolean },
): Promise<void> {
  if (tools.standIns) return;
  await Promise.all(
    foreignEnvironments().map(async (environment) => {
      const stack = stacksIn(environment).find(({ id }) => asked.includes(id))?.id;
      if (stack === undefined) return;
      await exam.attempt(stack, "the contract of its network", async () => {
        for (const finding of await judgeContract(environment, tools)) {
          exam.report({ ...finding, about: stack, repair: contractLine(environment) });
        }
      });
    }),
  );
}

async function judgeContract(
  environment: OnForeignNetwork,
  tools: ContractTools,
): Promise<Omit<Finding, "about" | "repair">[]> {
  const standing = await contractStanding(environment, tools);
  const where = foreignAddress(tools, environment);
  switch (standing.kind) {
    case "told":
      return [];
    case "missing":
      return [
        {
          check: "contract-missing",
          severity: "error",
          what: missingInWords(environment, standing),
          why: "its stacks can be neither planned nor applied",
        },
      ];
    case "unread":
      return [
        {
          check: "contract-unread",
          severity: "warning",
          what: `whether ${where} tells what Parameter Store has was not looked at: ${standing.because}`,
          why: "its stacks may know another network than there is",
        },
      ];
    case "stale":
      return standing.fields.map((field) => ({
        check: "contract-stale",
        severity: "warning",
        what: `${field.parameter} ${staleInWords(where, field)}`,
        why: "its stacks know another network than there is",
      }));
  }
}

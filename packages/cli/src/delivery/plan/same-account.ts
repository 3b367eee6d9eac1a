import { count } from "../../core/count";
import { OperationError } from "../../core/errors";
import { ownerOfAny } from "../../core/stack-of";
import type { OpenStates } from "../../state/open";
import type { StackJson } from "../../state/stack-json";
import { resourcesIn } from "../../state/doctor/owner-tags";
import { readState } from "../../state/state-object";

/** The provider by which a stack is held to one account has no alias. */
const OWN_PROVIDER = /^provider\["[^"]*\/aws"\]$/;

/**
 * An environment that is told another account would be made anew there, while all that it has stays
 * where it was, and is known to no state any more.
 *
 * @param code the stack as it was synthesized
 * @throws OperationError where all that the state knows is of another account than the stack is held to
 */
export async function expectSameAccount(
  { clients, location }: Pick<OpenStates, "clients" | "location">,
  { stack, key }: { readonly stack: string; readonly key: string },
  code: StackJson,
): Promise<void> {
  const { allowed_account_ids: allowed } = (code.provider?.["aws"]?.[0] ?? {}) as {
    readonly allowed_account_ids?: readonly string[];
  };
  // An emulator holds nobody to an account.
  if (allowed === undefined || location === undefined) return;
  const accounts = accountsIn(await readState(clients, location, key));
  if (accounts.length === 0 || accounts.includes(allowed[0]!)) return;
  const owner = ownerOfAny(stack);
  throw new OperationError(
    `${owner}.accountId: got ${allowed[0]}, but ${count(accounts.length, "resource")} in the state of ${stack} ${accounts.length === 1 ? "is" : "are"} in ${accounts[0]}, which this plan would leave there and forget. ` +
      `Take ${owner} down first with accountId as it was, or have another environment take its place (packages/docs/accounts.md, "An environment that is there")`,
  );
}

/** The account of each resource that has an ARN with one. */
const accountsIn = (state = "{}"): string[] =>
  resourcesIn(state)
    .filter(({ mode, provider = "" }) => mode === "managed" && OWN_PROVIDER.test(provider))
    .flatMap(({ instances }) => instances ?? [])
    .flatMap(
      ({ attributes }) =>
        /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(String(attributes?.arn))?.[1] ?? [],
    );

import { OperationError } from "../../core/errors";
import type { Person } from "../../core/person";

/**
 * Asks at a terminal, where the person has just been shown the plan. Elsewhere the hash is the
 * consent: it comes from where the plan was made.
 *
 * @throws OperationError at a no
 */
export async function expectConsent(person: Person): Promise<void> {
  if (process.stdin.isTTY && !(await person.confirm("Apply it?"))) {
    throw new OperationError("stopped at your no; nothing was applied, and the plan can still be");
  }
}

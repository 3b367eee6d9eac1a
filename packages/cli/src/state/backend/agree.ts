import { OperationError } from "../../core/errors";
import type { Person } from "../../core/person";

/** @throws OperationError when the person says no */
export async function agree(
  person: Person | undefined,
  text: string,
  question: string,
): Promise<void> {
  person?.tell(text);
  if (person && !(await person.confirm(question))) {
    throw new OperationError(
      "stopped at your no; what was done before is kept, and a next run goes on from there",
    );
  }
}

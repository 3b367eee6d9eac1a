import type { OpenState } from "../open";

/**
 * Does something under a stack's lock. The run is noted as Terraform's are: once the machine was
 * started anew, only that tells a lock of this checkout from somebody else's.
 *
 * @param operation what others read in the lock meanwhile
 * @throws OperationError with exit code 7 when somebody else has locked the state
 */
export async function holdingLock<Result>(
  { locks, records, stack, key }: Pick<OpenState, "locks" | "records" | "stack" | "key">,
  operation: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const end = await records.begin(stack, process.pid);
  try {
    return await locks.holding(key, operation, async () => {
      // None of them can have left this lock.
      await records.forgetDead(stack);
      return work();
    });
  } finally {
    await end();
  }
}

/** A lock that somebody else has, as far as Terraform tells. */
export interface ForeignLock {
  /** What `terraform force-unlock` takes; empty where nothing is told. */
  readonly id: string;
  readonly who?: string | undefined;
  readonly operation?: string | undefined;
  readonly created?: string | undefined;
  /** Version of the Terraform that took it. */
  readonly version?: string | undefined;
}

/** Whether Terraform says that it could not have a lock. */
export const isLockFailure = (said: string): boolean =>
  said.includes("Error acquiring the state lock");

/**
 * What Terraform says of a lock that is held (internal/states/statemgr/locker.go).
 *
 * @returns undefined when that is not what it says
 */
export function lockIn(said: string): ForeignLock | undefined {
  if (!isLockFailure(said)) return undefined;
  // The http backend and HCP Terraform tell no more, and show as "Lock Info" what they tried
  // themselves (internal/backend/remote-state/http/client.go, internal/cloud/state.go).
  const bare = /already\s+locked(?::\s+ID=(\S+)|\s+\(lock\s+ID:\s+"([^"]+)")/
    .exec(said)
    ?.slice(1)
    .find((id) => id !== undefined);
  if (bare !== undefined) return { id: bare };
  const field = (name: string) => new RegExp(`^\\W*${name}: +(\\S.*?)\\s*$`, "m").exec(said)?.[1];
  const id = field("ID");
  return id === undefined
    ? undefined
    : {
        id,
        who: field("Who"),
        operation: field("Operation"),
        created: field("Created"),
        version: field("Version"),
      };
}

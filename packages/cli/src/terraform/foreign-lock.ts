/** A lock that somebody else has, as far as Terraform tells. */
export interface ForeignLock {
  readonly id: string;
  readonly who?: string | undefined;
  readonly operation?: string | undefined;
  readonly created?: string | undefined;
}

/**
 * What Terraform says of a lock that is held (internal/states/statemgr/locker.go).
 *
 * @returns undefined when that is not what it says
 */
export function lockIn(said: string): ForeignLock | undefined {
  if (!said.includes("Error acquiring the state lock")) return undefined;
  // The http backend tells no more, and shows as "Lock Info" what it tried itself
  // (internal/backend/remote-state/http/client.go).
  const bare = /already locked:\s+ID=(\S+)/.exec(said)?.[1];
  if (bare !== undefined) return { id: bare };
  const field = (name: string) => new RegExp(`^\\W*${name}: +(\\S.*?)\\s*$`, "m").exec(said)?.[1];
  const id = field("ID");
  return id === undefined
    ? undefined
    : { id, who: field("Who"), operation: field("Operation"), created: field("Created") };
}

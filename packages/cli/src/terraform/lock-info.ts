import { plainLine } from "../core/plain";

/** What Terraform writes into a lock (internal/states/statemgr/locker.go). */
export interface LockInfo {
  readonly ID: string;
  readonly Operation: string;
  /** `user@host` */
  readonly Who: string;
  /** Terraform's version. */
  readonly Version: string;
  /** RFC 3339 */
  readonly Created: string;
  /** Free text; Terraform leaves it empty. */
  readonly Info?: string | undefined;
}

/** Reads what lies in a lock; undefined when it is not what Terraform writes. */
export function readLockInfo(text: string): LockInfo | undefined {
  try {
    const info = JSON.parse(text) as Partial<Record<string, unknown>> | null;
    const field = (name: string) => (typeof info?.[name] === "string" ? info[name] : "");
    // Others have written this text: a line of its own would look like words of the command.
    const named = (name: string) => plainLine(field(name)) || "unknown";
    if (field("ID") === "") return undefined;
    return {
      ...info,
      ID: field("ID"),
      Operation: named("Operation"),
      Who: named("Who"),
      Version: named("Version"),
      Created: field("Created"),
    };
  } catch {
    return undefined;
  }
}

/** `OperationTypeApply` -> `apply` */
export const operationName = (operation: string): string =>
  operation.replace(/^OperationType(\w+)$/, (_, name: string) => name.toLowerCase());

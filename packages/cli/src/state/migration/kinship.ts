import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { keyOfState } from "../../core/stack-of";
import { parseState } from "../../terraform/state-file";
import type { OpenBackend } from "../open";
import { readState } from "../state-object";
import { markOf } from "./complete-state";
import type { FoundState } from "./found-states";

type Home = Pick<OpenBackend, "stacks" | "clients" | "location">;

/** How states that were found are related to those of this project's stacks. */
export interface Kinship {
  /** The stack whose state has this lineage; undefined for none. */
  stackWith(lineage: string): string | undefined;
  /** Whether this very state was moved to that stack. */
  wasMoved(state: FoundState, stack: string): Promise<boolean>;
}

/**
 * One lineage alone does not say that a state was moved: people copy states for a second
 * environment. What was moved is in the stack's state, or in the copy that a migration keeps of it.
 */
export async function kinshipOf(home: Home): Promise<Kinship> {
  const stacks = new Map<string, { readonly stack: string; readonly text: string }>();
  for (const stack of home.stacks) {
    const text = await readState(home.clients, home.location, keyOfState(stack)).catch(
      () => undefined,
    );
    const lineage = text === undefined ? undefined : parseState(text)?.lineage;
    // States without a lineage would all have the same.
    if (text !== undefined && lineage) stacks.set(lineage, { stack, text });
  }
  const texts = new Map([...stacks.values()].map(({ stack, text }) => [stack, text]));
  const marks = new Map<string, Promise<ReadonlySet<string>>>();
  return {
    stackWith: (lineage) => (lineage === "" ? undefined : stacks.get(lineage)?.stack),
    wasMoved: async ({ mark }, stack) => {
      if (mark === undefined) return false;
      if (mark === markOf(texts.get(stack)!)) return true;
      if (!marks.has(stack)) marks.set(stack, marksOfMoved(home, stack));
      return (await marks.get(stack)!).has(mark);
    },
  };
}

/** Marks of the copies that migrations to a stack have kept of their sources. */
async function marksOfMoved({ clients, location }: Home, stack: string): Promise<Set<string>> {
  const marks = new Set<string>();
  const Prefix = `${keyOfState(stack)}.backups/`;
  try {
    const { Contents = [] } = await clients.s3.send(
      new ListObjectsV2Command({ Bucket: location.bucket, Prefix }),
    );
    for (const { Key } of Contents) {
      if (!Key?.endsWith("-migrate-source")) continue;
      const text = await readState(clients, location, Key);
      if (text !== undefined && parseState(text)) marks.add(markOf(text));
    }
  } catch {
    // If the copies cannot be read, a moved state counts as related, which loses nothing.
  }
  return marks;
}

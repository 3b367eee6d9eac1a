import type { Measured } from "../delivery/load-tests/load-test-result";
import { measure } from "./measure";
import { firstLook, send, type Load } from "./send";

/** What a load came to, wherever it was sent from. */
export interface SentLoad {
  /** The first path that was not answered well before there was any load; then none was sent. */
  readonly refused?: { readonly path: string; readonly wrong: string } | undefined;
  /** Undefined where none was sent. */
  readonly measured?: Measured | undefined;
  /** How many requests were sent more than a second after their time. */
  readonly late: number;
  /** Release of Node.js that sent it. */
  readonly node: string;
}

/**
 * Looks whether there is anybody, sends a load and measures the answers. It runs here, or in a task
 * (in-task.ts), so it knows nothing else of the commands.
 */
export async function sendLoad(load: Load): Promise<SentLoad> {
  const node = process.versions.node;
  for (const { path, outcome } of await firstLook(load)) {
    if ("wrong" in outcome) return { refused: { path, wrong: outcome.wrong }, late: 0, node };
  }
  const sent = await send(load);
  return { measured: measure(sent), late: sent.late, node };
}

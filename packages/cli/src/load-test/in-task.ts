import { sendLoad } from "./send-load";
import type { Load } from "./send";

/** What a task is told. */
export interface TaskJob {
  readonly load: Omit<Load, "url" | "signal"> & { readonly url: string };
  /** What the line begins with that says what came of it. */
  readonly mark: string;
}

/** Sends a load from within a task, and prints what came of it as one line. */
export async function run({ load, mark }: TaskJob): Promise<void> {
  const ending = new AbortController();
  process.once("SIGTERM", () => ending.abort(new Error("the task was stopped")));
  const sent = await sendLoad({ ...load, url: new URL(load.url), signal: ending.signal });
  process.stdout.write(`${mark}${JSON.stringify(sent)}\n`);
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { undisturbed } from "./waiting";

/** Signals that a terminal sends to all of its programs at once, and that are the inner one's. */
const TERMINAL_SIGNALS = ["SIGINT", "SIGQUIT"] as const;

/**
 * Runs a program that a person talks to, with this command's own terminal, and waits for its end.
 * What it says is nothing of ours: it goes past the outlet. Ctrl-C is for it alone meanwhile.
 *
 * @param env all of its environment
 * @returns its exit code, or 128 and the number of the signal that ended it, as a shell has it
 * @throws what Node says where it cannot be started, with the code ENOENT where it is missing
 */
export async function runAtTerminal(
  file: string,
  args: readonly string[],
  { env, cwd }: { readonly env: NodeJS.ProcessEnv; readonly cwd?: string },
): Promise<number> {
  const restore = TERMINAL_SIGNALS.map((name) => {
    const listeners = process.listeners(name);
    process.removeAllListeners(name);
    const nothing = () => {};
    process.on(name, nothing);
    return () => {
      process.off(name, nothing);
      for (const listener of listeners) process.on(name, listener);
    };
  });
  try {
    return await undisturbed(async () => {
      const child = spawn(file, args, { env, ...(cwd !== undefined && { cwd }), stdio: "inherit" });
      // Rejects where it cannot be started.
      const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
      return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
    });
  } finally {
    restore.forEach((put) => put());
  }
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { hereAlone } from "../core/here-alone";
import { FAILED, type ExitCode } from "../core/exit-codes";
import { undisturbed } from "../core/waiting";
import type { GitOptions } from "./git";

/**
 * Runs the commands of the release that a clone goes to, which make the upgrade. They install and
 * compile themselves first, as the commands of every checkout do.
 *
 * @param folder of the upgrade
 * @returns what they end with
 */
export async function delegate(folder: string, { env, signal }: GitOptions): Promise<ExitCode> {
  const cwd = path.join(folder, "checkout");
  const script = path.join(cwd, "packages/cli/bin/groundwork.js");
  const child = spawn(process.execPath, [script, "upgrade", "--request", folder], {
    cwd,
    env: besides(env),
    stdio: "inherit",
  });
  // At a terminal Ctrl-C reaches both; a signal to this process alone is handed on.
  const hand = () => child.kill("SIGTERM");
  signal.addEventListener("abort", hand);
  try {
    const [code] = (await undisturbed(() => once(child, "close"))) as [number | null];
    return code ?? FAILED;
  } finally {
    signal.removeEventListener("abort", hand);
  }
}

/** Without what says that a checkout is prepared: that is about this one. */
const besides = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(hereAlone(env)).filter(([name]) => name !== "GROUNDWORK_PREPARED"),
  );

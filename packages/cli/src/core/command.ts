import type { Command } from "commander";
import { expectEmulatorForStandIns, wantsStandIns } from "./endpoint";
import { OperationError } from "./errors";
import { DONE, FAILED, INTERRUPTED, type ExitCode } from "./exit-codes";
import { isUnread, loseReader, sayJson, warn } from "./outlet";
import { explainAnswer, type AskedOfAws } from "./aws/refusal";
import { interruption } from "./interruption";
import { expectNoneTaken } from "./npm-options";
import { failureText } from "./unexpected";
import { during } from "./waiting";

/** What every command gets besides its own arguments and options. */
export interface Common {
  /** Aborted by the first Ctrl-C, so that Terraform can release its lock. */
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
  /** Whether Terraform is to work with stand-ins, in an emulator on this machine. */
  readonly standIns: boolean;
}

/** The options of a command that commander reads: all but its arguments and what every one gets. */
export type Flags<Options, Arguments extends keyof Options = never> = Omit<
  Options,
  Arguments | keyof Common
>;

/** How a command is run. */
export interface CommandRun {
  /** What the command asks AWS for; a refusal is told by it. */
  readonly asked: AskedOfAws;
  /** Print the document. @default false */
  readonly json?: boolean | undefined;
  /** What was done, for programs, filled in by the work. @default the work prints its own */
  readonly document?: { error?: string };
}

/**
 * Does the work of a command. Its document is printed as far as the work came, with why it stopped.
 *
 * @returns what the work returns
 * @throws what the work throws, in words for the person who ran it
 */
export async function runCommand<Done>(
  { asked, json = false, document }: CommandRun,
  work: () => Promise<Done>,
): Promise<Done> {
  try {
    if (asked.byTerraform) await asked.expectAccess?.();
    return await work();
  } catch (error) {
    const explained = await explainAnswer(asked, error);
    // Other errors may hold parts of a state or plan (unexpected.ts).
    if (document && explained instanceof OperationError) document.error = explained.message;
    throw explained;
  } finally {
    if (json && document) sayJson(document);
  }
}

/** Commands that touch no state, whatever the environment says. */
const TALKS: ReadonlySet<string> = new Set(["help", "completion"]);

/** An action for commander: the process ends with the exit code that a command returns. */
export const ends =
  <Args extends unknown[]>(command: (...args: Args) => Promise<ExitCode | void>) =>
  async (...args: Args): Promise<void> => {
    process.exitCode = (await command(...args)) ?? DONE;
  };

/**
 * Runs a program of several commands. An error ends it with one text and an exit code; the first
 * signal interrupts the command, and the second ends the process.
 *
 * @param add adds the commands
 */
export function runProgram(program: Command, add: (common: Common) => void): void {
  const { env } = process;
  const { signal } = interruption;
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      // The first lets Terraform release its lock; the second means it.
      if (signal.aborted) process.exit(INTERRUPTED);
      interruption.abort(new OperationError("interrupted", INTERRUPTED));
      warn("Stopping in good order; once more, and it ends at once.");
    });
  }
  // What a promise that nobody waits for ends with comes here as well.
  process.on("uncaughtException", (error: unknown) => {
    // The work goes on to its end, in silence: no run of Terraform is cut off for a lost reader.
    if (isUnread(error)) {
      loseReader();
      return;
    }
    warn(failureText(error, env));
    process.exit(FAILED);
  });
  add({ signal, env, standIns: wantsStandIns(env) });
  program.hook("preAction", (_, command) => {
    if (!TALKS.has(command.name())) expectEmulatorForStandIns(env);
  });
  const parse = async () => {
    const args = process.argv.slice(2);
    expectNoneTaken(program, args, env);
    await during(args[0] ?? program.name(), program.parseAsync());
  };
  parse().catch((error: unknown) => {
    const shown = signal.aborted ? signal.reason : error;
    warn(failureText(shown, env));
    process.exitCode = shown instanceof OperationError ? shown.exitCode : FAILED;
  });
}

import { Listr, ListrLogger, ListrLogLevels, type ListrTask } from "listr2";
import { terminalColumns } from "./outlet";
import { AT_A_TIME } from "./at-a-time";
import { undisturbed } from "./waiting";

/** A line for each step that has ended. What went wrong is left to whoever ends the program. */
class EndedStepsLogger extends ListrLogger {
  override log(...[level, title, options]: Parameters<ListrLogger["log"]>): void {
    if (level === ListrLogLevels.STARTED) return;
    super.log(level, title, level === ListrLogLevels.FAILED ? undefined : options);
  }
}

/** For steps that run Terraform side by side. */
export const SIDE_BY_SIDE = {
  concurrent: AT_A_TIME.terraform.concurrency,
  rendererOptions: { collapseSubtasks: false },
} as const;

/** Does one step after another, and shows how far it is; the first that fails ends it. */
export async function progress(steps: ListrTask[]): Promise<void> {
  const list = new Listr(steps, {
    // Signals are the CLI's: Terraform has to be given time to release its locks.
    registerSignalListeners: false,
    rendererOptions: { collapseErrors: false, showErrorMessage: false },
    // Without a terminal, or one that has no width: there it would show a letter a line.
    fallbackRendererCondition: () => terminalColumns() === undefined,
    fallbackRendererOptions: { logger: new EndedStepsLogger() },
  });
  await undisturbed(() => list.run());
}

import { Listr, ListrLogger, ListrLogLevels, type ListrTask } from "listr2";

/** A line for each step that has ended. What went wrong is left to whoever ends the program. */
class EndedStepsLogger extends ListrLogger {
  override log(...[level, title, options]: Parameters<ListrLogger["log"]>): void {
    if (level === ListrLogLevels.STARTED) return;
    super.log(level, title, level === ListrLogLevels.FAILED ? undefined : options);
  }
}

/** Steps that may run side by side: more at a time would only wait for each other on a laptop. */
export const SIDE_BY_SIDE = {
  concurrent: 2,
  rendererOptions: { collapseSubtasks: false },
} as const;

/** Does one step after another, and shows how far it is; the first that fails ends it. */
export async function progress(steps: ListrTask[]): Promise<void> {
  await new Listr(steps, {
    // Signals are the CLI's: Terraform has to be given time to release its locks.
    registerSignalListeners: false,
    rendererOptions: { collapseErrors: false, showErrorMessage: false },
    // Without a terminal.
    fallbackRendererOptions: { logger: new EndedStepsLogger() },
  }).run();
}

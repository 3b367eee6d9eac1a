import { commitAll } from "./committed";
import { ProjectCopy } from "@groundwork/testing/project";
import { smallestEnvironments } from "./small-environments";

export interface Event {
  readonly environment: string;
  readonly event: string;
  readonly plan: string;
  readonly by: string;
  readonly outcome: string;
}

/** Rows of the table of events. */
export function eventsOf(stdout: string): Event[] {
  const rows = stdout.split("\n").filter((line) => /^\d\d:\d\d:\d\d /.test(line));
  return rows.map((row) => {
    const [, environment, event, plan, by, outcome] = row.split(/ {2,}/);
    return { environment, event, plan, by, outcome } as Event;
  });
}

/** Folder of the messages. */
export const messagesOf = (stdout: string): string =>
  /each command said: (\S+)$/m.exec(stdout)![1]!;

/** Stacks of the table of states. */
export const stackTable = (stdout: string): string[] =>
  [...stdout.matchAll(/^([a-z]+-stack) +\d+ /gm)].map(([, stack]) => stack!);

/** Who did what in an environment, one after another. */
export const story = (events: readonly Event[], name: string): string[] =>
  events
    .filter(({ environment }) => environment === name)
    .map(({ event, by }) => `${by.replace(/ .*/, "")}: ${event}`);

/** A copy of this checkout with the smallest environments, all of it committed. */
export async function committedCopy(): Promise<ProjectCopy> {
  const copy = await ProjectCopy.create();
  try {
    await smallestEnvironments(copy);
    await commitAll(copy, "all");
    return copy;
  } catch (error) {
    await copy.remove();
    throw error;
  }
}

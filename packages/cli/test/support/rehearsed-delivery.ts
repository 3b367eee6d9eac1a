import { cp } from "node:fs/promises";
import path from "node:path";
import { commitAll } from "./committed";
import { ProjectCopy, smallRoot } from "@groundwork/testing/project";

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

/** A copy of this checkout with the environments of the small project, whose synths it shares; all of it committed. */
export async function committedCopy(): Promise<ProjectCopy> {
  const copy = await ProjectCopy.create();
  try {
    for (const folder of ["environments", "dist/environments"]) {
      const [from, to] = [smallRoot(), copy.root].map((root) => path.join(root, folder));
      await cp(from!, to!, { recursive: true, preserveTimestamps: true });
    }
    await commitAll(copy, "all");
    return copy;
  } catch (error) {
    await copy.remove();
    throw error;
  }
}

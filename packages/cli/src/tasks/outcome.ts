import type { Task } from "@aws-sdk/client-ecs";
import { plainLine } from "../core/plain";

/** How a task has ended. */
export interface TaskOutcome {
  /** What the service's own container ended with; undefined where it never started. */
  readonly exitCode?: number | undefined;
  /** Why it stopped, in the words of ECS. */
  readonly reason: string;
  /** Whether it was stopped, as its time was up. */
  readonly timedOut?: boolean | undefined;
}

/** @param container the service's own, which alone decides. @returns undefined while it goes on */
export function outcomeOf(task: Task, container: string): TaskOutcome | undefined {
  if (task.lastStatus !== "STOPPED") return undefined;
  const own = task.containers?.find(({ name }) => name === container);
  const words = [task.stopCode, own?.reason ?? task.stoppedReason].filter((one) => one);
  return { exitCode: own?.exitCode, reason: plainLine(words.join(": ")) || "no reason given" };
}

export const isWell = ({ exitCode, timedOut }: TaskOutcome): boolean =>
  exitCode === 0 && timedOut !== true;

/** An outcome for people, after the name of the task. */
export function outcomeText({ exitCode, reason, timedOut }: TaskOutcome): string {
  if (timedOut) return `was stopped: ${reason}`;
  if (exitCode === undefined) return `never started: ${reason}`;
  return exitCode === 0 ? "ended well" : `failed with the exit code ${exitCode}: ${reason}`;
}

export const idOf = (taskArn: string): string => taskArn.replace(/^.*\//, "");

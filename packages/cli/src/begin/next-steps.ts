import { say } from "../core/outlet";
import { table } from "../core/table";

/** Says which commands come next, each with what it is for. */
export const next = (steps: readonly (readonly [command: string, what: string])[]): void =>
  say(
    `\nNext:\n${table(
      steps.map(([command, what]) => [`  ${command}`, what]),
      { headed: false },
    )}`,
  );

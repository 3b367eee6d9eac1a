import { nearest } from "@groundwork/constructs/nearest";
import { ownCommand } from "@groundwork/constructs/own-command";
import { runCommand } from "../core/command";
import { OperationError } from "../core/errors";
import { DONE, FAILED, type ExitCode } from "../core/exit-codes";
import { pass, sayJson } from "../core/outlet";
import { openStates, type OpenOptions } from "../state/open";
import { outputLines, type StackOutputs } from "./outputs-text";
import { readStates, type StackState } from "./states";

export interface OutputsOptions extends OpenOptions {
  /** @default all */
  readonly stacks: readonly string[];
  /** Name of the one output of one stack whose value alone is printed. @default all, as a table */
  readonly value?: string | undefined;
}

/**
 * `groundwork outputs`: the outputs of all stacks, as their states have them. What is sensitive is
 * named, and its value is not shown.
 *
 * @returns the exit code: 1 when a state cannot be read
 */
export async function outputs(options: OutputsOptions): Promise<ExitCode> {
  const { value, json } = options;
  const open = openStates(options);
  const stacks = options.stacks.length > 0 ? options.stacks : open.stacks;
  const [only] = stacks;
  if (value !== undefined && stacks.length !== 1) {
    throw new OperationError(
      `--value: got ${stacks.length} stacks, expected one, such as ${ownCommand(`outputs ${only} --value ${value}`)}`,
    );
  }
  return runCommand(open, async () => {
    const found = (await readStates(open, stacks, options)).map(outputsOf);
    const [first] = found;
    if (value !== undefined) {
      passValue(first!, value, json);
      return DONE;
    }
    if (json) sayJson(found);
    else outputLines(found).forEach((line) => open.person.tell(line));
    return found.some(({ error }) => error !== undefined) ? FAILED : DONE;
  });
}

function outputsOf({ stack, state, problem }: StackState): StackOutputs {
  const all = Object.entries(state?.json.outputs ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    stack,
    serial: state?.serial,
    outputs: all.map(([name, { value, sensitive }]) => ({
      name,
      sensitive: sensitive === true,
      ...(sensitive !== true && { value }),
    })),
    error: problem,
  };
}

/** A value for a script: a text as it is, and anything else as JSON. */
function passValue(from: StackOutputs, name: string, json = false): void {
  const { stack, serial, outputs: all, error } = from;
  if (error !== undefined) throw new OperationError(`${stack}: ${error}`);
  if (serial === undefined) {
    throw new OperationError(`${stack} is not applied yet, so it has no output ${name}`);
  }
  const found = all.find((output) => output.name === name);
  if (!found) {
    const names = all.map((output) => output.name);
    const meant = nearest(name, names);
    const expected = names.length === 0 ? "none, as the stack has no outputs" : names.join(", ");
    throw new OperationError(
      [
        `--value: got ${name}, expected an output of ${stack}: ${expected}`,
        ...(meant.length === 0 ? [] : [`Did you mean ${meant.join(" or ")}?`]),
      ].join("\n"),
    );
  }
  if (found.sensitive) {
    throw new OperationError(
      `${name} of ${stack} is sensitive, and is not printed. The state has it: ${ownCommand(`pull ${stack}`)}`,
    );
  }
  const { value } = found;
  pass(`${typeof value === "string" && !json ? value : JSON.stringify(value, null, 2)}\n`);
}

import { sizeText } from "../core/size";
import { table } from "../core/table";

/** One output of a stack's state. */
export interface Output {
  readonly name: string;
  readonly sensitive: boolean;
  /** Undefined where it is sensitive. */
  readonly value?: unknown;
}

/** The outputs of one stack. */
export interface StackOutputs {
  readonly stack: string;
  /** Undefined where nothing was applied yet, or the state cannot be read. */
  readonly serial?: number | undefined;
  readonly outputs: readonly Output[];
  readonly error?: string | undefined;
}

/** What is told of some stacks: their outputs in one table, then those that have none. */
export function outputLines(found: readonly StackOutputs[]): string[] {
  const rows = found.flatMap(({ stack, outputs: all }) =>
    all.map((output) => [stack, output.name, shortly(output)]),
  );
  const without = found.filter(({ outputs: all, error }) => all.length === 0 && !error);
  const [none, unapplied] = [true, false].map((applied) =>
    without.filter(({ serial }) => (serial !== undefined) === applied),
  );
  const names = (stacks: readonly StackOutputs[]) => stacks.map(({ stack }) => stack).join(", ");
  return [
    ...(rows.length === 0 ? [] : [table([["stack", "output", "value"], ...rows])]),
    ...(none!.length === 0 ? [] : [`Without outputs: ${names(none!)}`]),
    ...(unapplied!.length === 0 ? [] : [`Not applied yet: ${names(unapplied!)}`]),
    ...found.flatMap(({ stack, error }) => (error === undefined ? [] : [`${stack}: ${error}`])),
  ];
}

/** Characters of a list or an object that a person is shown. */
const SHOWN = 60;

function shortly({ sensitive, value }: Output): string {
  if (sensitive) return "(sensitive)";
  if (typeof value === "string") {
    const lines = value.trimEnd().split("\n").length;
    return lines === 1 ? value : `text of ${lines} lines (--value)`;
  }
  const text = JSON.stringify(value) ?? "";
  if (text.length <= SHOWN) return text;
  const kind = Array.isArray(value) ? "list" : "object";
  const keys = Array.isArray(value) ? "" : `: ${Object.keys(value as object).join(", ")}`;
  return `${kind} of ${sizeText(text.length)}${keys} (--value)`;
}

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Configuration } from "@groundwork/configuration";
import { AppAgain } from "./app-again";
import { elementsOf, settingsOf } from "./elements";
import { optionChanges, type OptionChange } from "./options-changed";
import type { StackJson } from "./written-stacks";

/*
 * A program of its own, as it runs the project's app many times, with all that is left of each. Its
 * arguments are a file with a request, and one for the answer.
 */

export interface CausesRequest {
  /** Of the project after the change, compiled. */
  readonly root: string;
  readonly outDir: string;
  /** The configuration before the change. */
  readonly before: Configuration;
  /** What changes, by stack and by address or name of a setting: its JSON before. */
  readonly changed: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  /** Whether anything but values in environments/ is another. */
  readonly codeDiffers: boolean;
  /** How long to look, in ms of the processor's time. */
  readonly patience: number;
}

export interface CausesAnswer {
  readonly options: readonly Pick<OptionChange, "name" | "changes">[];
  /** By stack and by address or name: positions of options in the list above. */
  readonly byOption: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
  /** By stack: what the code changes, whatever the options say; undefined where that is not known. */
  readonly byCode?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** What a stack has by an address, or a name of a setting, as a text. */
export function contentOf(stack: StackJson | undefined): Map<string, string> {
  if (stack === undefined) return new Map();
  const elements = [...elementsOf(stack)].map(
    ([address, { given, meta, path: place }]) =>
      [address, JSON.stringify([given, meta, place])] as const,
  );
  const settings = [...settingsOf(stack)].map(
    ([name, value]) => [name, JSON.stringify(value)] as const,
  );
  return new Map([...elements, ...settings]);
}

/**
 * Which options what changes comes from: those with which it goes back, when the app is run once more
 * with the value from before. That is so for a team's own constructs as well, and needs no table.
 */
function causes(request: CausesRequest): CausesAnswer {
  const app = new AppAgain(request.root, request.outDir);
  const options = optionChanges(request.before, app.configuration);
  const { changed } = request;
  const named = options.map(({ name, changes }) => ({ name, changes }));
  const all = (positions: readonly number[]) =>
    mapped(changed, (keys) => Object.fromEntries(Object.keys(keys).map((key) => [key, positions])));
  if (!request.codeDiffers && options.length <= 1) {
    return { options: named, byOption: all(options.map((_, index) => index)), byCode: {} };
  }
  const after = contents(app, app.configuration);
  // The code as it is now, with all values from before.
  const byCode = request.codeDiffers ? codeChanges(app, request) : {};
  const byOption: Record<string, Record<string, number[]>> = {};
  for (const [index, option] of options.entries()) {
    const { user, system } = process.cpuUsage();
    if ((user + system) / 1000 > request.patience) break;
    const without = contents(app, option.revert());
    if (without === undefined) continue;
    for (const [stack, keys] of Object.entries(changed)) {
      for (const key of Object.keys(keys)) {
        if (without.get(stack)?.get(key) === after?.get(stack)?.get(key)) continue;
        ((byOption[stack] ??= {})[key] ??= []).push(index);
      }
    }
  }
  return { options: named, byOption, byCode };
}

function codeChanges(
  app: AppAgain,
  { before, changed }: CausesRequest,
): Record<string, string[]> | undefined {
  const made = contents(app, before);
  return (
    made &&
    mapped(changed, (keys, stack) =>
      Object.keys(keys).filter((key) => (made.get(stack)?.get(key) ?? null) !== keys[key]),
    )
  );
}

function contents(app: AppAgain, configuration: Configuration) {
  const stacks = app.synth(configuration);
  return stacks && new Map([...stacks].map(([name, json]) => [name, contentOf(json)]));
}

const mapped = <Value, Made>(
  from: Readonly<Record<string, Value>>,
  make: (value: Value, key: string) => Made,
): Record<string, Made> =>
  Object.fromEntries(Object.entries(from).map(([key, value]) => [key, make(value, key)]));

if (require.main === module) {
  const cli = path.resolve(__dirname, "../..");
  const { loadLate } = require(path.join(cli, "late.js")) as { loadLate(): void };
  loadLate();
  const [request, answer] = process.argv.slice(2);
  const asked = JSON.parse(readFileSync(request!, "utf8")) as CausesRequest;
  writeFileSync(answer!, JSON.stringify(causes(asked)));
}

import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import type { Command, Option } from "commander";
import { OperationError } from "./errors";
import { projectRoot } from "./project";
import { shellWord } from "./shell-word";

/**
 * Options that npm spells out of its own one-letter ones: `--map` is `-m -a -p` to it, and leaves
 * these two settings.
 */
const SPELT: Readonly<Record<string, readonly string[]>> = { map: ["all", "parseable"] };

/**
 * Options before which no `--` stands belong to npm, which drops them in silence: a command would do
 * for real what was to be a dry run. npm leaves them in the environment as settings of its own.
 *
 * @param args of the program
 * @throws OperationError with the line that hands them on
 */
export function expectNoneTaken(
  program: Command,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): void {
  // Newer versions of npm call it run.
  if (!/^run(-script)?$/.test(env["npm_command"] ?? "")) return;
  const [command, rest] = commandOf(program, args);
  const settings = npmrcSettings(env);
  const taken = command.options.filter(
    (option) =>
      !isGiven(option, rest) &&
      !settingsOf(option).every((name) => isFrom(settings, name, env)) &&
      isTaken(option, env),
  );
  if (taken.length === 0) return;
  const names = taken.map(({ long }) => long).join(", ");
  const line = ["npm run", ...args.slice(0, args.length - rest.length)];
  const [operands, options] = withValues(command, rest, taken, env);
  const variables = taken.flatMap(settingsOf).map(variableOf).join(", ");
  throw new OperationError(
    `npm has taken ${names} for ${taken.length === 1 ? "an option" : "options"} of its own, and nothing was done. ` +
      `Behind -- the command gets ${taken.length === 1 ? "it" : "them"}:\n  ${[...line, ...operands, "--", ...options].join(" ")}\n` +
      `Where you did not type ${taken.length === 1 ? "it" : "them"}: unset ${variables}`,
  );
}

/** The command that arguments name, and those that are left for it. */
function commandOf(program: Command, args: readonly string[]): [Command, readonly string[]] {
  const [name, ...rest] = args;
  const command = program.commands.find((one) => one.name() === name);
  return command ? commandOf(command, rest) : [program, args];
}

const nameOf = ({ long, negate }: Option): string =>
  (long ?? "").slice(negate ? "--no-".length : "--".length);

const settingsOf = (option: Option): readonly string[] => SPELT[nameOf(option)] ?? [nameOf(option)];

const variableOf = (setting: string): string => `npm_config_${setting.replaceAll("-", "_")}`;

const isGiven = ({ long, short }: Option, args: readonly string[]): boolean =>
  args.some((arg) => arg === short || arg === long || arg.startsWith(`${long}=`));

/** npm writes false as nothing. */
const isOff = (value: string): boolean => value === "" || value === "false";

/** Whether a setting is what a file says: with another value it was typed. */
function isFrom(
  settings: ReadonlyMap<string, string>,
  name: string,
  env: NodeJS.ProcessEnv,
): boolean {
  const [said, set] = [settings.get(name), env[variableOf(name)]];
  if (said === undefined || set === undefined) return false;
  return said === set || (isOff(said) && isOff(set));
}

function isTaken(option: Option, env: NodeJS.ProcessEnv): boolean {
  const values = settingsOf(option).map((setting) => env[variableOf(setting)]);
  return values.every((value) => {
    if (value === undefined) return false;
    return option.negate ? isOff(value) : option.required || !isOff(value);
  });
}

/**
 * The rest of the line. A value that stood behind its option has become an argument, behind those
 * that the command must have.
 *
 * @returns the arguments that are left, and all options with their values
 */
function withValues(
  command: Command,
  rest: readonly string[],
  taken: readonly Option[],
  env: NodeJS.ProcessEnv,
): [string[], string[]] {
  const { operands } = command.parseOptions([...rest]);
  const strays = strayValues(command, operands, taken, env);
  const left = withoutAll(operands, [...strays.values()].flat());
  const options = taken.flatMap((option) => {
    if (!option.required) return [option.long!];
    const values = [...keptValues(option, env), ...(strays.get(option) ?? [])].map(shellWord);
    const shown = values.length > 0 ? values : [/<.*>/.exec(option.flags)![0]];
    return shown.map((value) => `${option.long} ${value}`);
  });
  return [left.map(shellWord), [...withoutAll(rest, operands).map(shellWord), ...options]];
}

/** Values that have become arguments, by the option that each stood behind. */
function strayValues(
  { registeredArguments }: Command,
  operands: readonly string[],
  taken: readonly Option[],
  env: NodeJS.ProcessEnv,
): Map<Option, string[]> {
  const wanted = registeredArguments.filter(({ required }) => required).length;
  const isFull = registeredArguments.every(({ required, variadic }) => required && !variadic);
  const without = taken.filter((option) => option.required && timesBare(option, env) > 0);
  // A pair is known by its form, wherever it stands and however many there are.
  const [ofPairs, others] = [true, false].map((is) =>
    without.filter(({ flags }) => flags.includes("=") === is),
  ) as [Option[], Option[]];
  const spare = operands.slice(wanted);
  const isStray = (word: string) => ofPairs.length > 0 && word.includes("=");
  const rest = spare.filter((word) => !isStray(word));
  const times = others.map((option) => timesBare(option, env));
  const sum = times.reduce((all, one) => all + one, 0);
  // An option of several values has all of them where the command takes no more arguments.
  const several = isFull ? others.findIndex(({ variadic }) => variadic) : -1;
  if (several >= 0) times[several]! += Math.max(0, rest.length - sum);
  const last = sum === 0 ? [] : rest.slice(several >= 0 ? 0 : -sum);
  return new Map([
    ...ofPairs.map((option) => [option, spare.filter(isStray)] as const),
    ...others.map((option, index) => [option, last.splice(0, times[index])] as const),
  ]);
}

/** What is left of words when some of them, which stand among them in this order, are taken out. */
function withoutAll(words: readonly string[], some: readonly string[]): string[] {
  let next = 0;
  return words.filter((word) => {
    if (word !== some[next]) return true;
    next++;
    return false;
  });
}

/** As npm has kept them: it has one text for an option that was typed several times. */
const partsOf = (option: Option, env: NodeJS.ProcessEnv): string[] =>
  nameOf(option) in SPELT ? [""] : (env[variableOf(nameOf(option))] ?? "").split("\n\n");

/** Whether npm has taken an option for one without a value. */
const isBare = (part: string): boolean => part === "true" || part === "";

const keptValues = (option: Option, env: NodeJS.ProcessEnv): string[] =>
  partsOf(option, env).filter((part) => !isBare(part));

const timesBare = (option: Option, env: NodeJS.ProcessEnv): number =>
  partsOf(option, env).filter(isBare).length;

/** What is set in a file for npm to read: of the project, before the user, before the machine. */
function npmrcSettings(env: NodeJS.ProcessEnv): ReadonlyMap<string, string> {
  const files = [
    env["npm_config_globalconfig"],
    env["npm_config_userconfig"] ?? path.join(homedir(), ".npmrc"),
    path.join(env["npm_config_local_prefix"] ?? projectRoot, ".npmrc"),
  ];
  const lines = files.flatMap((file) => [...textOf(file).matchAll(SETTING)]);
  return new Map(
    lines.map(([, name, value = "true"]) => [
      name!.replaceAll("_", "-"),
      // npm puts variables in their places.
      value.replace(/\$\{(\w+)\}/g, (text, variable: string) => env[variable] ?? text),
    ]),
  );
}

/** A line of such a file; a name alone stands for true. */
const SETTING = /^[^\S\n]*"?([\w-]+)"?[^\S\n]*(?:=[^\S\n]*"?([^\n";#]*?)"?[^\S\n]*)?(?:[;#].*)?$/gm;

/** Nothing where there is no file that can be read: npm has gone on as well. */
function textOf(file = ""): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

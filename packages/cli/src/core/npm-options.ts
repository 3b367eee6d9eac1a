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
      settingsOf(option).every((name) => !settings.has(name)) &&
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

function isTaken(option: Option, env: NodeJS.ProcessEnv): boolean {
  const values = settingsOf(option).map((setting) => env[variableOf(setting)]);
  // npm writes false as nothing.
  const isOff = (value: string) => value === "" || value === "false";
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
  const wanted = command.registeredArguments.filter(({ required }) => required).length;
  const without = taken.filter((option) => option.required && valueOf(option, env) === undefined);
  const spare = without.length === 0 ? [] : operands.slice(wanted).slice(-without.length);
  const left = operands.slice(0, operands.length - spare.length);
  const options = taken.map((option) => {
    if (!option.required) return option.long!;
    const found = valueOf(option, env) ?? spare[without.indexOf(option)];
    const value = found === undefined ? /<.*>/.exec(option.flags)![0] : shellWord(found);
    return `${option.long} ${value}`;
  });
  return [left.map(shellWord), [...withoutAll(rest, operands).map(shellWord), ...options]];
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

/** As npm has kept it; undefined where it has taken the option for one without a value. */
function valueOf(option: Option, env: NodeJS.ProcessEnv): string | undefined {
  if (nameOf(option) in SPELT) return undefined;
  const value = env[variableOf(nameOf(option))];
  return value === "true" || value === "" ? undefined : value;
}

/** What is set in a file for npm to read: of the project, the user and the machine. */
function npmrcSettings(env: NodeJS.ProcessEnv): ReadonlySet<string> {
  const files = [
    path.join(env["npm_config_local_prefix"] ?? projectRoot, ".npmrc"),
    env["npm_config_userconfig"] ?? path.join(homedir(), ".npmrc"),
    env["npm_config_globalconfig"],
  ];
  const names = files.flatMap((file) => [...textOf(file).matchAll(/^\s*"?([\w-]+)/gm)]);
  return new Set(names.map(([, name]) => name!.replaceAll("_", "-")));
}

/** Nothing where there is no file that can be read: npm has gone on as well. */
function textOf(file = ""): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

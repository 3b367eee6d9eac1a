import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Command, Option } from "commander";
import { checkoutRoot } from "@groundwork/testing/project";
import type { CommandLine } from "./command-lines";
import { proseOf } from "./pages";
import { program } from "./program";

const { scripts } = JSON.parse(readFileSync(path.join(checkoutRoot, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

/** What of npm's own is told; it is not asked. */
const NPM = /^(ci|install|test|run|run-script|exec|view|update)$/;

/** cdktf 0.21 is the last release, so that its commands stay as `npx cdktf <command> --help` tells them. */
const CDKTF: Readonly<Record<string, readonly string[]>> = {
  synth: ["--hcl"],
  diff: [],
  deploy: [
    "--auto-approve",
    "--skip-synth",
    "--outputs-file",
    "--parallelism",
    "--ignore-missing-stack-dependencies",
  ],
  destroy: ["--auto-approve", "--parallelism", "--ignore-missing-stack-dependencies"],
  output: ["--outputs-file"],
};

/** What stands for a word that the reader puts in. */
const PLACE = /^(<.*>|[A-Z_]+|\.\.\.|COMMAND)$/;

/** What is wrong with a line, undefined where nothing is. */
export function problemOf({ words, whole }: CommandLine): string | undefined {
  // Brackets say that something may be left out.
  const [name, ...rest] = words.map((word) => word.replace(/^\[+|\]+$/g, ""));
  if (name === "npm") return npmProblem(rest, whole);
  if (name === "npx") return npxProblem(rest, whole);
  if (name === "node") return nodeProblem(rest, whole);
  return existsSync(path.join(checkoutRoot, name!)) ? undefined : `there is no ${name}`;
}

function npmProblem(words: readonly string[], whole: boolean): string | undefined {
  const [own, name, ...rest] = words.filter(
    (word) => !/^(-s|--silent|-w|--workspaces?)$/.test(word),
  );
  if (own === undefined || !NPM.test(own)) return `npm has no ${own}`;
  const script = own === "test" ? "test" : own.startsWith("run") ? name : undefined;
  if (script === undefined || PLACE.test(script)) return undefined;
  if (scripts[script] === undefined) return `package.json has no script ${script}`;
  const [, command] = /groundwork\.js ([a-z][\w-]*)/.exec(scripts[script]) ?? [];
  const dashes = rest.indexOf("--");
  const options = rest.findIndex((word) => word.startsWith("-"));
  if (options !== -1 && options < dashes) return "an option stands before --, which is npm's";
  if (options !== -1 && dashes === -1) return "there is no -- before the options";
  return command === undefined
    ? undefined
    : commandProblem([command, ...rest.filter((_, index) => index !== dashes)], whole);
}

function npxProblem(words: readonly string[], whole: boolean): string | undefined {
  const [name, ...rest] = words[0] === "--no" && words[1] === "--" ? words.slice(2) : words;
  if (name === "groundwork") return commandProblem(rest, whole);
  if (name === "cdktf") return cdktfProblem(rest);
  const isThere = existsSync(path.join(checkoutRoot, "node_modules/.bin", name ?? ""));
  return isThere ? undefined : `npx would fetch a stranger's ${name}`;
}

function cdktfProblem([name, ...rest]: readonly string[]): string | undefined {
  if (name === undefined || PLACE.test(name)) return undefined;
  const options = CDKTF[name];
  if (options === undefined) return `cdktf has no ${name}`;
  const unknown = rest.find((word) => word.startsWith("-") && !options.includes(word));
  return unknown && `cdktf ${name} has no ${unknown}`;
}

function nodeProblem([file, ...rest]: readonly string[], whole: boolean): string | undefined {
  if (file === undefined || /^(-e|-p|--version|\d.*)$/.test(file) || PLACE.test(file))
    return undefined;
  if (!existsSync(path.join(checkoutRoot, file))) return `there is no ${file}`;
  return file.endsWith("/groundwork.js") ? commandProblem(rest, whole) : undefined;
}

/** What is wrong with the words behind `groundwork`. */
function commandProblem(
  words: readonly string[],
  whole: boolean,
  within = program(),
): string | undefined {
  const [name, ...rest] = words;
  if (within.commands.length > 0) {
    if (name === undefined || PLACE.test(name)) return undefined;
    if (name === "help") return commandProblem(rest, false, within);
    const command = within.commands.find((one) => [one.name(), ...one.aliases()].includes(name));
    if (command) return commandProblem(rest, whole, command);
    return name.startsWith("-") && knows(within, name)
      ? undefined
      : `${within.name()} has no ${name}`;
  }
  return argumentsProblem(
    within,
    [name, ...rest].filter((word) => word !== undefined),
    whole,
  );
}

function argumentsProblem(
  command: Command,
  words: readonly string[],
  whole: boolean,
): string | undefined {
  const operands: string[] = [];
  const given: Option[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    // What follows is a command's own.
    if (word === "--") {
      operands.push(...words.slice(at + 1));
      break;
    }
    if (!/^-./.test(word)) {
      operands.push(word);
      continue;
    }
    const [flag, value] = word.split("=") as [string, string | undefined];
    const option = optionOf(command, flag);
    if (!option && !isHelp(flag)) return `${command.name()} has no ${flag}`;
    if (option) given.push(option);
    if (option?.required && value === undefined && words[++at] === undefined) {
      return `${command.name()} ${flag} has no value`;
    }
  }
  return (
    countProblem(
      command,
      operands.filter((word) => word !== "..."),
      whole,
    ) ?? (whole && !words.some(isHelp) ? missingOption(command, given) : undefined)
  );
}

function countProblem(
  { registeredArguments }: Command,
  operands: readonly string[],
  whole: boolean,
): string | undefined {
  const isOpen = registeredArguments.some(({ variadic }) => variadic);
  if (!isOpen && operands.length > registeredArguments.length) {
    return `takes no ${operands[registeredArguments.length]}`;
  }
  const wanted = registeredArguments.filter(({ required }) => required).length;
  return whole && operands.length < wanted ? "misses an argument" : undefined;
}

const missingOption = (command: Command, given: readonly Option[]): string | undefined => {
  const missing = command.options.find((option) => option.mandatory && !given.includes(option));
  return missing && `${command.name()} must have ${missing.long}`;
};

const optionOf = ({ options }: Command, flag: string): Option | undefined =>
  options.find(({ long, short }) => flag === long || flag === short);

/** Options that others have, and that are named without the command. */
const OTHERS = ["--server-side-encryption", "--ssekms-key-id"];

/** Options that a line names without a command, and that no command has. */
export const unknownOptions = (text: string): string[] =>
  [...proseOf(text).matchAll(/`(--[a-z][^`\n]*)`/g)]
    .flatMap(([, span]) => span!.match(/--[a-z][\w-]*/g)!)
    .filter((flag) => !knows(program(), flag))
    .filter((flag) => ![...OTHERS, ...Object.values(CDKTF).flat()].includes(flag));

const isHelp = (flag: string): boolean => flag === "--help" || flag === "-h";

const knows = (command: Command, flag: string): boolean =>
  isHelp(flag) ||
  optionOf(command, flag) !== undefined ||
  command.commands.some((one) => knows(one, flag));

import type { Command } from "commander";
import { addCommands, newProgram } from "../src/program";

const common = { signal: new AbortController().signal, env: {}, standIns: false };

/** All that the program says to a line, and whether it was refused. */
async function said(line: string): Promise<{ text: string; isRefused: boolean }> {
  const program = newProgram();
  addCommands(program, common);
  let text = "";
  const write = (some: string) => void (text += some);
  const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];
  for (const command of all(program)) {
    command.exitOverride().configureOutput({ writeOut: write, writeErr: write });
  }
  try {
    await program.parseAsync(line.split(" "), { from: "user" });
    return { text, isRefused: false };
  } catch (error) {
    const { message, code } = error as Error & { code?: string };
    // Commander has written its own.
    return { text: code ? text : `Error: ${message}`, isRefused: true };
  }
}

test.each([
  ["help", "groundwork <command>"],
  ["help plan", "groundwork plan "],
  ["help plan dev-stack", "groundwork plan "],
  ["help github", "groundwork github "],
  ["help github gate", "groundwork github gate "],
  ["github help gate", "groundwork github gate "],
  ["help help", "groundwork help "],
])("`%s` shows the help of that command", async (line, usage) => {
  const { text, isRefused } = await said(line);
  expect(isRefused).toBe(false);
  expect(text).toMatch(new RegExp(`^Usage: ${usage}`));
});

test.each([
  [
    "help plna",
    "Error: got the command plna, expected one that npx --no -- groundwork --help lists\nDid you mean plan?",
  ],
  [
    "help github xyz",
    "Error: got the command github xyz, expected one that npx --no -- groundwork github --help lists",
  ],
  [
    "plna",
    "Error: unknown command 'plna'\n(Did you mean plan?)\nnpx --no -- groundwork --help lists the commands\n",
  ],
  [
    "github gaet",
    "Error: unknown command 'gaet'\n(Did you mean gate?)\nnpx --no -- groundwork github --help lists the commands\n",
  ],
  [
    "rehearsals stpo",
    "Error: got the command rehearsals stpo, expected rehearsals stop, rehearsals shell, or rehearsals alone\nDid you mean stop?",
  ],
  [
    "plan",
    "Error: missing required argument 'stack'\nnpx --no -- groundwork plan --help tells what it takes\n",
  ],
  [
    "github gate --environment dev --plna",
    "Error: unknown option '--plna'\n(Did you mean --plan?)\nnpx --no -- groundwork github gate --help tells what it takes\n",
  ],
])("`%s` is refused, and told where the help is", async (line, text) => {
  expect(await said(line)).toEqual({ text, isRefused: true });
});

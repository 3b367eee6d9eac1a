import type { Command } from "commander";

jest.mock("../../src/core/command", () => ({
  ...jest.requireActual<object>("../../src/core/command"),
  runProgram: take,
}));

let taken: Command | undefined;

/** In place of the one that runs a command. */
function take(root: Command, add: (common: object) => void): void {
  add({ signal: new AbortController().signal, env: {} });
  taken = root;
}

/** All commands, as they are defined; none is run. */
export function program(): Command {
  if (taken === undefined) require("../../src/cli");
  return taken!;
}

import type { Command } from "commander";
import { stacksOf } from "../core/asked-stacks";
import { loadConfiguration } from "../core/configured";
import { rememberNames } from "../core/known-names";
import { pass } from "../core/outlet";
import { bash } from "./bash";
import { fish } from "./fish";
import { wordsOf } from "./words";
import { zsh } from "./zsh";

const SCRIPTS = { bash, zsh, fish };

/** `groundwork completion`: what a shell completes the commands with, to be kept in a file. */
export function completion(program: Command, shell: keyof typeof SCRIPTS): void {
  // So that there is something to complete with at once.
  rememberNames("stacks", stacksOf(loadConfiguration()), true);
  pass(SCRIPTS[shell](wordsOf(program)));
}

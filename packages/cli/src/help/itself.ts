import { CHANGES, CHECK_FAILED, DENIED, MISMATCH } from "../core/exit-codes";
import type { Commands } from "./command-help";

/** What is about groundwork as such. */
export const ITSELF: Commands = {
  upgrade: {
    examples: [
      ["upgrade", "to the newest release of upstream, on a branch"],
      ["upgrade --check", "whether there is one, and what it brings"],
      ["upgrade --continue", "after a conflict, once it is settled"],
    ],
    exits: [CHANGES, MISMATCH, DENIED, CHECK_FAILED],
  },
  options: { examples: [["options", "after a change of a schema"]] },
  engine: {
    examples: [["engine cdktn", "the maintained fork of cdktf"]],
    exits: [MISMATCH],
  },
  eject: {
    examples: [
      ["eject --out terraform", "all stacks as Terraform alone"],
      ["eject dev --out terraform", "one of them"],
    ],
  },
  help: {
    examples: [
      ["help plan", "what plan takes"],
      ["help github gate", "a command within another"],
    ],
  },
};

import { CHANGES, DENIED, LOCKED, MISMATCH, STALE } from "../core/exit-codes";
import type { Commands } from "./command-help";

/** What looks after states. */
export const REPAIR: Commands = {
  doctor: {
    examples: [
      ["doctor", "backend and all states"],
      ["doctor dev", "one state"],
    ],
  },
  unlock: {
    examples: [
      ["unlock dev", "asks, and tells whose lock it is"],
      ["unlock dev --older-than 5", "where the run ended some minutes ago"],
    ],
    exits: [DENIED, LOCKED],
  },
  "repair-digest": {
    examples: [
      ["repair-digest dev", "why they differ, and what is recommended"],
      ["repair-digest dev --use-current", "where the state is the right one"],
    ],
    exits: [MISMATCH, DENIED, LOCKED],
  },
  history: {
    examples: [
      ["history dev", "versions, newest first"],
      ["history dev --show 12", "what one holds"],
    ],
  },
  restore: {
    examples: [["restore dev 12", "the state of serial 12, as a new version"]],
    exits: [CHANGES, STALE, DENIED, LOCKED],
  },
  split: {
    examples: [
      ["split dev --dry-run", "what moves, once dev has layers"],
      ["split dev", "moves it, until all plans are empty"],
    ],
    exits: [CHANGES, STALE, MISMATCH, DENIED, LOCKED],
  },
  join: {
    examples: [["join dev", "all back, once dev is one stack"]],
    exits: [CHANGES, STALE, MISMATCH, DENIED, LOCKED],
  },
  drill: { examples: [["drill", "whether the newest versions could be restored"]] },
  pull: {
    examples: [["pull dev --out dev.tfstate", "a copy that only you may read"]],
    exits: [MISMATCH],
  },
};

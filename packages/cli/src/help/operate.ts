import { CHECK_FAILED, DENIED, NOT_USABLE } from "../core/exit-codes";
import type { Commands } from "./command-help";

/** What looks at what runs. */
export const OPERATE: Commands = {
  status: {
    examples: [
      ["status", "all stacks in one table"],
      ["status prod --json", "one of them, for a program"],
    ],
  },
  logs: {
    examples: [
      ["logs prod", "the last ten minutes of all services"],
      ['logs prod web --since 1h --filter "timed out"', "lines of one that have a text"],
      ["logs dev worker --follow", "until Ctrl-C"],
    ],
  },
  exec: {
    examples: [
      ["exec dev web", "a shell in the newest task"],
      ['exec prod web --why "ticket 42: stuck jobs" -- ps aux', "a command, with the reason"],
      ["exec prod --list", "who was in production, and why"],
    ],
    exits: [DENIED],
  },
  run: {
    examples: [
      ["run dev web migrate", "a task of a service, to its end"],
      ["run dev web import -- --file orders.csv", "with words for its command"],
      ["run prod web erase --start 20261130-0600-1a2b", "what another person has asked for"],
    ],
    exits: [NOT_USABLE, DENIED, CHECK_FAILED],
  },
  outputs: {
    examples: [
      ["outputs", "those of all stacks"],
      ["outputs dev --value url", "one of them, for a script"],
    ],
  },
  import: {
    examples: [
      ["import dev", "what dev would make and is there, its state being lost"],
      ["import dev --vpc vpc-0a1b2c3d --cluster shop", "what was made in another way"],
      ["import registry --dry-run", "which repositories there are, as a change of the file"],
    ],
  },
  unmanaged: {
    examples: [
      ["unmanaged", "all of it, with the id that an import takes"],
      ["unmanaged --tag Owner=web --before 90d", "what one team made a while ago"],
      ["unmanaged --type aws_s3_bucket --json", "of one type, for a program"],
    ],
  },
  "load-test": {
    examples: [
      ["load-test staging", "all services that have a loadTest"],
      ["load-test staging web --url https://staging.example.com", "by another address"],
      ["load-test staging --from task", "sent from within its network"],
      ["load-test prod web --test-listener", "the version that a canary is about to bring"],
      ["load-test prod web --test-listener --decide", "which then goes on, or back"],
    ],
    exits: [DENIED, CHECK_FAILED],
  },
};

import {
  CHANGES,
  CHECK_FAILED,
  DENIED,
  LOCKED,
  MISMATCH,
  NOT_USABLE,
  STALE,
} from "../core/exit-codes";
import { ID, type Commands } from "./command-help";

/** What people do with a change. */
export const EVERY_DAY: Commands = {
  compare: {
    examples: [
      ["compare", "what left main, with what is not committed yet"],
      ["compare v1.2.0..HEAD --markdown", "two commits, for a comment"],
      ["compare HEAD --json", "what is not committed yet, for a program"],
    ],
    exits: [CHANGES],
  },
  plan: {
    examples: [
      ["plan dev", "what this commit would change"],
      ["plan prod --allow-destroy aws_sqs_queue.jobs", "which holds data, and may go"],
    ],
    exits: [CHANGES, DENIED, LOCKED],
  },
  show: {
    examples: [
      [`show ${ID}`, "a plan, and what became of it"],
      [`show ${ID} --html plan.html`, "a page to read and to search"],
    ],
    exits: [MISMATCH],
  },
  approve: {
    examples: [[`approve ${ID}`, "after a look at it"]],
    exits: [MISMATCH, NOT_USABLE, DENIED],
  },
  reject: {
    examples: [[`reject ${ID} --why "too many tasks"`, "it is never applied"]],
    exits: [MISMATCH, NOT_USABLE, DENIED],
  },
  apply: {
    examples: [[`apply ${ID} --sha256 HASH`, "with the hash that plan printed"]],
    exits: [STALE, MISMATCH, NOT_USABLE, DENIED, LOCKED, CHECK_FAILED],
  },
  "deploy-set": {
    examples: [
      ["deploy-set prod --plan", "what this commit would change in all its places"],
      ["deploy-set prod", "in waves; run again, it goes on"],
    ],
    exits: [CHANGES, DENIED],
  },
  "approve-set": {
    examples: [["approve-set prod --sha256 HASH", "with the hash that deploy-set printed"]],
    exits: [MISMATCH, NOT_USABLE, DENIED],
  },
  rollback: {
    examples: [
      [
        'rollback prod web --why "answers of 500"',
        "stops a deployment, or brings back the image before",
      ],
      ["rollback dev web --to v1.3.0", "an image that you name"],
      ["rollback prod web --only look", "what runs, and what it would go back to"],
    ],
    exits: [CHANGES, STALE, MISMATCH, NOT_USABLE, DENIED, LOCKED],
  },
  plans: { examples: [["plans prod --limit 5", "the newest five of one stack"]] },
  drift: {
    examples: [
      ["drift", "all stacks"],
      ["drift dev,prod --json", "some, for a program"],
      ["drift dev --propose | git apply", "what was changed past Terraform, into the code"],
      ["drift dev --revert", "a plan that takes it back"],
    ],
    exits: [CHANGES, DENIED, LOCKED],
  },
  costs: { examples: [["costs prod", "gateways, load balancer, endpoints and the like"]] },
  graph: {
    examples: [
      ["graph dev --out dev.svg", "one stack, for a browser"],
      ["graph --out drawings --format mermaid", "all of them, for Markdown"],
      [`graph --plan ${ID} --out plan.svg`, "what a plan makes, changes and destroys"],
    ],
    exits: [MISMATCH],
  },
  policies: { examples: [["policies", "findings, acknowledgements and rules"]], exits: [DENIED] },
  validate: {
    examples: [
      ["validate", "all stacks, by the providers that they name"],
      ["validate dev --json", "one of them, for a program"],
    ],
    exits: [CHECK_FAILED],
  },
  teardown: {
    examples: [
      ["teardown staging --dry-run", "what would go, and what would stay"],
      ["teardown staging", "asks for the name once more"],
    ],
    exits: [CHANGES, STALE, DENIED, LOCKED],
  },
};

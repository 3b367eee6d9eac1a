import {
  CHANGES,
  CHECK_FAILED,
  DENIED,
  LOCKED,
  MISMATCH,
  NOT_USABLE,
  STALE,
  type ExitCode,
} from "./core/exit-codes";

/*
 * What the help says besides arguments and options: when a command is for what, how it is typed, and
 * what it ends with.
 */

/** What stands in the help for one command. */
export interface CommandHelp {
  /** Lines to be typed, each without `groundwork`, with what it is for. */
  readonly examples: readonly (readonly [line: string, what: string])[];
  /** Exit codes besides those that every command has. @default none */
  readonly exits?: readonly ExitCode[];
}

type Commands = Readonly<Record<string, CommandHelp>>;

const ID = "dev-stack-20261121T035512Z-48cdd2f0-9f3a";

/** All commands by when they are needed, in the order of the help. */
export const HELP: Readonly<Record<string, Commands>> = {
  Start: {
    rehearse: {
      examples: [
        ["rehearse", "all stacks, without an account"],
        ["rehearse dev --keep", "one environment, and the emulator stays"],
        ["rehearse --delivery", "with plan, approval, apply and messages"],
      ],
    },
    rehearsals: {
      examples: [
        ["rehearsals", "those that go on"],
        ["rehearsals shell", "a shell in the one that was kept"],
        ["rehearsals stop --all", "ends all that were kept"],
      ],
    },
    init: {
      examples: [
        ["init", "asks, and writes it into environments/"],
        ["init ../acme-infra", "a project of its own, in a new folder"],
        ["init --name acme --account 123456789012 --region eu-west-1", "asks nothing"],
      ],
    },
    add: {
      examples: [
        ["add environment staging", "as dev, at the next free addresses"],
        ["add environment staging --from prod --small", "as prod, in less"],
        ["add service api --http", "by the load balancer, in every environment"],
      ],
    },
    bootstrap: { examples: [["bootstrap", "before the first deploy, and after an upgrade"]] },
    migrate: {
      examples: [
        ["migrate dev --from terraform.tfstate", "a state that lies in a file"],
        ["migrate --from s3://old-bucket", "what lies in a bucket, and where it would go"],
        ["migrate dev --from s3://old/dev.tfstate --dry-run", "whether it can be moved"],
      ],
      exits: [MISMATCH, LOCKED],
    },
    completion: {
      examples: [["completion bash > ~/.groundwork.bash", "and a line for ~/.bashrc: . that file"]],
    },
  },
  "Every day": {
    plan: {
      examples: [
        ["plan dev", "what this commit would change"],
        ["plan prod --allow-destroy aws_sqs_queue.jobs", "which holds data, and may go"],
      ],
      exits: [CHANGES, DENIED, LOCKED],
    },
    compare: {
    show: {
      examples: [
        ["compare", "what left main, with what is not committed yet"],
        ["compare v1.2.0..HEAD --markdown", "two commits, for a comment"],
        ["compare HEAD --json", "what is not committed yet, for a program"],
        [`show ${ID}`, "a plan, and what became of it"],
        [`show ${ID} --html plan.html`, "a page to read and to search"],
      ],
      exits: [CHANGES],
      exits: [MISMATCH],
    },
    show: { examples: [[`show ${ID}`, "a plan, and what became of it"]], exits: [MISMATCH] },
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
      exits: [STALE, MISMATCH, NOT_USABLE, DENIED, LOCKED],
    },
    plans: { examples: [["plans prod --limit 5", "the newest five of one stack"]] },
    drift: {
      examples: [
        ["drift", "all stacks"],
        ["drift dev,prod --json", "some, for a program"],
      ],
      exits: [CHANGES],
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
  },
  Operate: {
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
    outputs: {
      examples: [
        ["outputs", "those of all stacks"],
        ["outputs dev --value url", "one of them, for a script"],
      ],
    },
  },
  Repair: {
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
    drill: { examples: [["drill", "whether the newest versions could be restored"]] },
    pull: {
      examples: [["pull dev --out dev.tfstate", "a copy that only you may read"]],
      exits: [MISMATCH],
    },
  },
  Deliver: {
    review: { examples: [["review --out comments", "as the workflow of a pull request does"]] },
    metrics: {
      examples: [
        ["metrics prod", "the last 90 days of one stack"],
        ["metrics --days 30 --json", "all stacks, for a program"],
      ],
    },
    images: {
      examples: [
        ["images", "the images of all services"],
        ["images web --days 90 --json", "those of one, for a program"],
      ],
    },
    "code-deploy": {
      examples: [["code-deploy prod", "once more, after a failed deployment"]],
      exits: [DENIED],
    },
    notify: {
      examples: [
        ["notify image-pushed --service web --digest sha256:HASH", "tells the people of it"],
      ],
    },
    github: { examples: [["github reviewed-stacks", "in a workflow"]], exits: [NOT_USABLE] },
    pipeline: { examples: [["pipeline variables plan.json", "in a build of CodePipeline"]] },
  },
  "groundwork itself": {
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
  },
};

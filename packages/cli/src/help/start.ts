import { CHANGES, DENIED, LOCKED, MISMATCH } from "../core/exit-codes";
import type { Commands } from "./command-help";

/** What a project begins with. */
export const START: Commands = {
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
  setup: {
    examples: [
      ["setup github", "what is done, and what is lacking"],
      ["setup github --json", "for a program"],
    ],
  },
  bootstrap: { examples: [["bootstrap", "before the first deploy, and after an upgrade"]] },
  enroll: {
    examples: [["enroll dev --state-profile acme", "with credentials of dev's own account"]],
  },
  migrate: {
    examples: [
      ["migrate dev --from terraform.tfstate", "a state that lies in a file"],
      ["migrate --from s3://old-bucket", "what lies in a bucket, and where it would go"],
      ["migrate dev --from s3://old/dev.tfstate --dry-run", "whether it can be moved"],
    ],
    exits: [MISMATCH, LOCKED],
  },
  contract: {
    examples: [
      ["contract dev", "asks, and writes what the state of others tells"],
      ["contract dev --dry-run", "whether it tells something else by now"],
    ],
    exits: [CHANGES, DENIED],
  },
  completion: {
    examples: [["completion bash > ~/.groundwork.bash", "and a line for ~/.bashrc: . that file"]],
  },
};

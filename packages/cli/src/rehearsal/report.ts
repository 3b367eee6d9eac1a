import { ownCommand } from "@groundwork/constructs/own-command";
import type { Checkout } from "../delivery/plan/checkout";
import { STAND_INS_VARIABLE } from "../core/endpoint";
import { shellWord } from "../core/shell-word";
import { table } from "../core/table";
import type { EmulatorAccess } from "../core/aws/emulator-access";
import { accessVariables } from "./access";
import type { StoredState } from "./verify";

/** How the rehearsal of one stack ended. */
export interface Result extends StoredState {
  readonly stack: string;
  /** Where Terraform ran. */
  readonly dir: string;
  /** Time of bootstrap, init, apply and second plan together. */
  readonly seconds: number;
}

export const resultTable = (results: readonly Result[]): string =>
  table(
    [
      ["stack", "resources", "state key", "version", "seconds"],
      ...results.map(({ stack, resources, key, version, seconds }) => [
        stack,
        String(resources),
        key,
        version,
        seconds.toFixed(1),
      ]),
    ],
    { giveWay: ["version"] },
  );

/**
 * Says plainly what was proved and what was not.
 *
 * @param backend its type, as in `organization.backend`
 */
export function closingWords(provider: boolean, backend: string): string {
  const s3 = backend === "s3";
  const real = provider
    ? ["All of it was real but AWS: an emulator answered the AWS provider."]
    : [
        `Real: Terraform, the synthesized graph, order, ${s3 ? "backend, keys, locks, " : ""}states and outputs.`,
        "Stand-ins: every resource and module was a terraform_data of its configuration, so nothing",
        `was checked by AWS or a provider. With the providers: ${ownCommand("rehearse --provider")}`,
      ];
  const local = `The state of each stack lies in a local file in this rehearsal; the backend ${backend} is not rehearsed.`;
  return [...real, ...(s3 ? [] : [local])].join("\n");
}

/** One thing that happened on the way from plan to apply. */
export interface RehearsedEvent {
  readonly time: Date;
  readonly environment: string;
  readonly event: string;
  /** Id of the plan; empty where none was stored. */
  readonly plan: string;
  readonly by: string;
  readonly outcome: string;
}

export const eventTable = (events: readonly RehearsedEvent[]): string =>
  table([
    ["time (UTC)", "environment", "event", "plan id", "by", "outcome"],
    ...events.map(({ time, environment, event, plan, by, outcome }) => [
      time.toISOString().slice(11, 19),
      environment,
      event,
      plan || "-",
      by,
      outcome,
    ]),
  ]);

/**
 * The commit of the plans, and what was proved in addition to closingWords.
 *
 * @param messages folder
 */
export function deliveryWords({ commit, branch, dirty }: Checkout, messages: string): string {
  const changes = `${dirty.length} uncommitted ${dirty.length === 1 ? "change" : "changes"}`;
  return [
    `Planned: commit ${commit}${branch === undefined ? "" : ` (${branch})`}`,
    ...(dirty.length === 0
      ? []
      : [
          `with ${changes}, which is for a rehearsal only: where an approval is demanded,`,
          "only what is committed is planned.",
        ]),
    "Real: the commands, their checks, bundles and hashes; the plan store in S3, written once;",
    "what SNS was given; who is who, by sessions of STS; a refresh and a plan for drift;",
    "the parameters in SSM that lead to bucket and topics.",
    "Not: IAM, KMS and the bucket's policy, which the emulator does not enforce; the way from SNS",
    "to mailboxes and Slack; workflows; what answers load tests; drift itself, as a stand-in never",
    "changes.",
    `Messages as e-mail (.txt) and Slack (.slack.json), and what each command said: ${messages}`,
  ].join("\n");
}

/** @param emulator id of its process */
export const endWords = (emulator: number): string =>
  `To end it: kill ${emulator}, or ${ownCommand("rehearsals stop")}`;

/**
 * The variables that lead to a rehearsal, and have commands do as in it.
 *
 * @param access undefined where no emulator was needed
 */
export const keptVariables = (
  access: EmulatorAccess | undefined,
  provider: boolean,
): Record<string, string> =>
  access ? { ...accessVariables(access), ...(!provider && { [STAND_INS_VARIABLE]: "1" }) } : {};

/**
 * How to go on in what --keep has left.
 *
 * @param access undefined where no emulator was needed
 * @param provider whether the stacks were left as they are
 * @param dir folder of one stack
 * @param emulator id of its process, when it is ours to end
 * @param program that runs as Terraform
 */
export function keptWords(
  access: EmulatorAccess | undefined,
  provider: boolean,
  dir: string,
  emulator?: number,
  program = "terraform",
): string {
  const look = `  cd ${shellWord(dir)} && ${program} state list`;
  if (!access) return `The folders stay until the next rehearsal:\n\n${look}`;
  return [
    `The emulator goes on. ${ownCommand("rehearsals shell")} opens a shell in which all commands, Terraform and the AWS CLI reach it, as with these lines:`,
    "",
    ...Object.entries(keptVariables(access, provider)).map(
      ([name, value]) => `  export ${name}=${value}`,
    ),
    "",
    look,
    ...(emulator === undefined ? [] : ["", endWords(emulator)]),
  ].join("\n");
}

import type { Configuration } from "@groundwork/configuration";
import { isDelivered, stateLocation } from "@groundwork/configuration/names";
import { hasOwnAccount } from "@groundwork/configuration/own-account";
import { ownCommand } from "@groundwork/constructs/own-command";
import { enrollLine } from "../core/aws/member";
import { deployLine } from "../core/deploy-line";
import { say, sayJson } from "../core/outlet";
import { table } from "../core/table";
import type { CopiedEnvironment } from "./environment-copy";
import { next } from "./next-steps";

/** An environment that was added. */
export interface AddedEnvironment extends Omit<CopiedEnvironment, "text"> {
  readonly name: string;
  readonly from: string;
  readonly cidr: string;
  readonly before: string | undefined;
  readonly files: readonly string[];
}

/** Tells what was added, what to look at, and what comes next; or as a document. */
export function addedEnvironment(
  { name, from, cidr, before, files, named, smaller, shared }: AddedEnvironment,
  context: {
    readonly configuration: Configuration;
    readonly isProduction: boolean;
    readonly json: boolean;
  },
): void {
  if (context.json) {
    const renamed = named.map(([was, now]) => ({ before: was, after: now }));
    sayJson({
      environment: name,
      from,
      cidr,
      before: before ?? null,
      files,
      renamed,
      smaller,
      shared,
    });
    return;
  }
  const place = before === undefined ? "behind all others" : `before ${before}`;
  say(
    `${name} is as ${from}, at ${cidr}, and is delivered ${place}.` +
      (smaller.length > 0 ? `\nLess than ${from}: ${smaller.join(", ")}.` : "") +
      (context.isProduction
        ? `\nIt counts as production, as ${from} does: production: false says that nobody depends on it.`
        : ""),
  );
  say(`\n${table([["written"], ...files.map((file) => [file])])}`);
  if (named.length > 0) say(`\n${table([[`in ${from}`, `in ${name}`], ...named])}`);
  if (shared.length > 0)
    say(`\nLook at these, which ${name} has in common with ${from} now:\n  ${shared.join("\n  ")}`);
  next(steps({ name, from }, context.configuration));
}

function steps(
  { name, from }: Pick<AddedEnvironment, "name" | "from">,
  { organization, environments }: Configuration,
): (readonly [string, string])[] {
  const { elsewhere: _, ...copied } = environments.find((one) => one.name === from)!;
  const environment = { ...copied, name };
  return [
    [ownCommand(`rehearse ${name}`), "tries it with Terraform, without AWS"],
    ...(stateLocation(organization)
      ? ([[ownCommand("bootstrap"), "makes the policies for its state"]] as const)
      : []),
    ...(hasOwnAccount(organization, environment)
      ? ([
          [
            enrollLine(environment, organization),
            `makes its roles, with credentials of ${environment.accountId}`,
          ],
        ] as const)
      : []),
    ...(isDelivered(organization)
      ? ([["npx cdktf deploy delivery-stack", "makes its roles and topics"]] as const)
      : []),
    ...(organization.delivery.github
      ? ([[ownCommand("setup github"), "says what GitHub lacks for it"]] as const)
      : ([[deployLine(environment), "makes it"]] as const)),
  ];
}

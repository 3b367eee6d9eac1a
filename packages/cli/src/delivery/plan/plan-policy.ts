import type { AllowedDestroy } from "@groundwork/configuration";
import { holdsData } from "@groundwork/policies/holds-data";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../../core/errors";
import { shellWord } from "../../core/shell-word";
import { isContract } from "../../state/layers/contract";
import { dataOption } from "./data-option";
import type { LessKept } from "./less-kept";
import { DISPLACED } from "../layers/displaced";
import { LOAD_TESTED } from "../load-tests/demanded";
import { parseAddress } from "../../terraform/address";
import type { PlanFinding, PlannedResource } from "../store/plan-meta";

export interface PolicyContext {
  readonly stack: string;
  /** Whether customers lose what a plan destroys. */
  readonly production: boolean;
  /** Entries of environments/allowed-destroys.ts. */
  readonly allowed: readonly AllowedDestroy[];
  /** Addresses or paths as given to the command. */
  readonly flags: readonly string[];
  readonly now: Date;
  /** What is kept for less time than before, by address. @default nothing */
  readonly lessKept?: ReadonlyMap<string, LessKept> | undefined;
}

/**
 * What a plan does to data. `prevent_destroy` stops Terraform only as long as the resource is in
 * the code; this also sees those that are gone from it.
 *
 * @throws OperationError when something is allowed that the plan does not do
 */
export function judgePlan(
  resources: readonly PlannedResource[],
  context: PolicyContext,
): PlanFinding[] {
  const findings = resources.flatMap((resource) => judge(resource, context));
  const unknown = context.flags.filter(
    (flag) => !findings.some((finding) => names(flag, finding) && finding.rule === DESTROYS_DATA),
  );
  if (unknown.length > 0) {
    throw new OperationError(
      `--allow-destroy: got ${unknown.join(", ")}, expected what the plan destroys or replaces and what holds data` +
        `${findings.length === 0 ? "; there is nothing of that kind in it" : `: ${findings.map(({ address }) => address).join(", ")}`}`,
    );
  }
  return findings;
}

/** The findings that stop a plan. */
export const refusals = (findings: readonly PlanFinding[]): PlanFinding[] =>
  findings.filter(
    ({ severity, acknowledged }) => severity === "error" && acknowledged === undefined,
  );

const DESTROYS_DATA = "destroys-data";

/** The acknowledgement of a finding that the command line has let pass. */
const BY_FLAG = "--allow-destroy";

function judge(resource: PlannedResource, context: PolicyContext): PlanFinding[] {
  const { type, address, path, action, because } = resource;
  // A stand-in of what is only read.
  if (parseAddress(address)?.mode === "data") return [];
  const less = action === "update" ? context.lessKept?.get(address) : undefined;
  if (less) return [shortening(resource, less, context)];
  const holds = holdsData(type);
  // What a layer tells the others holds nothing that it does not have itself.
  if (holds === "no" || isContract(address)) return [];
  const place = { address, ...(path !== undefined && { path }) };
  if (action === "forget") {
    const where = type.startsWith("aws_") ? "in AWS" : "there";
    const detail = `is no longer managed; what is ${where} stays`;
    return [{ rule: "forgets-data", severity: "warning", ...place, detail }];
  }
  if (action !== "destroy" && action !== "replace") return [];
  const anew = action === "replace" ? ", and made anew" : "";
  const acknowledged = acknowledgementOf(resource, context);
  const detail = [
    `is destroyed, ${held(resource, holds)}${anew}`,
    ...(because === undefined ? [] : [`, because of ${because.join(", ")}`]),
    ...optionWords(resource, context),
    ...(acknowledged === undefined ? endedWords(resource, context) : []),
  ].join("");
  return [
    {
      rule: DESTROYS_DATA,
      severity: context.production ? "error" : "warning",
      ...place,
      detail,
      ...(acknowledged !== undefined && { acknowledged }),
    },
  ];
}

/** Data that goes while what holds it stays. */
function shortening(
  resource: PlannedResource,
  { words, option }: LessKept,
  context: PolicyContext,
): PlanFinding {
  const { address, path } = resource;
  const acknowledged = acknowledgementOf(resource, context);
  const place = dataOption(resource, context.stack);
  return {
    rule: DESTROYS_DATA,
    severity: context.production ? "error" : "warning",
    address,
    ...(path !== undefined && { path }),
    detail: [
      `${words}; what is older is destroyed`,
      ...(place === undefined ? [] : [`: ${option} of ${place}`]),
      ...(acknowledged === undefined ? endedWords(resource, context) : []),
    ].join(""),
    ...(acknowledged !== undefined && { acknowledged }),
  };
}

/** Which option it comes from, where that is an entry of its own. */
function optionWords(resource: PlannedResource, { stack }: PolicyContext): string[] {
  const option = dataOption(resource, stack);
  if (option === undefined) return [];
  // What is destroyed and not made anew is in the code no more.
  return resource.action === "replace" ? [`: ${option}`] : [`: no longer among ${option}`];
}

function held({ type, deposed }: PlannedResource, holds: "yes" | "unknown"): string {
  const what =
    holds === "yes"
      ? "with what it holds"
      : `with what it may hold (nothing says that ${type} holds no data)`;
  // A replacement that failed halfway: the old one is still there, with all that was not moved.
  return deposed === undefined ? what : `${what}: what a replacement has left of the one before`;
}

/** What to do about refusals, in lines to paste. */
export function waysToAllow(
  stack: string,
  findings: readonly PlanFinding[],
  now: Date,
): readonly string[] {
  const { destroyed, untested } = refused(findings);
  const flagged = findings.filter(({ acknowledged }) => acknowledged === BY_FLAG);
  const flags = [...destroyed, ...flagged].map(({ address }) => shellWord(address));
  return [
    ...entriesToAllow(stack, findings, now),
    ...(destroyed.length === 0
      ? []
      : [
          `or for this one plan: ${ownCommand(`plan ${stack} --allow-destroy ${flags.join(" ")}`)}`,
          "If not: give the construct its name back, or moved { }",
        ]),
    ...waysToTest(stack, untested),
  ];
}

/** What to do about load tests that are missing. */
function waysToTest(stack: string, untested: readonly PlanFinding[]): readonly string[] {
  if (untested.length === 0) return [];
  const services = untested.map(({ service }) => service).join(" ");
  return [
    `To test it: ${untested.map(({ fix = "" }) => ownCommand(fix)).join(", then ")}`,
    `or for this one plan, without a test: ${ownCommand(`plan ${stack} --allow-untested ${services}`)}`,
  ];
}

/** The same for where no command line is at hand: empty where nothing is refused. */
export function entriesToAllow(
  stack: string,
  findings: readonly PlanFinding[],
  now: Date,
): readonly string[] {
  const { destroyed, broken } = refused(findings);
  const rules = new Map(broken.map(({ rule, fix }) => [rule, fix]));
  return [
    ...[...rules].flatMap(([rule, fix = ""]) => {
      const acknowledged = `  or, if it has to stay: acknowledge(<construct>, "${rule}", "<reason>") in the stack; of what a module makes, <construct> is the module (packages/docs/policies.md)`;
      return [`Fix of ${rule}: ${fix}`, ...(rule === DISPLACED ? [] : [acknowledged])];
    }),
    ...(destroyed.length === 0
      ? []
      : [
          `If that is meant, in ${ALLOWED}:`,
          ...destroyed.map((one) => `  ${allowingEntry(stack, one, now)}`),
        ]),
  ];
}

/** What is refused as it destroys data, and what is as it is against a rule. */
function refused(findings: readonly PlanFinding[]) {
  const all = refusals(findings);
  return {
    destroyed: all.filter(({ rule }) => rule === DESTROYS_DATA),
    untested: all.filter(({ rule }) => rule === LOAD_TESTED),
    broken: all.filter(({ rule }) => rule !== DESTROYS_DATA && rule !== LOAD_TESTED),
  };
}

/** How many days an entry that somebody pastes is good for. */
const ENTRY_DAYS = 14;

/** The file in which a team says what may go. */
const ALLOWED = "environments/allowed-destroys.ts";

/** The line for it that lets a finding pass, but for its reason. */
function allowingEntry(stack: string, { address }: PlanFinding, now: Date): string {
  const until = new Date(now.valueOf() + ENTRY_DAYS * 86_400_000).toISOString().slice(0, 10);
  const [of, what] = [stack, address].map((text) => JSON.stringify(text));
  return `{ stack: ${of}, address: ${what}, reason: "<why its data may go>", until: "${until}" },`;
}

function acknowledgementOf(
  resource: PlannedResource,
  { stack, allowed, flags, now }: PolicyContext,
): string | undefined {
  if (flags.some((flag) => names(flag, resource))) return BY_FLAG;
  const entry = entriesFor(resource, { stack, allowed }).find((one) => now <= endOf(one));
  if (entry && /^\s*(<.*>\s*)?$/.test(entry.reason)) {
    throw new OperationError(
      `${ALLOWED}, ${entry.address}, reason: got ${JSON.stringify(entry.reason)}, expected why its data may go`,
    );
  }
  return entry && `${entry.reason} (${ALLOWED}, until ${entry.until})`;
}

/** A note that an entry for it has ended, whose author thinks that it still counts. */
function endedWords(resource: PlannedResource, context: PolicyContext): string[] {
  const days = entriesFor(resource, context).map(({ until }) => until);
  const last = days.toSorted().at(-1);
  return last === undefined ? [] : [`; the entry for it in ${ALLOWED} ended ${last}`];
}

const entriesFor = (
  resource: PlannedResource,
  { stack, allowed }: Pick<PolicyContext, "stack" | "allowed">,
): AllowedDestroy[] => allowed.filter((one) => one.stack === stack && names(one.address, resource));

const names = (name: string, { address, path }: Pick<PlannedResource, "address" | "path">) =>
  name === address || name === path;

/** The end of the day, wherever on earth somebody still has it. */
function endOf({ address, until }: AllowedDestroy): Date {
  const end = new Date(`${until}T23:59:59-12:00`);
  if (/^\d{4}-\d\d-\d\d$/.test(until) && !Number.isNaN(end.valueOf())) return end;
  throw new OperationError(
    `${ALLOWED}, ${address}, until: got ${until}, expected a day such as 2026-12-31`,
  );
}

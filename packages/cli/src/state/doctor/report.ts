import { sizeText } from "../../core/size";
import { table } from "../../core/table";
import { when } from "../../core/when";
import type { StateLocation } from "@groundwork/configuration";
import { ownCommand } from "@groundwork/constructs/own-command";
import type { Identity } from "./credentials";
import type { Finding } from "./examination";
import type { Release } from "../../terraform/release";
import { writerNote } from "../../terraform/state-engine";
import type { StateKind } from "../../terraform/state-format";
import type { StackReport } from "./stack";

/** All that was found out. */
export interface Diagnosis {
  readonly location: StateLocation;
  readonly identity: Identity | undefined;
  /** Undefined where there is none that fits. */
  readonly engine: Release | undefined;
  readonly stacks: readonly StackReport[];
  readonly findings: readonly Finding[];
  /** Whether stand-ins took the place of AWS resources, and so were not looked at. */
  readonly standIns: boolean;
}

const LOCKED_BY: Readonly<Record<StateLocation["lock"], (table: string) => string>> = {
  both: (name) => `locked by lock files and table ${name}`,
  dynamodb: (name) => `locked by table ${name}`,
  s3: () => "locked by lock files",
};

/** The report for a person. */
export function doctorReport(diagnosis: Diagnosis, now: Date = new Date()): string {
  const { location, identity, engine, stacks, findings, standIns } = diagnosis;
  const { bucket, region, lock, lockTable, copiedTo } = location;
  return [
    [
      `Credentials  ${identity ? identityText(identity, now) : "unknown"}`,
      `${(engine?.product ?? "Terraform").padEnd(12)} ${engine?.version ?? "unknown"}`,
      `Backend      s3://${bucket} in ${region}, ${LOCKED_BY[lock](lockTable)}`,
      ...(copiedTo === undefined ? [] : [`             copied to ${copiedTo}`]),
      ...(standIns
        ? ["             bootstrap-stack's key, encryption and policy are stand-ins: not looked at"]
        : [
            `             all other settings of bucket, table and key: ${ownCommand("drift bootstrap-stack")}`,
          ]),
    ].join("\n"),
    ...(stacks.some(({ state, locks }) => state || locks)
      ? [
          table(
            [
              ["stack", "state key", "serial", "resources", "size", "terraform", "written", "lock"],
              ...stacks.map((stack) => stackRow(stack, now)),
            ],
            { giveWay: ["size", "terraform", "state key"] },
          ),
        ]
      : []),
    findings.length === 0 ? "Healthy: nothing was found." : `Found ${countOf(findings)}:`,
    ...findings.map(findingText),
  ].join("\n\n");
}

const identityText = ({ arn, account, expires }: Identity, now: Date): string =>
  `${arn}, account ${account}${expires ? `, until ${when(expires, now)}` : ""}`;

function stackRow({ stack, key, state, locks }: StackReport, now: Date): string[] {
  const { object } = state ?? {};
  const { format } = object ?? {};
  const contents = format?.state;
  const nothing = state ? (format ? FORMATS[format.kind] : "no state") : "unknown";
  return [
    stack,
    key,
    contents ? String(contents.serial) : nothing,
    contents ? String(contents.addresses.length) : "-",
    object ? sizeText(object.bytes) : "-",
    contents ? writerNote(contents) : "-",
    object?.lastModified ? when(object.lastModified, now) : "-",
    lockText(locks),
  ];
}

/** Words in place of a serial. */
const FORMATS: Readonly<Record<StateKind, string>> = {
  state: "",
  "no-lineage": "",
  "old-format": "old format",
  newer: "newer format",
  encrypted: "encrypted",
  encoding: "other encoding",
  empty: "empty",
  unknown: "unreadable",
};

function lockText(locks: StackReport["locks"]): string {
  if (!locks) return "unknown";
  if (locks.length === 0) return "free";
  const [{ info, signs }] = locks as [(typeof locks)[number]];
  const run = signs.killed ? "killed" : signs.living ? "alive" : "unknown";
  return `${info?.Who ?? "unreadable"}, ${run}`;
}

const findingText = ({ severity, about, what, why, repair, unseen = [] }: Finding): string =>
  [
    `${severity.padEnd(7)}  ${about}: ${what}`,
    `         why: ${why}`,
    `         repair: ${repair}`,
    ...(unseen.length > 0 ? [`         not looked at: ${unseenText(unseen)}`] : []),
  ].join("\n");

/** How many are named: nobody reads a long list. */
const unseenText = (unseen: readonly string[]): string =>
  unseen.length <= 3 ? unseen.join("; ") : `${unseen.length} things; doctor --json lists them`;

/** `2 errors, 1 warning` */
export function countOf(findings: readonly Finding[]): string {
  const count = (severity: Finding["severity"]): string[] => {
    const { length } = findings.filter((finding) => finding.severity === severity);
    return length === 0 ? [] : [`${length} ${severity}${length === 1 ? "" : "s"}`];
  };
  return [...count("error"), ...count("warning")].join(", ");
}

/** The same for programs. */
export const doctorJson = (diagnosis: Diagnosis, now: Date = new Date()) => ({
  healthy: diagnosis.findings.every(({ severity }) => severity !== "error"),
  checkedAt: now.toISOString(),
  standIns: diagnosis.standIns,
  credentials: diagnosis.identity ?? null,
  terraform: {
    product: diagnosis.engine?.product ?? null,
    version: diagnosis.engine?.version ?? null,
  },
  backend: diagnosis.location,
  stacks: diagnosis.stacks.map(({ stack, key, state, locks }) => ({
    stack,
    key,
    state: state ? stateJson(state) : null,
    digest: state?.digest ?? null,
    locks:
      locks?.map(({ place, where, used, info, since, signs }) => ({
        place,
        where,
        used,
        since,
        holder: info && {
          id: info.ID,
          who: info.Who,
          operation: info.Operation,
          version: info.Version,
        },
        run: signs.killed ? "killed" : signs.living === undefined ? "unknown" : "alive",
      })) ?? null,
  })),
  findings: diagnosis.findings,
});

function stateJson({ object, earlierVersions }: NonNullable<StackReport["state"]>) {
  if (!object) return { present: false, earlierVersions };
  const { format, owners: _, ...facts } = object;
  const contents = format.state;
  return {
    present: true,
    ...facts,
    format: format.kind,
    is: format.words,
    parses: contents !== undefined,
    ...(contents && {
      serial: contents.serial,
      lineage: contents.lineage,
      terraformVersion: contents.terraformVersion,
      resources: contents.addresses.length,
    }),
  };
}

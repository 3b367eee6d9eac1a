import { ownCommand } from "@groundwork/constructs/own-command";
import { count } from "../../core/count";
import { table } from "../../core/table";
import { when } from "../../core/when";
import type { Choice, Diagnosis, DigestFacts } from "./diagnosis";
import type { KnownVersion } from "./known-version";

const SHOWN_VERSIONS = 10;

/** The text that a person sees before anything is repaired. */
export function digestReport(
  stack: string,
  facts: DigestFacts,
  diagnosis: Diagnosis,
  now: Date = new Date(),
): string {
  const { digest, versions, unread } = facts;
  const shown = versions.filter(
    (one, index) =>
      index < SHOWN_VERSIONS || marks(one, digest) !== "" || isOffered(one, diagnosis),
  );
  const more = versions.length + unread - shown.length;
  return [
    diagnosis.what,
    "",
    `digest in the lock table: ${digest ?? "none"}`,
    ...(shown.length > 0 ? [table([HEADINGS, ...shown.map((one) => row(one, digest, now))])] : []),
    ...(more > 0 ? [`and ${more} older ones`] : []),
    ...(diagnosis.choices.length > 0
      ? [
          "",
          "What can be done:",
          table(
            diagnosis.choices.map((one) => option(stack, one, diagnosis)),
            { headed: false },
          ),
        ]
      : []),
  ].join("\n");
}

const HEADINGS = ["version", "written", "serial", "lineage", "resources", "bytes", ""];

const row = (one: KnownVersion, digest: string | undefined, now: Date): string[] => [
  one.versionId,
  when(one.lastModified, now),
  one.deleted ? "deleted" : String(one.format?.serial ?? "-"),
  one.format?.lineage?.slice(0, 8) ?? "",
  one.format?.state ? String(one.format.state.addresses.length) : "",
  one.deleted ? "" : String(one.bytes),
  [marks(one, digest), one.format?.state ? "" : (one.format?.words ?? "")]
    .filter(Boolean)
    .join(", "),
];

const marks = (one: KnownVersion, digest: string | undefined): string =>
  [
    one.current ? "current" : "",
    one.digest !== undefined && one.digest === digest ? "has the digest" : "",
  ]
    .filter(Boolean)
    .join(", ");

const isOffered = ({ versionId }: KnownVersion, { choices }: Diagnosis): boolean =>
  choices.some((choice) => choice.action === "restore" && choice.version === versionId);

const option = (stack: string, choice: Choice, { recommended }: Diagnosis): string[] => [
  `  ${commandFor(stack, choice)}`,
  EFFECT[choice.action] + (isSame(choice, recommended) ? " (recommended)" : ""),
];

const isSame = (one: Choice, other: Choice | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** The command line that makes one choice. */
export const commandFor = (stack: string, choice: Choice): string =>
  ownCommand(
    `repair-digest ${stack} --${choice.action}` +
      (choice.action === "restore" ? ` ${choice.version}` : ""),
  );

const EFFECT = {
  "use-current": "writes the digest of the current object",
  restore: "makes that version the current one, as a new version",
  remove: "removes the digest; Terraform then takes what it finds, also nothing",
} as const;

/** The question before a choice is carried out. */
export function question(choice: Choice, { versions }: DigestFacts): string {
  if (choice.action === "remove") return "Remove the digest from the lock table?";
  const one = versions.find(({ current, versionId }) =>
    choice.action === "restore" ? versionId === choice.version : current,
  )!;
  const { words, state: found } = one.format!;
  const state = found
    ? `serial ${found.serial}, ${count(found.addresses.length, "resource")}`
    : words;
  return choice.action === "restore"
    ? `Make version ${one.versionId} (${state}) the current state?`
    : `Write the digest of the current object (${state}) into the lock table?`;
}

/** The same for programs. */
export const digestJson = (facts: DigestFacts, diagnosis: Diagnosis) => ({
  diagnosis: diagnosis.kind,
  problem: diagnosis.problem,
  what: diagnosis.what,
  digest: facts.digest,
  versions: facts.versions.map(({ format, lastModified, ...one }) => ({
    ...one,
    lastModified: lastModified.toISOString(),
    hasDigest: one.digest !== undefined && one.digest === facts.digest,
    format: format?.kind,
    serial: format?.serial,
    lineage: format?.lineage,
    terraformVersion: format?.state?.terraformVersion,
    resources: format?.state?.addresses.length,
  })),
  unread: facts.unread,
  backups: facts.backups,
  choices: diagnosis.choices,
  recommended: diagnosis.recommended,
  losesNothing: diagnosis.losesNothing,
});

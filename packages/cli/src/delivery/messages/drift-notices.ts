import { ownerOf } from "@groundwork/configuration/names";
import { ownCommand } from "@groundwork/constructs/own-command";
import type { DriftedResource, DriftReport } from "./drift-report";
import { utc, type Notice } from "./notice";
import { countsInWords, resourceInWords } from "../../terraform/plan-words";

/** The messages when drift appears, and when the last of it is gone. */
export function driftNotice(type: "drift-found" | "drift-gone", report: DriftReport): Notice {
  const owner = ownerOf(report.stack);
  return {
    owner,
    ...(type === "drift-found" ? found(report, owner) : gone(owner)),
    facts: [
      ["Stack", report.stack],
      ["Checked", utc(report.checkedAt)],
      ["Since", report.since === undefined ? undefined : utc(report.since)],
      ["Commit", report.commit],
      ["Plan that waits", report.waiting],
      ["Run", report.runUrl],
    ],
    lists: [
      { title: "Changed past Terraform", items: report.drifted.map(driftInWords) },
      { title: "Merged but not applied", items: report.unapplied?.addresses ?? [] },
    ],
    thread: `drift-${report.stack}-${report.since ?? report.checkedAt}`,
    keywords: [owner, report.stack, "drift"],
    context: { environment: owner, stack: report.stack, commit: report.commit },
  };
}

type Story = Pick<Notice, "subject" | "sign" | "happened" | "next">;

function found({ stack, drifted, unapplied }: DriftReport, owner: string): Story {
  const parts = [
    ...(drifted.length === 0 ? [] : [`${drifted.length} changed past Terraform`]),
    ...(unapplied ? [`merged but not applied: ${countsInWords(unapplied.counts)}`] : []),
  ].join("; ");
  return {
    subject: `${owner}: drift: ${parts}`,
    sign: ":mag:",
    happened: `${owner} is not as the code says: ${parts}.`,
    next: [
      { what: "Look again", command: ownCommand(`drift ${stack}`) },
      ...(drifted.length === 0
        ? []
        : [
            { what: "To keep what was changed", command: ownCommand(`drift ${stack} --propose`) },
            {
              what: "To let it be for good, list it with a reason in environments/drift-ignore.ts",
            },
          ]),
      {
        what: "To have it as the code says",
        command: ownCommand(drifted.length === 0 ? `plan ${stack}` : `drift ${stack} --revert`),
      },
    ],
  };
}

const gone = (owner: string): Story => ({
  subject: `${owner}: drift gone, all clear`,
  sign: ":sunny:",
  happened: `All clear: ${owner} is as the code says again.`,
  next: [],
});

/** `aws_vpc.a (prod-stack/network/vpc): tags.Name` */
export function driftInWords({ address, path, action, attributes }: DriftedResource): string {
  const what = action === "gone" ? "is gone" : attributes.join(", ");
  return `${resourceInWords({ address, path })}: ${what}`;
}

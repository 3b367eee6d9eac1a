import { isFound, type DriftReport } from "../messages/drift-report";

/** What a report means after the one before it. */
export interface Turn {
  /** The report, with the time when the drift began. */
  readonly report: DriftReport;
  /** What people are told; undefined if they know already. */
  readonly event?: "drift-found" | "drift-gone" | undefined;
}

/**
 * Compares a report with the last one, so that people hear of drift once: when it appears, when
 * more comes to it, and when the last of it is gone.
 *
 * @param last undefined where there is none yet
 */
export function turn(last: DriftReport | undefined, now: DriftReport): Turn {
  const known = last ? findings(last) : [];
  // A plan that waits for approval has not been applied: what it is about is not gone.
  const kept = now.waiting !== undefined && known.includes(UNAPPLIED) ? [UNAPPLIED] : [];
  const current = [...findings(now), ...kept];
  const { since: began } = last ?? {};
  const since = current.length > 0 || known.length > 0 ? (began ?? now.checkedAt) : undefined;
  const report = { ...now, ...(since !== undefined && { since }) };
  if (current.some((finding) => !known.includes(finding))) return { report, event: "drift-found" };
  if (known.length > 0 && current.length === 0) return { report, event: "drift-gone" };
  return { report };
}

/**
 * What is remembered of a report. When all drift is gone, so is the time since when; a report that
 * a waiting plan has kept is kept on.
 */
export function remembered(last: DriftReport | undefined, { report, event }: Turn): DriftReport {
  const { since: _, ...ended } = report;
  if (event === "drift-gone") return ended;
  const kept = report.waiting !== undefined && last?.unapplied && !report.unapplied;
  return kept ? { ...report, unapplied: last.unapplied } : report;
}

const UNAPPLIED = "unapplied";

/** Each by a text of its own; what was merged is one, however much is merged on top. */
const findings = (report: DriftReport): string[] =>
  isFound(report)
    ? [
        ...report.drifted.flatMap(({ address, action, attributes }) =>
          action === "gone" ? [`${address} gone`] : attributes.map((name) => `${address} ${name}`),
        ),
        ...(report.unapplied ? [UNAPPLIED] : []),
      ]
    : [];

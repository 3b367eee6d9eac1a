import { groundwork, type Ended } from "@groundwork/testing/project";

/** A value in states that nobody may be shown. */
export const SECRET = "correct-horse-battery-staple";

interface Found {
  readonly check: string;
  readonly severity: string;
  readonly about: string;
  readonly what: string;
  readonly why: string;
  readonly repair: string;
  readonly unseen?: string[];
}

/** What `doctor --json` says. */
export interface Diagnosed {
  readonly code: number;
  readonly stderr: string;
  readonly report: Record<string, any> & { readonly findings: Found[]; readonly stacks: any[] };
  /**
   * `severity check about`, and what a check that could not be made came to; not of local states in
   * the checkout, where other tests may leave some.
   */
  readonly found: string[];
}

export async function doctor(args: string[], env: NodeJS.ProcessEnv): Promise<Diagnosed> {
  return diagnosed(await groundwork(["doctor", "--json", ...args], env));
}

export function diagnosed({ code, stdout, stderr }: Ended): Diagnosed {
  if (/^ +at /m.test(stderr)) throw new Error(`a stack trace: ${stderr}`);
  if (stdout.includes(SECRET)) throw new Error(`a secret: ${stdout}`);
  const report: Diagnosed["report"] = JSON.parse(stdout);
  const found = report.findings
    .filter(({ check }) => !check.startsWith("local-state"))
    .map(({ severity, check, about, what }) =>
      [severity, check, about, ...(check === "check-failed" ? [what] : [])].join(" "),
    );
  return { code, stderr, report, found };
}

export const stackIn = ({ report }: Diagnosed, name: string) =>
  report.stacks.find(({ stack }) => stack === name);

/** The first finding of a check. */
export function findingOf({ report }: Diagnosed, check: string): Found {
  const found = report.findings.find((finding) => finding.check === check);
  if (!found) throw new Error(`no ${check} in ${JSON.stringify(report.findings, null, 2)}`);
  return found;
}

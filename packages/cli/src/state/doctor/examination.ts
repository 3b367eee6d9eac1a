import { OperationError } from "../../core/errors";
import { hindranceOf, httpStatus, oneLine, type Hindrance } from "../../core/aws-error";

/** An error ends the command with exit code 1, a warning does not. */
export interface Finding {
  /** Which check has found it: the same word in every version of this command. */
  readonly check: string;
  readonly severity: "error" | "warning";
  /** A stack, or "backend", "credentials", "terraform", "project". */
  readonly about: string;
  readonly what: string;
  /** Why it matters. */
  readonly why: string;
  /** The command that repairs it. */
  readonly repair: string;
}

/** A check that could not be made. */
interface Failure {
  readonly about: string;
  /** What was to be looked at. */
  readonly looked: string;
  readonly error: unknown;
}

/**
 * A look that takes longer is given up: a network that swallows packets never answers. Time enough
 * for a state of some megabytes on a slow line.
 */
const LIMIT_MS = 30_000;

/** What is looked at on this machine, which is slow at most: no network keeps it from an end. */
const LOCAL: ReadonlySet<string> = new Set(["project", "terraform"]);

/** Takes down what checks find. A check that fails ends no other: it becomes a finding itself. */
export class Examination {
  private readonly found: Finding[] = [];
  private readonly failures: Failure[] = [];

  report(finding: Finding): void {
    this.found.push(finding);
  }

  /**
   * Makes a check.
   *
   * @returns undefined when it could not be made
   */
  async attempt<Result>(
    about: string,
    looked: string,
    work: () => Promise<Result>,
  ): Promise<Result | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = () =>
      new Promise<never>((_, reject) => {
        timer = setTimeout(
          () => reject(new NoAnswerError(`no answer within ${LIMIT_MS / 1000} s`)),
          LIMIT_MS,
        );
      });
    try {
      return await (LOCAL.has(about) ? work() : Promise.race([work(), late()]));
    } catch (thrown) {
      const error = (thrown as Error).cause ?? thrown;
      this.failures.push({ about, looked, error });
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  /** All findings, errors first. */
  findings(): Finding[] {
    const all = [...this.found, ...explainFailures(this.failures, this.found)];
    return all.toSorted((a, b) => Number(b.severity === "error") - Number(a.severity === "error"));
  }
}

class NoAnswerError extends Error {
  override readonly name = "TimeoutError";
}

/** Which check tells of what keeps AWS from answering. */
const HINDRANCE_CHECKS = {
  clock: "clock-wrong",
  credentials: "credentials-refused",
  silence: "aws-unreachable",
} as const satisfies Record<Hindrance["kind"], string>;

const isDenied = (error: unknown): boolean =>
  httpStatus(error) === 403 || /AccessDenied/.test((error as Error).name);

/** One finding for each thing that kept checks from being made, not one for each check. */
function explainFailures(all: readonly Failure[], found: readonly Finding[]): Finding[] {
  const findings: Finding[] = [];
  let rest: readonly Failure[] = all.filter(({ error }) => !isExplained(error, found));
  for (const [kind, check] of Object.entries(HINDRANCE_CHECKS)) {
    const isOne = ({ error }: Failure) => hindranceOf(error)?.kind === kind;
    const first = rest.find(isOne);
    if (!first) continue;
    // The answer to a HEAD request has no body, so a mere 400 or 403 is all that is said there.
    const isPart = ({ error }: Failure) => kind !== "silence" && isClientError(error);
    const [mine, others] = split(rest, (one) => isOne(one) || isPart(one));
    const { what, repair } = hindranceOf(first.error)!;
    findings.push({
      check,
      severity: "error",
      about: "credentials",
      what,
      why: `nothing can be planned or deployed. Not looked at: ${listed(mine)}`,
      repair: `${repair}, then npm run doctor`,
    });
    rest = others;
  }
  const [denied, odd] = split(rest, ({ error }) => isDenied(error));
  if (denied.length > 0) {
    findings.push({
      check: "not-allowed",
      severity: "warning",
      about: "credentials",
      what: `these credentials may not look at: ${listed(denied)}`,
      why: `what is wrong there stays unseen (${oneLine(denied[0]!.error)})`,
      repair: "run npm run doctor with credentials that may read the whole state backend",
    });
  }
  return [...findings, ...odd.map(unexpected)];
}

/** Something that is missing has a finding of its own, and needs none for each of its parts. */
function isExplained(error: unknown, found: readonly Finding[]): boolean {
  const { name } = error as Error;
  const has = (check: string) => found.some((finding) => finding.check === check);
  return (
    (name === "NoSuchBucket" && has("bucket-missing")) ||
    (name === "ResourceNotFoundException" && has("table-missing"))
  );
}

const isClientError = (error: unknown): boolean => [400, 401, 403].includes(httpStatus(error) ?? 0);

function unexpected({ about, looked, error }: Failure): Finding {
  const known = error instanceof OperationError;
  return {
    check: "check-failed",
    severity: known ? "error" : "warning",
    about,
    what: `${looked}: ${oneLine(error).replace(/^OperationError: /, "")}`,
    why: "this could not be looked at, so what is wrong there stays unseen",
    repair: known ? "as it says, then npm run doctor" : "npm run doctor again",
  };
}

const listed = (failures: readonly Failure[]): string =>
  [...new Set(failures.map(({ about, looked }) => `${about}: ${looked}`))].join("; ");

function split<Item>(items: readonly Item[], test: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

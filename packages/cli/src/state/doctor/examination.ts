import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../../core/errors";
import { answerOf, httpStatus, oneLine } from "../../core/aws/error";
import { localText } from "../../core/local-error";
import { HindranceError, hindranceOf, type Hindrance } from "../../core/aws/hindrance";

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
  /** Checks that could not be made because of it. */
  readonly unseen?: readonly string[];
}

/** A check that could not be made. */
interface Failure {
  readonly about: string;
  /** The subject of the check. */
  readonly looked: string;
  readonly error: unknown;
}

/**
 * A look that takes longer is given up: a network that swallows packets never answers. Time enough
 * for a state of some megabytes on a slow line.
 */
const LIMIT_MS = 30_000;

/** Checks on this machine have no time limit: they may be slow, but no network keeps them from ending. */
const LOCAL: ReadonlySet<string> = new Set(["project", "terraform"]);

/** Takes down what checks find. A check that fails ends no other: it becomes a finding itself. */
export class Examination {
  private readonly found: Finding[] = [];
  private readonly failures: Failure[] = [];
  /** Why AWS is asked nothing any more. */
  private closed: Error | undefined;

  report(finding: Finding): void {
    this.found.push(finding);
  }

  /**
   * Has AWS asked nothing from now on: all it would say follows from what is wrong with the
   * credentials.
   *
   * @param finding that says so, where there is one already
   */
  close(finding: Finding): void {
    this.report(finding);
    this.closed ??= new ClosedError(finding.check);
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
      if (LOCAL.has(about)) return await work();
      if (this.closed) throw this.closed;
      return await Promise.race([work(), late()]);
    } catch (thrown) {
      const error = thrown instanceof HindranceError ? thrown : answerOf(thrown);
      this.failures.push({ about, looked, error });
      if (about === "credentials" && isOfCredentials(error)) this.closed = error as Error;
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  /** All findings, errors first. */
  findings(): Finding[] {
    const unasked = this.failures.filter(({ error }) => error instanceof ClosedError);
    const found = this.found.map((finding) =>
      this.closed instanceof ClosedError && finding.check === this.closed.check
        ? { ...finding, unseen: listed(unasked) }
        : finding,
    );
    const all = [...found, ...explainFailures(this.failures, this.found)];
    return all.toSorted((a, b) => Number(b.severity === "error") - Number(a.severity === "error"));
  }
}

class NoAnswerError extends Error {
  override readonly name = "TimeoutError";
}

/** The finding of a check tells what is wrong with the credentials. */
class ClosedError extends Error {
  constructor(readonly check: string) {
    super("not asked");
  }
}

/** A wrong clock makes the credentials wrong. */
const isOfCredentials = (error: unknown): boolean =>
  ["credentials", "clock"].includes(hindranceOf(error)?.kind ?? "");

/** The check that reports what keeps AWS from answering. */
const HINDRANCE_CHECKS = {
  clock: "clock-wrong",
  credentials: "credentials-refused",
  silence: "aws-unreachable",
  stranger: "aws-unreachable",
  fault: "aws-fault",
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
    const isPart = ({ error }: Failure) => isOfCredentials(first.error) && isClientError(error);
    const [mine, others] = split(rest, (one) => isOne(one) || isPart(one));
    rest = others;
    // The credentials may say themselves that they have ended.
    if (kind === "credentials" && found.some((one) => one.check === EXPIRED)) continue;
    const { what, repair } = hindranceOf(first.error)!;
    findings.push({
      check,
      severity: "error",
      about: "credentials",
      what,
      why: kind === "fault" ? UNSEEN : "nothing can be planned or deployed",
      repair: `${repair}, then ${ownCommand("doctor")}`,
      unseen: listed(mine),
    });
  }
  const [denied, odd] = split(rest, ({ error }) => isDenied(error));
  if (denied.length > 0) {
    findings.push({
      check: "not-allowed",
      severity: "warning",
      about: "credentials",
      what: `these credentials may not look at all of the state backend: ${oneLine(denied[0]!.error)}`,
      why: UNSEEN,
      repair: `run ${ownCommand("doctor")} with credentials that may read the whole state backend`,
      unseen: listed(denied),
    });
  }
  return [...findings, ...odd.map(unexpected)];
}

const EXPIRED = "credentials-expired";
const UNSEEN = "what is wrong there stays unseen";

/** A missing thing has a finding of its own, so its parts need none. */
function isExplained(error: unknown, found: readonly Finding[]): boolean {
  const { name } = error as Error;
  if (error instanceof ClosedError) return true;
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
    what: `${looked}: ${localText(error) ?? oneLine(error)}`,
    why: `this could not be looked at, so ${UNSEEN}`,
    repair: known ? `as it says, then ${ownCommand("doctor")}` : `${ownCommand("doctor")} again`,
  };
}

const listed = (failures: readonly Failure[]): string[] =>
  [...new Set(failures.map(({ about, looked }) => `${about}: ${looked}`))].toSorted();

function split<Item>(items: readonly Item[], test: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

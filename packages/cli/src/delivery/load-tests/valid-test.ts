import type { LoadTest } from "@groundwork/configuration/load-tests";
import { ownCommand } from "@groundwork/constructs/own-command";
import { when } from "../../core/when";
import { loadWords } from "../store/planned-load-test";
import { missedBy } from "./judged";
import type { LoadTestResult, TestedVersion } from "./load-test-result";
import type { LoadTestStore, StoredLoadTest } from "./load-test-store";

/** A version of a service, and the place in which it is asked for. */
export interface WantedTest extends Pick<TestedVersion, "digest" | "commit"> {
  readonly test: LoadTest;
  /** Whether stand-ins take the place of what is in AWS: what they stood says nothing of it. */
  readonly standIns: boolean;
}

/** A test that counts, or why there is none, as a sentence. */
export type FoundTest = { readonly passed: StoredLoadTest } | { readonly why: string };

/** How far back results are looked at: of one service in one environment. */
const NEWEST = 100;

/**
 * The test that a version has passed. Its digest decides where it has one, as that is the same image
 * whatever the commit; else the commit does. Of several tests of it the newest counts.
 */
export async function validTest(
  store: LoadTestStore,
  wanted: WantedTest,
  now: Date,
): Promise<FoundTest> {
  const { test } = wanted;
  const found = await store.list(test, NEWEST);
  const newest = found.find(({ result }) => isOf(result, wanted));
  const name = `${test.service} (${versionWords(wanted)})`;
  if (!newest) return { why: `${name} was not load-tested in ${test.environment}` };
  const flaw = flawOf(newest, test, now);
  return flaw === undefined ? { passed: newest } : { why: `${name} ${flaw}` };
}

/** What has a version tested, in a line to paste. */
export const testLine = ({ environment, service }: LoadTest): string =>
  ownCommand(`load-test ${environment} ${service}`);

function isOf(result: LoadTestResult, { digest, commit, standIns }: WantedTest): boolean {
  if ((result.standIns ?? false) !== standIns) return false;
  return digest === undefined
    ? commit !== undefined && result.commit === commit
    : result.digest === digest;
}

/** A digest or commit for people. */
export const versionWords = ({
  digest,
  commit,
}: Pick<TestedVersion, "digest" | "commit">): string =>
  digest?.slice(0, 19) ??
  (commit === undefined ? "an unknown version" : `commit ${commit.slice(0, 8)}`);

/** Why a result does not count, by what the configuration says now. */
function flawOf(
  { result, storedAt }: StoredLoadTest,
  test: LoadTest,
  now: Date,
): string | undefined {
  const { load, measured, passed, missed, environment, standIns } = result;
  const at = `in ${environment} ${when(storedAt, now)}`;
  // A rehearsal sends a load of seconds, to what no service answers: how it went is all that counts.
  const failed = passed && !standIns ? missedBy(measured, test) : missed;
  if (!passed || failed.length > 0) {
    return `has not passed its load test ${at}: ${failed.join("; ") || "no reason is stored"}`;
  }
  if (standIns) return undefined;
  if (load.requestsPerSecond < test.requestsPerSecond || load.minutes < test.minutes) {
    return `was load-tested ${at} with ${loadWords(load)}, expected ${loadWords(test)}`;
  }
  const ends = storedAt.valueOf() + test.validHours * 3_600_000;
  if (now.valueOf() >= ends) {
    return `passed its load test ${at}, which counts for ${test.validHours} hours`;
  }
  return undefined;
}

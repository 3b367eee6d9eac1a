import type { LoadTest } from "@groundwork/configuration/load-tests";
import type { LoadTestResult } from "../../../src/delivery/load-tests/load-test-result";

export const DIGEST = `sha256:${"a".repeat(64)}`;
export const COMMIT = "0123456789abcdef0123456789abcdef01234567";

export const TEST: LoadTest = {
  environment: "staging",
  service: "web",
  requestsPerSecond: 50,
  minutes: 2,
  p99Milliseconds: 300,
  errorPercent: 1,
  validHours: 24,
  paths: ["/"],
};

const { environment, service, ...load } = TEST;

/** A result that counts. */
export const result = (id: string, changes: Partial<LoadTestResult> = {}): LoadTestResult => ({
  id,
  environment,
  service,
  passed: true,
  missed: [],
  image: `acme/web@${DIGEST}`,
  digest: DIGEST,
  taskDefinition: "acme-staging-web:7",
  plan: "staging-stack-20261130T050000Z-01234567-9f3a",
  commit: COMMIT,
  load,
  measured: {
    due: 6000,
    answered: 5999,
    wrong: [{ what: "status 503", count: 1 }],
    errorPercent: 0.017,
    times: { p50: 10, p90: 20, p99: 80, longest: 200 },
    seconds: 120,
  },
  tool: { name: "groundwork load-test", version: "0.1.0, Node.js 24.0.0" },
  place: { url: "https://staging.example.com", from: "runner" },
  by: { arn: "arn:aws:sts::111111111111:assumed-role/acme-apply-staging/run" },
  at: "2026-11-30T06:00:00.000Z",
  ended: "2026-11-30T06:02:00.000Z",
  ...changes,
});

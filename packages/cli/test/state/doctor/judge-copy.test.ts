import { judgeCopy } from "../../../src/state/doctor/judge-copy";
import type { StateToJudge } from "../../../src/state/doctor/judge-state";
import { LOCATION } from "../../support/emulated";

const NOW = new Date("2026-11-30T12:00:00Z");

const judged = (replication: string | undefined, minutes = 60, copiedTo?: string) =>
  judgeCopy(
    {
      stack: "dev-stack",
      key: "dev/terraform.tfstate",
      location: { ...LOCATION, copiedTo },
      facts: {
        object: { replication, lastModified: new Date(NOW.getTime() - minutes * 60_000) },
      },
    } as unknown as StateToJudge,
    NOW,
  );

test.each(["COMPLETED", "COMPLETE", "REPLICA"])("%s: there is a copy", (replication) => {
  expect(judged(replication, 60, "ap-northeast-1")).toBeUndefined();
});

test("S3 has a quarter of an hour", () => {
  expect(judged("PENDING", 14, "ap-northeast-1")).toBeUndefined();
  expect(judged("PENDING", 16, "ap-northeast-1")).toMatchObject({
    check: "state-not-copied",
    severity: "error",
    what: expect.stringMatching(/no copy in ap-northeast-1: S3 says PENDING of what was written/),
  });
});

test("a copy that failed is an error at once", () => {
  expect(judged("FAILED", 0, "ap-northeast-1")).toMatchObject({ severity: "error" });
});

test("a state from before gets its copy by the line that is said", () => {
  const url = `s3://${LOCATION.bucket}/dev/terraform.tfstate`;
  expect(judged(undefined, 60, "ap-northeast-1")).toMatchObject({
    severity: "warning",
    repair: expect.stringContaining(`aws s3 cp ${url} ${url} --sse aws:kms`),
  });
});

test("without a second region nobody expects one", () => {
  expect(judged(undefined)).toBeUndefined();
  expect(judged("FAILED")).toBeUndefined();
});

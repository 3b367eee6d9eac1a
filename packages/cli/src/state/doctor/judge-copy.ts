import { when } from "../../core/when";
import type { Judgement, StateToJudge } from "./judge-state";

/** Within these S3 copies an object, or says that it is late (S3 user guide, "S3 Replication Time Control"). */
const MINUTES = 15;

/** What S3 says of an object that it has copied, or that is a copy itself. */
const THERE = new Set(["COMPLETED", "COMPLETE", "REPLICA"]);

/** A state of which there is no copy in the other region is lost with this one. */
export function judgeCopy(
  { key, facts, location }: StateToJudge,
  now: Date = new Date(),
): Judgement {
  const { object } = facts;
  const { copiedTo, bucket } = location;
  if (!object || copiedTo === undefined || THERE.has(`${object.replication}`)) return undefined;
  const { replication, lastModified = now } = object;
  const age = now.getTime() - lastModified.getTime();
  if (replication === "PENDING" && age < MINUTES * 60_000) return undefined;
  const written = when(lastModified, now);
  const url = `s3://${bucket}/${key}`;
  return {
    check: "state-not-copied",
    severity: replication === undefined ? "warning" : "error",
    what:
      replication === undefined
        ? `the state has no copy in ${copiedTo}: it was written (${written}) before copies were made`
        : `the state has no copy in ${copiedTo}: S3 says ${replication} of what was written ${written}`,
    why: "with this region out of reach, what it says of the resources is out of reach as well",
    repair: `write it once more, as the role that may: aws s3 cp ${url} ${url} --sse aws:kms --sse-kms-key-id ${location.kmsAliasArn}`,
  };
}

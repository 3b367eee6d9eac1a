import type { LifecycleRule } from "@aws-sdk/client-s3";

/** Old versions must be kept at least as long as bootstrap-stack keeps them. */
const VERSIONS_DAYS = 90;

/** What a lifecycle rule takes from states; a filter that is not known here lets all through. */
export function lossesBy(rule: LifecycleRule, keys: readonly string[]): string[] {
  const { ID, Status, Filter, Expiration, NoncurrentVersionExpiration: versions } = rule;
  const prefix = Filter?.Prefix ?? Filter?.And?.Prefix ?? rule.Prefix ?? "";
  if (Status !== "Enabled" || !keys.some((key) => key.startsWith(prefix))) return [];
  const days = versions?.NoncurrentDays;
  const moves = [...(rule.Transitions ?? []), ...(rule.NoncurrentVersionTransitions ?? [])];
  const frozen = moves.find(({ StorageClass = "" }) =>
    /^(GLACIER|DEEP_ARCHIVE)$/.test(StorageClass),
  );
  return [
    ...(Expiration?.Days || Expiration?.Date ? ["deletes states"] : []),
    ...(days !== undefined && days < VERSIONS_DAYS
      ? [`ends old versions after ${days} of ${VERSIONS_DAYS} days`]
      : []),
    ...(frozen ? [`moves them to ${frozen.StorageClass}, where nothing reads them`] : []),
  ].map((loss) => `${ID}, which ${loss}`);
}

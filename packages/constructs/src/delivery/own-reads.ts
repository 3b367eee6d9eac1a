import type { SharedResources } from "./delivery-owner";
import type { PolicyStatement } from "../policy-document";
import { readStatements } from "./permissions/read";
import { placesOf } from "./state-statements";

/** What every plan and apply reads of an organization's resources. */
export function readsOf(props: SharedResources): PolicyStatement[] {
  const { organization: prefix, store } = props;
  const { accountId } = store;
  return readStatements({ bucketArns: bucketArns(props), prefix, accountId });
}

function bucketArns({
  organization,
  state,
}: Pick<SharedResources, "organization" | "state">): string[] {
  const buckets = [
    `${organization}-*`,
    `aws-waf-logs-${organization}-*`,
    ...(state ? placesOf(state).flatMap(({ bucket, logBucket }) => [bucket, logBucket]) : []),
  ];
  return buckets
    .filter((bucket, index) => index === 0 || !bucket.startsWith(`${organization}-`))
    .map((bucket) => `arn:aws:s3:::${bucket}`);
}

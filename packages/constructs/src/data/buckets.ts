import { Construct } from "constructs";
import { Bucket } from "./bucket";
import type { DataProps } from "./data";

/** All buckets of an environment, by their names. */
export function makeBuckets(scope: Construct, props: DataProps): [string, Bucket][] {
  const all = new Construct(scope, "buckets");
  return props.buckets.map((options) => [
    options.name,
    new Bucket(all, options.name, { ...options, ...props }),
  ]);
}

import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { StateLocation } from "@groundwork/configuration";
import type { AwsClients } from "./clients";

/** Copies that these commands keep beside a state, or make of it for a drill, are none of their own. */
export const isState = (name: string): boolean =>
  name.endsWith("tfstate") && !/\.(backups|drill)\//.test(name);

/** The name of every object. */
export async function listBucket(
  { s3 }: AwsClients,
  { bucket: Bucket }: StateLocation,
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken }));
    page.Contents?.forEach(({ Key }) => names.add(Key!));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return names;
}

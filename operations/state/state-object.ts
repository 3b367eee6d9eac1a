import { GetObjectCommand } from "@aws-sdk/client-s3";
import type { StateLocation } from "../../environments/names";
import type { AwsClients } from "./clients";

/** The text of a state, or of the lock file beside it, in S3; undefined when there is none. */
export async function readState(
  { s3 }: AwsClients,
  location: StateLocation,
  key: string,
): Promise<string | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: location.bucket, Key: key }));
    return await Body!.transformToString();
  } catch (error) {
    if ((error as Error).name === "NoSuchKey") return undefined;
    throw error;
  }
}

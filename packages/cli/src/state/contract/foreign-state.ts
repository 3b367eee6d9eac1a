import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from "@aws-sdk/client-s3";
import type { Organization } from "@groundwork/configuration";
import { stateLocation } from "@groundwork/configuration/names";
import type { ForeignNetworkOptions } from "@groundwork/constructs/layers/options";
import { nearest } from "@groundwork/constructs/nearest";
import { problem } from "@groundwork/constructs/problems";
import { oneLine } from "../../core/aws/error";
import { HindranceError } from "../../core/aws/hindrance";
import { OperationError } from "../../core/errors";
import type { StateJson } from "../../terraform/state-file";
import { stateFormat, type StateFormat } from "../../terraform/state-format";
import { isState } from "../bucket-names";
import type { AwsClients } from "../clients";
import { readStateObject } from "../state-object";

/** A state that somebody else keeps, in memory alone: it holds secrets. */
export interface ForeignState {
  /** As `s3://bucket/key`. */
  readonly where: string;
  readonly serial: number;
  readonly json: StateJson;
}

/** Where a state of others lies, and under which options that stands. */
export interface ForeignPlace {
  readonly bucket: string;
  readonly key: string;
  /** As `["dev", "layers", 0, "network"]`. */
  readonly path: readonly PropertyKey[];
}

/** @param name of the environment, or of its place */
export const foreignPlace = (
  organization: Organization,
  { bucket, key }: ForeignNetworkOptions,
  name: string,
): ForeignPlace => ({
  // The configuration is refused that names none where there is no bucket of the organization.
  bucket: bucket ?? stateLocation(organization)!.bucket,
  key,
  path: [name, "layers", 0, "network"],
});

/** As `s3://bucket/key`. */
export const addressOfPlace = ({ bucket, key }: ForeignPlace): string => `s3://${bucket}/${key}`;

/**
 * Reads a state of others. It takes no lock and leaves no trace: a state is written in one piece.
 *
 * @throws OperationError where there is none, or none that can be read
 */
export async function readForeignState(
  { s3 }: Pick<AwsClients, "s3">,
  place: ForeignPlace,
): Promise<ForeignState> {
  const { bucket, key, path } = place;
  const object = await readStateObject({ s3 }, { bucket }, key).catch((error: unknown) => {
    throw refusal(place, error);
  });
  if (object === undefined) {
    throw wrong(
      [...path, "key"],
      `${key}, and ${bucket} has no object of that key`,
      await known({ s3 }, place),
    );
  }
  const where = addressOfPlace(place);
  const format = stateFormat(object.bytes);
  if (format.state === undefined) {
    throw wrong([...path, "key"], `${where}, which is ${format.words}`, wanted(format));
  }
  const json = JSON.parse(object.bytes.toString()) as StateJson;
  if ((json.resources ?? []).length + Object.keys(json.outputs ?? {}).length === 0) {
    throw wrong(
      [...path, "key"],
      `${where}, a state with neither outputs nor resources`,
      "the state of a network that was applied, and not destroyed",
    );
  }
  return { where, serial: format.state.serial, json };
}

function wanted({ kind }: StateFormat): string {
  if (kind === "old-format") {
    return "a state of format 4: an apply of its configuration by Terraform 0.13 or later writes it so";
  }
  return kind === "encrypted"
    ? "one that is encrypted by S3 or not at all, as nothing here has the key; or network: { vpcId, ... } with the ids themselves"
    : "a state of format 4, which Terraform 0.12 and later write";
}

/** The keys that may have been meant, of the first that S3 lists, where it does. */
async function known(
  { s3 }: Pick<AwsClients, "s3">,
  { bucket, key }: ForeignPlace,
): Promise<string> {
  const { Contents = [] } = await s3
    .send(new ListObjectsV2Command({ Bucket: bucket }))
    .catch((): Pick<ListObjectsV2CommandOutput, "Contents"> => ({}));
  const states = Contents.map(({ Key }) => Key!).filter(isState);
  const meant = nearest(key, states);
  const listed = meant.length > 0 ? meant : states.slice(0, MOST);
  return listed.length === 0
    ? "the key of a state there"
    : `the key of a state there, such as ${listed.join(" or ")}`;
}

const MOST = 5;

/** What an answer of S3 on the bucket or object of others means. */
function refusal({ bucket, key, path }: ForeignPlace, error: unknown): unknown {
  if (error instanceof OperationError || error instanceof HindranceError) return error;
  const { name } = error as Error;
  const said = oneLine(error);
  if (name === "NoSuchBucket") {
    return wrong(
      [...path, "bucket"],
      `${bucket}, which does not exist`,
      "the bucket of that state",
    );
  }
  if (/kms|KMS/.test(said)) {
    return wrong(
      [...path, "key"],
      `${key}, whose key of encryption AWS refuses (${said})`,
      "a state that you may read: ask whoever keeps it for kms:Decrypt with its key",
    );
  }
  return wrong(
    [...path, "key"],
    `${key}, which AWS does not hand out of ${bucket} (${said})`,
    /Denied|Forbidden/.test(said)
      ? "a state that you may read: ask whoever keeps it for s3:GetObject on it. Without s3:ListBucket, AWS says the same of a key that is not there"
      : "a state that S3 hands out",
  );
}

const wrong = (path: readonly PropertyKey[], got: string, expected: string): OperationError =>
  new OperationError(problem(path, got, expected));

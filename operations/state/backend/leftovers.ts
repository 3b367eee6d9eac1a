import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { GetPolicyCommand } from "@aws-sdk/client-iam";
import { DescribeKeyCommand } from "@aws-sdk/client-kms";
import {
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
} from "@aws-sdk/client-s3";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import type { StateLocation } from "../../../environments/names";
import { awsError, httpStatus } from "../aws-error";
import type { AwsClients } from "../clients";
import { readState } from "../state-object";

/** A resource that is there, but not in the state. */
export interface Import {
  /** Address in the stack. */
  readonly to: string;
  /** What the AWS provider imports it by. */
  readonly id: string;
}

type Configuration = Readonly<Record<string, unknown>>;

/**
 * Finds what a killed apply of bootstrap-stack has made without coming to write it down: Terraform
 * saves its state every 20 s, and the next apply would fail on each name that is taken.
 *
 * @param dir the stack's folder, with its cdk.tf.json
 * @param key of the stack's state
 */
export async function findLeftovers(
  clients: AwsClients,
  location: StateLocation,
  dir: string,
  key: string,
): Promise<Import[]> {
  const { resource = {} } = JSON.parse(await readFile(path.join(dir, "cdk.tf.json"), "utf8"));
  const state = JSON.parse((await readState(clients, location, key)) ?? '{ "resources": [] }');
  const known: ReadonlySet<string> = new Set(
    state.resources.map(({ type, name }: Record<string, string>) => `${type}.${name}`),
  );
  const found = Object.entries(FINDERS).flatMap(([type, find]) =>
    Object.entries((resource[type] ?? {}) as Record<string, Configuration>)
      .map(([name, configuration]) => ({ to: `${type}.${name}`, configuration }))
      .filter(({ to }) => !known.has(to))
      .map(async ({ to, configuration }): Promise<Import[]> => {
        const id = await find(clients, location, configuration).catch((error: unknown) => {
          if (isMissing(error)) return undefined;
          throw awsError(to, error);
        });
        return id === undefined ? [] : [{ to, id }];
      }),
  );
  const imports = (await Promise.all(found)).flat();
  return [...imports, ...(await keyBehind(clients, location, imports, resource, known))];
}

/** Has Terraform import them with its next apply; without any, a file of an earlier run goes. */
export async function importLeftovers(dir: string, imports: readonly Import[]): Promise<void> {
  const file = path.join(dir, "leftovers.tf.json");
  if (imports.length === 0) await rm(file, { force: true });
  else await writeFile(file, JSON.stringify({ import: imports }));
}

type Find = (
  clients: AwsClients,
  location: StateLocation,
  configuration: Configuration,
) => Promise<string | undefined>;

/** How to find each kind of resource that cannot be made a second time, mostly as its name is taken. */
const FINDERS: Readonly<Record<string, Find>> = {
  aws_s3_bucket: async ({ s3 }, { bucket: stateBucket, accountId }, { bucket }) => {
    if (bucket === stateBucket) return undefined; // imported by the stack itself
    await s3.send(
      new HeadBucketCommand({ Bucket: String(bucket), ExpectedBucketOwner: accountId }),
    );
    return String(bucket);
  },
  // The bucket's policy, once it is there, lets nobody set what is set already.
  aws_s3_bucket_versioning: async ({ s3 }, { bucket: Bucket }) => {
    await s3.send(new GetBucketPolicyCommand({ Bucket }));
    const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket }));
    return Status === "Enabled" ? Bucket : undefined;
  },
  aws_kms_alias: async ({ kms }, _, { name }) => {
    await kms.send(new DescribeKeyCommand({ KeyId: String(name) }));
    return String(name);
  },
  aws_iam_policy: async ({ iam }, { accountId }, { name }) => {
    const arn = `arn:aws:iam::${accountId}:policy/${String(name)}`;
    return (await iam.send(new GetPolicyCommand({ PolicyArn: arn }))).Policy?.Arn;
  },
  aws_ssm_parameter: async ({ ssm }, _, { name }) =>
    (await ssm.send(new GetParameterCommand({ Name: String(name) }))).Parameter?.Name,
};

/** A key has no name; the one behind a leftover alias is a leftover too. */
async function keyBehind(
  { kms }: AwsClients,
  { kmsAlias }: StateLocation,
  imports: readonly Import[],
  resource: Readonly<Record<string, Configuration>>,
  known: ReadonlySet<string>,
): Promise<Import[]> {
  const [name] = Object.keys(resource["aws_kms_key"] ?? {});
  const to = `aws_kms_key.${name}`;
  if (name === undefined || known.has(to) || !imports.some(({ id }) => id === kmsAlias)) return [];
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: kmsAlias }));
  return [{ to, id: KeyMetadata!.KeyId! }];
}

const isMissing = (error: unknown): boolean =>
  httpStatus(error) === 404 ||
  /^(NotFoundException|ParameterNotFound|NoSuchEntity(Exception)?)$/.test((error as Error).name);

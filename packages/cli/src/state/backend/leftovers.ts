import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { GetPolicyCommand, GetRoleCommand } from "@aws-sdk/client-iam";
import { DescribeKeyCommand } from "@aws-sdk/client-kms";
import {
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
} from "@aws-sdk/client-s3";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import type { StateLocation } from "@groundwork/configuration";
import { awsError, httpStatus, oneLine } from "../../core/aws/error";
import type { AwsClients } from "../clients";
import type { Block, StackJson } from "../stack-json";
import { findKeys, type KeyMarks } from "./orphaned-keys";

/** A resource that is there, but not in the state. */
export interface Import {
  /** Address in the stack. */
  readonly to: string;
  /** The id by which the AWS provider imports it. */
  readonly id: string;
}

/**
 * Finds resources that a killed apply of bootstrap-stack has made and not written down: Terraform
 * saves its state every 20 s, and the next apply would fail on each name that is taken.
 *
 * @param stack its Terraform JSON
 * @param known addresses of the resources in its state
 * @param tell told of keys that are left over besides
 */
export async function findLeftovers(
  clients: AwsClients,
  location: StateLocation,
  stack: StackJson,
  known: ReadonlySet<string>,
  tell: (text: string) => void = () => {},
): Promise<Import[]> {
  const found = Object.entries(FINDERS).flatMap(([type, find]) =>
    Object.entries(stack.resource?.[type] ?? {})
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
  const [[name, key] = []] = Object.entries(stack.resource?.["aws_kms_key"] ?? {});
  if (key === undefined) return imports;
  const to = `aws_kms_key.${name}`;
  const marks = { description: String(key["description"]), tags: ownTags(stack) };
  const aliases = Object.keys(stack.resource?.["aws_kms_alias"] ?? {});
  const hasAlias =
    imports.some(({ id }) => id === location.kmsAlias) ||
    aliases.some((alias) => known.has(`aws_kms_alias.${alias}`));
  const named = hasAlias ? await keyBehind(clients, location.kmsAlias) : undefined;
  // Only the alias tells which of several keys the state knows.
  if (known.has(to) && named === undefined) return imports;
  const id = await leftoverKey(clients, marks, named, tell);
  return id === undefined || known.has(to) ? imports : [...imports, { to, id }];
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
  configuration: Block,
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
  aws_iam_role: async ({ iam }, _, { name }) =>
    (await iam.send(new GetRoleCommand({ RoleName: String(name) }))).Role?.RoleName,
  aws_ssm_parameter: async ({ ssm }, _, { name }) =>
    (await ssm.send(new GetParameterCommand({ Name: String(name) }))).Parameter?.Name,
};

const keyBehind = ({ kms }: AwsClients, alias: string): Promise<string | undefined> =>
  kms.send(new DescribeKeyCommand({ KeyId: alias })).then(
    ({ KeyMetadata }) => KeyMetadata?.KeyId,
    (error: unknown) => {
      if (isMissing(error)) return undefined;
      throw awsError(`key ${alias}`, error);
    },
  );

/**
 * The key behind the alias, or else the newest that bears the stack's marks.
 *
 * @param named the key behind the alias
 */
async function leftoverKey(
  { kms }: AwsClients,
  marks: KeyMarks,
  named: string | undefined,
  tell: (text: string) => void,
): Promise<string | undefined> {
  const marked = await findKeys(kms, marks).catch((error: unknown) => {
    if ((error as Error).name !== "AccessDeniedException") throw awsError("KMS keys", error);
    tell(
      `A key that a killed run left without its alias could not be looked for: ${oneLine(error)}`,
    );
    return [];
  });
  const id = named ?? marked[0];
  const others = marked.filter((other) => other !== id);
  if (others.length > 0) {
    tell(
      `Runs that were killed have left more than one key. ${id} is taken; the others are paid for ` +
        "until, after a look that they encrypt nothing, somebody deletes them: " +
        others.map((other) => `aws kms schedule-key-deletion --key-id ${other}`).join("; "),
    );
  }
  return id;
}

/** The two of the provider's tags that say whose a resource is, and that never change. */
function ownTags({ provider }: StackJson): Record<string, string> {
  const tags = provider?.["aws"]?.[0]?.default_tags?.[0]?.tags ?? {};
  const { Organization, Environment } = tags as Record<string, string>;
  return { Organization: String(Organization), Environment: String(Environment) };
}

const isMissing = (error: unknown): boolean =>
  httpStatus(error) === 404 ||
  /^(NotFoundException|ParameterNotFound|NoSuchEntity(Exception)?)$/.test((error as Error).name);

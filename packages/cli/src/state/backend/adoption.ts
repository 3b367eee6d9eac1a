import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { TableDescription } from "@aws-sdk/client-dynamodb";
import { DescribeKeyCommand } from "@aws-sdk/client-kms";
import type { StateLocation } from "@groundwork/configuration";
import { ownCommand } from "@groundwork/constructs/own-command";
import { oneLine } from "../../core/aws/error";
import type { AwsClients } from "../clients";
import type { Block, StackJson } from "../stack-json";
import { ACL, looksAtBucket } from "./adopted-bucket";
import { looksAtTable } from "./adopted-table";
import type { FoundSetting, Look, Wanted } from "./found-setting";

/** What happens to the settings that somebody else has given a bucket or a table. */
export interface Adopted {
  /** Whether bootstrap-stack has not taken it into its state yet. */
  readonly isNew: boolean;
  readonly replaced: readonly FoundSetting[];
  /** Settings that stay and matter; one sentence each. */
  readonly stays: readonly string[];
  /** Settings that could not be read, and are not kept. */
  readonly unread: readonly string[];
}

interface AdoptionOptions {
  readonly clients: AwsClients;
  readonly location: StateLocation;
  /** Terraform JSON of bootstrap-stack. */
  readonly stack: StackJson;
  /** Addresses of the resources in its state: the settings of these have been replaced already. */
  readonly known: ReadonlySet<string>;
}

export async function lookAtBucket(options: AdoptionOptions): Promise<Adopted> {
  const { clients, location, stack } = options;
  const own = Object.entries(stack.resource?.["aws_s3_bucket"] ?? {});
  const [name] = own.find(([, { bucket }]) => bucket === location.bucket) ?? [];
  return lookAt(looksAtBucket(clients.s3, location.bucket), `aws_s3_bucket.${name}`, options);
}

export async function lookAtTable(
  options: AdoptionOptions,
  table: TableDescription,
): Promise<Adopted> {
  const [name] = Object.keys(options.stack.resource?.["aws_dynamodb_table"] ?? {});
  const address = `aws_dynamodb_table.${name}`;
  return lookAt(looksAtTable(options.clients.dynamodb, table), address, options);
}

/** @param address of the bucket or table in bootstrap-stack */
async function lookAt(
  looks: readonly Look[],
  address: string,
  { clients, location, stack, known }: AdoptionOptions,
): Promise<Adopted> {
  const { tags = {} } = stack.provider?.["aws"]?.[0]?.default_tags?.[0] ?? {};
  const { keys = [] } = stack.provider?.["aws"]?.[0]?.ignore_tags?.[0] ?? {};
  const keyArn = await keyArnOf(clients, location);
  const replaced: FoundSetting[] = [];
  const [stays, unread]: string[][] = [[], []];
  const isNew = !known.has(address);
  const open = looks.flatMap(({ what, type, look }) => {
    if (type === undefined) return isNew ? [{ what, look, resource: {} }] : [];
    const [own, resource] = resourceOf(stack, type, address) ?? [];
    return resource && !known.has(`${type}.${own}`) ? [{ what, look, resource }] : [];
  });
  const wanted: Omit<Wanted, "resource"> = { location, keyArn, tags, ignoredTags: keys };
  await Promise.all(
    open.map(async ({ what, look, resource }) => {
      try {
        const found = await look({ ...wanted, resource });
        if (typeof found === "string") stays!.push(found);
        else if (found) replaced.push(found);
      } catch (error) {
        unread!.push(`${what} (${oneLine(error)})`);
      }
    }),
  );
  return {
    isNew,
    replaced: replaced.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    stays: stays!.toSorted(),
    unread: unread!.toSorted(),
  };
}

/** The resource of a type that is, or configures, what stands at an address. */
const resourceOf = ({ resource = {} }: StackJson, type: string, address: string) =>
  Object.entries(resource[type] ?? {}).find(
    ([name, { bucket }]: [string, Block]) =>
      `${type}.${name}` === address || bucket === `\${${address}.id}`,
  );

/** ARN of the state key; undefined as long as there is none, or nobody says. */
const keyArnOf = ({ kms }: AwsClients, { kmsAlias }: StateLocation): Promise<string | undefined> =>
  kms.send(new DescribeKeyCommand({ KeyId: kmsAlias })).then(
    ({ KeyMetadata }) => KeyMetadata?.Arn,
    () => undefined,
  );

/** Whether grants to others have to go before bootstrap-stack can end the ACLs. */
export const grantsToOthers = (adopted: Adopted | undefined): boolean =>
  adopted?.replaced.some(({ name }) => name === ACL) ?? false;

/** One indented line for each thing. */
export const linesOf = ({ replaced, stays, unread }: Adopted): string[] =>
  [
    ...replaced.map(({ lost }) => lost),
    ...stays,
    ...(unread.length > 0 ? [`could not be read, so is not kept: ${unread.join("; ")}`] : []),
  ].map((line) => `    ${line}`);

/**
 * Keeps what is about to be replaced as a file of this folder that only its owner may read. A file
 * that is there stays as it is: after an interruption the settings found are no longer the first.
 *
 * @returns its name, undefined when nothing is replaced
 */
export async function keepReplaced(
  dir: string,
  { accountId, region, bucket, lockTable }: StateLocation,
  settings: readonly FoundSetting[],
): Promise<string | undefined> {
  if (settings.length === 0) return undefined;
  const text = `${JSON.stringify(
    {
      about: `What ${ownCommand("bootstrap")} has replaced. To put one back: jq '.settings["NAME"].value' THIS > FILE, then its putBack`,
      accountId,
      region,
      bucket,
      lockTable,
      settings: Object.fromEntries(
        settings.map(({ name, putBack, value }) => [
          name,
          // The person who puts it back may have another default, and AWS's CLI has none.
          { putBack: `${putBack} --region ${region}`, value },
        ]),
      ),
    },
    null,
    2,
  )}\n`;
  await mkdir(dir, { recursive: true });
  const prefix = `adopted-${bucket}-`;
  for (const name of await readdir(dir)) {
    // Each run up to the first yes finds the same.
    if (name.startsWith(prefix) && (await readFile(path.join(dir, name), "utf8")) === text)
      return name;
  }
  const name = `${prefix}${new Date().toISOString().replaceAll(/[:.]/g, "-")}.json`;
  await writeFile(path.join(dir, name), text, { mode: 0o600, flag: "wx" });
  return name;
}

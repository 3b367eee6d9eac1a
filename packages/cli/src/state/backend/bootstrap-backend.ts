import type { TableDescription } from "@aws-sdk/client-dynamodb";
import { LAYOUT_VERSION, stateKey, type StateLocation } from "@groundwork/configuration/names";
import { OperationError } from "../../core/errors";
import { readStackJson } from "../../core/project";
import type { Person } from "../../core/person";
import type { RunRecords } from "../../terraform/run-record";
import type { Terraform } from "../../terraform/terraform";
import { deployedLayout, expectAccount } from "../account";
import { makeAclPrivate } from "./adopted-bucket";
import {
  grantsToOthers,
  keepReplaced,
  linesOf,
  lookAtBucket,
  lookAtTable,
  type Adopted,
} from "./adoption";
import { ensureBucket, inspectBucket, type BucketFacts } from "./bucket";
import type { AwsClients } from "../clients";
import type { StackJson } from "../stack-json";
import { agree } from "./agree";
import { recoverKilledRun } from "./killed-run";
import { knownAddresses } from "./known-addresses";
import { findLeftovers, importLeftovers } from "./leftovers";
import { explainLock, StateLocks } from "../lock/locks";
import { ensureTable, inspectTable } from "./table";

export interface BootstrapOptions {
  readonly location: StateLocation;
  /** Name of the SSM parameter with the layout's version. */
  readonly layoutParameter: string;
  readonly clients: AwsClients;
  readonly records: RunRecords;
  /** Terraform in the folder of bootstrap-stack. */
  readonly terraform: Terraform;
  /** @default nobody is told or asked, and nothing is kept: a rehearsal */
  readonly person?: BootstrapPerson;
}

/** The person who runs it, and the folder in which files can be kept for that person. */
export interface BootstrapPerson extends Person {
  /** Folder for a file with the settings that an adoption replaces. */
  readonly keepIn: string;
}

const STACK = "bootstrap-stack";
const KEY = stateKey("bootstrap");

/**
 * Makes or adopts bucket and table, then applies bootstrap-stack, whose state lies in that bucket
 * from its first run. Stopped anywhere, it is run again and goes on where it was.
 *
 * @returns whether anything changed
 */
export async function bootstrapBackend(options: BootstrapOptions): Promise<boolean> {
  const { location, clients } = options;
  await expectAccount(clients, location);
  const [bucket, table, layout] = await Promise.all([
    inspectBucket(clients, location),
    inspectTable(clients, location),
    deployedLayout(clients, options.layoutParameter),
  ]);
  if (layout > LAYOUT_VERSION) {
    throw new OperationError(
      `${options.layoutParameter}: got layout ${layout}, expected at most ${LAYOUT_VERSION}; ` +
        "a newer checkout has set up this backend: update yours and run it again",
    );
  }

  const missing = !bucket?.versioned || !table;
  const adopted = await lookAtFound(options, bucket, table);
  if (missing || adopted.some((one) => one?.isNew || (one?.replaced.length ?? 0) > 0)) {
    await agree(
      options.person,
      await describe(options, bucket, table !== undefined, adopted),
      "Make these changes?",
    );
  }
  if (missing) await ensureBucket(clients, location, bucket);
  if (grantsToOthers(adopted[0])) await makeAclPrivate(clients.s3, location.bucket);
  await ensureTable(clients, location, table);
  await recoverKilledRun(options, STACK);
  return (await applyStack(options)) || missing;
}

type Found = readonly [bucket: Adopted | undefined, table: Adopted | undefined];

/** Settings of others on bucket and table. A rehearsal does not look for them. */
async function lookAtFound(
  options: BootstrapOptions,
  bucket: BucketFacts | undefined,
  table: TableDescription | undefined,
): Promise<Found> {
  if (!options.person) return [undefined, undefined];
  const stack = await stackJson(options);
  const known = bucket ? await knownAddresses(options, STACK) : new Set<string>();
  const look = { clients: options.clients, location: options.location, stack, known };
  return Promise.all([
    bucket ? lookAtBucket(look) : undefined,
    table ? lookAtTable(look, table) : undefined,
  ]);
}

/**
 * Says what will be done, before anything is done. By then the settings that it replaces are kept
 * in a file.
 */
async function describe(
  { location, person }: BootstrapOptions,
  bucket: BucketFacts | undefined,
  table: boolean,
  [ofBucket, ofTable]: Found,
): Promise<string> {
  const adopted = bucket?.versioned
    ? "is adopted"
    : "is adopted; versioning goes on, public access off";
  const replaced = [...(ofBucket?.replaced ?? []), ...(ofTable?.replaced ?? [])];
  const kept = person && (await keepReplaced(person.keepIn, location, replaced));
  return [
    `In account ${location.accountId}, region ${location.region}:`,
    `  bucket ${location.bucket}: ${bucket ? adopted : "is made, versioned and private"}`,
    ...(ofBucket ? linesOf(ofBucket) : []),
    ...(ofBucket?.isNew
      ? [
          `    writes of others are denied from then on, unless they name the key ${location.kmsAlias}`,
        ]
      : []),
    `  table ${location.lockTable}: ${table ? "is adopted" : "is made"}`,
    ...(ofTable ? linesOf(ofTable) : []),
    ...(kept === undefined
      ? []
      : [`  what is replaced is kept in ${kept}, with the commands that put it back`]),
    `  then ${STACK} is planned, shown and applied: key, encryption, policies, log bucket`,
  ].join("\n");
}

const stackJson = ({ terraform }: BootstrapOptions): Promise<StackJson> =>
  readStackJson(terraform.dir);

async function applyStack(options: BootstrapOptions): Promise<boolean> {
  const { clients, location, terraform, person } = options;
  const planFile = "bootstrap.tfplan";
  try {
    const leftovers = await findLeftovers(
      clients,
      location,
      await stackJson(options),
      await knownAddresses(options, STACK),
      person?.tell,
    );
    await importLeftovers(terraform.dir, leftovers);
    await terraform.init("-reconfigure");
    if (!(await terraform.plan(planFile))) return false;
    if (person) await agree(person, await terraform.show(planFile), "Apply this plan?");
    await terraform.apply(planFile);
    return true;
  } catch (error) {
    throw await explainLock(new StateLocks(location, clients), KEY, error);
  }
}

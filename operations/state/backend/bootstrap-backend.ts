import { LAYOUT_VERSION, stateKey, type StateLocation } from "../../../environments/names";
import { OperationError } from "../../errors";
import type { Person } from "../../person";
import type { RunRecords } from "../../terraform/run-record";
import type { Terraform } from "../../terraform/terraform";
import { callerAccount, deployedLayout } from "./account";
import { ensureBucket, inspectBucket, type BucketFacts } from "./bucket";
import type { AwsClients } from "../clients";
import { matchDigest } from "../digest/digest";
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
  /** @default nobody is told or asked: a rehearsal */
  readonly person?: Person;
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
  await checkAccount(options);
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
  if (missing) {
    await agree(
      options.person,
      describe(location, bucket, table !== undefined),
      "Make these changes?",
    );
    await ensureBucket(clients, location, bucket);
  }
  await ensureTable(clients, location, table);
  await recoverKilledRun(options);
  return (await applyStack(options)) || missing;
}

/** What is about to be done, before any of it is. */
function describe(
  location: StateLocation,
  bucket: BucketFacts | undefined,
  table: boolean,
): string {
  const adopted = bucket?.versioned
    ? "is adopted"
    : "is adopted; versioning goes on, public access off";
  return [
    `In account ${location.accountId}, region ${location.region}:`,
    `  bucket ${location.bucket}: ${bucket ? adopted : "is made, versioned and private"}`,
    ...(bucket?.policy ? ["    its policy is replaced by that of the plan below"] : []),
    `  table ${location.lockTable}: ${table ? "is adopted" : "is made"}`,
    `  then ${STACK} is planned, shown and applied: key, encryption, policies, log bucket`,
  ].join("\n");
}

/** @throws OperationError when the person says no */
async function agree(person: Person | undefined, text: string, question: string): Promise<void> {
  person?.tell(text);
  if (person && !(await person.confirm(question))) {
    throw new OperationError(
      "stopped at your no; what was done before is kept, and a next run goes on from there",
    );
  }
}

async function checkAccount({ clients, location }: BootstrapOptions): Promise<void> {
  const account = await callerAccount(clients);
  if (account === location.accountId) return;
  throw new OperationError(
    `organization.accountId: got ${location.accountId}, but the credentials are for ${account}; ` +
      "correct environments/organization.ts, or log in to the other account",
  );
}

async function applyStack(options: BootstrapOptions): Promise<boolean> {
  const { clients, location, terraform, person } = options;
  const planFile = "bootstrap.tfplan";
  try {
    const leftovers = await findLeftovers(clients, location, terraform.dir, KEY);
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

/**
 * A run of this checkout that was killed has left its lock, which nobody else would release, and
 * perhaps a state that its digest does not match yet.
 */
async function recoverKilledRun(options: BootstrapOptions): Promise<void> {
  const { clients, location, records, person } = options;
  const locks = new StateLocks(location, clients);
  const held = await locks.read(KEY);
  for (const lock of [held.row, held.file]) {
    if (lock === undefined || !(await records.leftBehind(STACK, lock))) continue;
    person?.tell(
      `Releasing the lock ${lock.ID}, taken at ${lock.Created} by a run that was killed`,
    );
    if (location.lock !== "s3") await matchDigest(clients, location, KEY);
    await locks.release(KEY, lock.ID);
  }
  await records.forgetDead(STACK);
}

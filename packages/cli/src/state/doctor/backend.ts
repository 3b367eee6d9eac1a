import { LAYOUT_VERSION, type StateLocation } from "@groundwork/configuration/names";
import { deployedLayout } from "../account";
import type { AwsClients } from "../clients";
import { examineBucket, examineOtherBucket, examineSettings } from "./bucket";
import type { Examination } from "./examination";
import { ExpectedBackend, madeWithoutTerraform, type StackJson } from "./expected";
import { examineKey, examineRotation } from "./key";
import { compareTable, examineTable } from "./lock-table";

export interface BackendToExamine {
  readonly clients: AwsClients;
  readonly location: StateLocation;
  /** Name of the SSM parameter with the layout's version. */
  readonly layoutParameter: string;
  /** bootstrap-stack, undefined when it could not be synthesized. */
  readonly bootstrap: Promise<StackJson | undefined>;
  /** Whether stand-ins took the place of what bootstrap-stack makes. */
  readonly standIns: boolean;
}

/**
 * Looks at bucket, lock table and key, and compares them with bootstrap-stack.
 *
 * @param keyArn of examineKeyOf, which others wait for too
 */
export async function examineBackend(
  exam: Examination,
  target: BackendToExamine,
  keyArn: Promise<string | undefined>,
): Promise<void> {
  const { clients, location, bootstrap, standIns, layoutParameter } = target;
  const attempt = <Result>(looked: string, work: () => Promise<Result>) =>
    exam.attempt("backend", looked, work);
  const [bucket, table] = [
    attempt(`bucket ${location.bucket}`, () => examineBucket(exam, clients, location)),
    attempt(`table ${location.lockTable}`, () => examineTable(exam, clients, location)),
  ];
  const synthesized = standIns ? undefined : await bootstrap;
  const expected = new ExpectedBackend(
    synthesized ?? madeWithoutTerraform(location.bucket),
    await keyArn,
  );
  await Promise.all([
    bucket.then(async (found) => {
      // Where only the look at the bucket itself was refused, its settings may be open.
      if (found === false) return;
      await examineSettings(exam, clients, location, expected, location.bucket);
    }),
    ...expected.buckets
      .filter((name) => name !== location.bucket)
      .map(async (name) => {
        const found = await attempt(`bucket ${name}`, () =>
          examineOtherBucket(exam, clients, name),
        );
        if (found) await examineSettings(exam, clients, location, expected, name);
      }),
    table.then(async (found) => {
      if (found) await compareTable(exam, clients, found, expected);
    }),
    keyArn.then(async (arn) => {
      if (arn === undefined || expected.key?.["enable_key_rotation"] !== true) return;
      await attempt("rotation of the key", () => examineRotation(exam, clients, arn));
    }),
    standIns
      ? undefined
      : attempt(`parameter ${layoutParameter}`, () =>
          examineLayout(exam, clients, layoutParameter),
        ),
  ]);
}

/** Looks at the key; stand-ins make none. */
export const examineKeyOf = async (
  exam: Examination,
  { clients, location, standIns }: BackendToExamine,
): Promise<string | undefined> =>
  standIns
    ? undefined
    : exam.attempt("backend", `key ${location.kmsAlias}`, () =>
        examineKey(exam, clients, location),
      );

/** Which version of bootstrap-stack has been applied. */
async function examineLayout(
  exam: Examination,
  clients: AwsClients,
  parameter: string,
): Promise<void> {
  const layout = await deployedLayout(clients, parameter);
  if (layout === LAYOUT_VERSION) return;
  const newer = layout > LAYOUT_VERSION;
  exam.report({
    check: "backend-layout",
    severity: "error",
    about: "backend",
    what: `${parameter}: got ${layout === 0 ? "no layout" : `layout ${layout}`}, expected ${LAYOUT_VERSION}`,
    why: newer
      ? "a newer checkout has set up this backend; what is compared here is out of date"
      : "bootstrap-stack was not applied to its end, or is older than this checkout",
    repair: newer ? "update this checkout (git pull), then npm run doctor" : "npm run bootstrap",
  });
}

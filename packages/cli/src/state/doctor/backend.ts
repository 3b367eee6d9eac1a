import { LAYOUT_VERSION, type StateLocation } from "@groundwork/configuration/names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { deployedLayout } from "../account";
import type { AwsClients } from "../clients";
import { examineBucket, examineSettings } from "./bucket";
import type { Examination } from "./examination";
import { examineKey } from "./key";
import { examineRows, examineTable } from "./lock-table";

export interface BackendToExamine {
  readonly clients: AwsClients;
  readonly location: StateLocation;
  /** Keys of the states in it. */
  readonly keys: readonly string[];
  /** Name of the SSM parameter with the layout's version; undefined where it is out of reach. */
  readonly layoutParameter: string | undefined;
  /** Whether stand-ins took the place of what bootstrap-stack makes. */
  readonly standIns: boolean;
}

/**
 * Checks the settings of bucket and lock table that must never be wrong. `drift bootstrap-stack`
 * compares all their other settings.
 *
 * @param keyArn of examineKeyOf, which others wait for too
 */
export async function examineBackend(
  exam: Examination,
  target: BackendToExamine,
  keyArn: Promise<string | undefined>,
): Promise<void> {
  const { clients, location, keys, standIns, layoutParameter } = target;
  const attempt = <Result>(looked: string, work: () => Promise<Result>) =>
    exam.attempt("backend", looked, work);
  await Promise.all([
    attempt(`bucket ${location.bucket}`, () => examineBucket(exam, clients, location)).then(
      async (found) => {
        // If only the request for the bucket itself was refused, its settings may still be
        // readable.
        if (found === false) return;
        const needs = { location, keys, keyArn: await keyArn };
        await examineSettings(exam, clients, needs, standIns);
      },
    ),
    attempt(`table ${location.lockTable}`, () => examineTable(exam, clients, location)).then(
      async (found) => {
        if (found) await examineRows(exam, clients, found);
      },
    ),
    standIns || layoutParameter === undefined
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
    repair: newer
      ? `update this checkout (git pull), then ${ownCommand("doctor")}`
      : ownCommand("bootstrap"),
  });
}

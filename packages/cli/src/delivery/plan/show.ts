import path from "node:path";
import { fileIn, PLAN_TEXT } from "../store/bundle";
import { bundleOf } from "./bundle-of";
import { detailsOf } from "./details-of";
import { openDelivery, recordOf, type OpenDelivery } from "../open";
import { statusOf, type PlanRecord } from "../store/plan-meta";
import { planText } from "../store/plan-text";
import { runCommand } from "../../core/command";
import { ownCommand } from "@groundwork/constructs/own-command";
import { keyOfState } from "../../core/stack-of";
import { heldBy } from "../../state/lock/locks";
import type { OpenOptions } from "../../state/open";
import { sayJson } from "../../core/outlet";
import { expectPlaceFor } from "../../core/private-file";

export interface ShowOptions extends OpenOptions {
  readonly id: string;
  /** The plan as Terraform shows it, for those who may read the bundle. */
  readonly text: boolean;
  /** The log of the apply. */
  readonly log: boolean;
  /** A file for all of it as a page. @default none is written */
  readonly html?: string | undefined;
}

/** `groundwork show`: what a plan would do, and what became of it. */
export async function show(options: ShowOptions): Promise<void> {
  if (options.html !== undefined) {
    await expectPlaceFor(path.resolve(options.html), options.yes === true);
  }
  const open = openDelivery(options);
  await runCommand(open, async () => {
    const record = await recordOf(open, options.id);
    const text = options.text ? await textOf(record, open) : undefined;
    const log = options.log ? ((await open.store.getLog(options.id)) ?? null) : undefined;
    const { details, unknown } = await detailsOf(record, open);
    const status = statusOf(record);
    const lock = status === "started" ? await lockOf(record, open) : undefined;
    const html = options.html === undefined ? undefined : await pageOf(record, open, options);
    if (options.json) {
      const known = { status, ...record, details, lock, text, log, html };
      sayJson(known);
      return;
    }
    const { person } = open;
    if (html !== undefined) {
      person.tell(`${html}: a page that you alone may read (0600)`);
      return;
    }
    person.tell(planText(record, open.store.now(), details));
    if (unknown !== undefined) person.tell(unknown);
    if (lock !== undefined) person.tell(lock);
    if (text !== undefined) person.tell(`\n${text.trim()}`);
    if (log !== undefined) person.tell(`\n${log?.trim() ?? "No log is stored."}`);
  });
}

async function pageOf(
  record: PlanRecord,
  open: OpenDelivery,
  { html, yes = false, env }: ShowOptions,
): Promise<string> {
  // Only here: it loads what draws.
  const { writePage } = await import("../page/write-page.js");
  const { details, unknown } = await detailsOf(record, open);
  const notes = unknown === undefined ? [] : [unknown];
  const now = open.store.now();
  return writePage({ file: html!, replace: yes, env, record, details, notes, now });
}

const textOf = async ({ summary }: PlanRecord, { store }: OpenDelivery): Promise<string> =>
  String((await fileIn(await bundleOf(summary, store), PLAN_TEXT)) ?? "");

/** A run that was killed leaves its lock, and one that is under way holds it. */
async function lockOf(
  { summary }: PlanRecord,
  { locks, location, configuration }: OpenDelivery,
): Promise<string> {
  if (!location) return `${ownCommand(`unlock ${summary.stack}`)} tells whether it is under way.`;
  const key = keyOfState(summary.stack, configuration);
  const { row, file } = await locks.read(key);
  const lock = row ?? file;
  return lock ? heldBy(key, lock).message : `${key} is not locked: nothing is under way any more.`;
}

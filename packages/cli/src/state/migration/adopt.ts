import { stateKey, ownerOf } from "@groundwork/configuration/names";
import { OperationError } from "../../core/errors";
import { migrationOptions, ownEnvironment, s3Source, tellResult } from "./migrate";
import { parseMappings, proposeMappings, type Mapping } from "./adoption";
import { explainRefusal } from "../../core/aws-refusal";
import { adoptionJson, adoptionTable, MEANING, proposal } from "./adoption-text";
import { findStates, type FoundState } from "./found-states";
import { StateMigration } from "./migration";
import type { Migration } from "./migration-text";
import { openBackend, openState, type OpenBackend, type OpenOptions } from "../open";
import { foreignBackend, type ForeignBackend } from "./source-s3";
import { parseState } from "../../terraform/state-file";
import { readState } from "../state-object";
import { requireTerraform } from "../../terraform/terraform";
import { sayJson } from "../../core/outlet";

export interface AdoptOptions extends OpenOptions {
  /** @default this project's own, where only keys move */
  readonly bucket?: string | undefined;
  /** Lock table of that backend. @default this project's own for its own bucket, else none */
  readonly table?: string | undefined;
  /** @default the bucket's */
  readonly region?: string | undefined;
  /** As `dev=Dev/terraform.tfstate`. @default only lists */
  readonly map?: readonly string[] | undefined;
  /** Only list, and say what could be moved. */
  readonly dryRun: boolean;
  /** Whether each state is deleted after the move. */
  readonly retire: boolean;
}

/**
 * `npm run adopt`: lists the states of a backend that was made by hand, and moves those that are
 * named to the keys of this project's stacks.
 *
 * @throws OperationError at the first that cannot be moved; before any is, where that shows
 */
export async function adopt(options: AdoptOptions): Promise<void> {
  const { map = [], yes = false, dryRun, json, env } = options;
  if (yes && map.length === 0) {
    throw new OperationError(
      "--yes: got no --map, expected one for each state that is to be moved; without any, adopt only lists",
    );
  }
  await requireTerraform();
  const home = openBackend(options);
  const bucket = options.bucket ?? home.location.bucket;
  const backend = await foreignBackend(
    { ...options, bucket },
    home,
    env["AWS_ENDPOINT_URL"] || undefined,
  );
  const found = await findStates(backend);
  const own = ownKeys(home, backend);
  const foreign = found.filter(({ key }) => !own.has(key));
  const states = foreign.filter(({ state }) => state !== undefined);
  const keys = states.map(({ key }) => key);
  const taken = await takenStacks(home, foreign);
  const free = home.stacks.filter((stack) => ![...taken.values()].includes(stack));
  const proposed = proposeMappings(
    free.filter((stack) => stack !== "bootstrap-stack"),
    keys.filter((key) => !taken.has(key)),
  );
  home.person.tell(adoptionTable(backend.location, found, own, taken));
  const others = foreign.flatMap(({ key, state, words }) =>
    state === undefined && words !== undefined ? [[key, words] as const] : [],
  );
  const mappings = parseMappings(map, home.stacks, keys, new Map(others));
  const migrations: Migration[] = [];
  if (mappings.length === 0) {
    if (states.length > 0)
      home.person.tell(`\n${MEANING}\n\n${proposal(proposed, where(options))}`);
  } else {
    home.person.tell(`\n${MEANING}`);
    await moveAll(mappings, backend, options, migrations).catch((error: unknown) => {
      throw explainRefusal(home.location, error);
    });
    if (dryRun) home.person.tell("\nNothing stands against it. Nothing was changed: --dry-run");
  }
  if (json) {
    const document = adoptionJson(backend.location, found, own, taken, proposed);
    sayJson({ ...document, migrations });
  }
}

/** All are looked at before the first is moved. */
async function moveAll(
  mappings: readonly Mapping[],
  backend: ForeignBackend,
  options: AdoptOptions,
  done: Migration[],
): Promise<void> {
  const each = [];
  for (const { stack, key } of mappings) {
    const state = await openState(stack, { ...options, env: ownEnvironment(options.env) });
    const source = s3Source({ bucket: backend.location.bucket, key }, backend, state);
    const settings = migrationOptions({ ...options, keepLocal: true });
    const migration = new StateMigration(state, source, settings);
    await migration.check();
    each.push({ state, source, migration });
  }
  if (options.dryRun) return;
  for (const { state, source, migration } of each) {
    state.person.tell(`\n${state.stack}:`);
    const result = await migration.run();
    tellResult(state, source, result);
    done.push(result);
  }
}

/** Keys of this project's stacks, when it is their bucket that is looked at. */
const ownKeys = (home: OpenBackend, { location }: ForeignBackend): ReadonlyMap<string, string> =>
  new Map(
    location.bucket === home.location.bucket
      ? home.stacks.map((stack) => [stateKey(ownerOf(stack)), stack])
      : [],
  );

/** States, by key, whose lineage some stack has already: those were moved before. */
async function takenStacks(
  { stacks, clients, location }: OpenBackend,
  found: readonly FoundState[],
): Promise<ReadonlyMap<string, string>> {
  const lineages = new Map<string, string>();
  for (const stack of stacks) {
    const text = await readState(clients, location, stateKey(ownerOf(stack))).catch(
      () => undefined,
    );
    const lineage = text === undefined ? undefined : parseState(text)?.lineage;
    // All that have none have the same.
    if (lineage) lineages.set(lineage, stack);
  }
  return new Map(
    found.flatMap(({ key, state }) => {
      const stack = state && lineages.get(state.lineage);
      return stack === undefined ? [] : [[key, stack] as const];
    }),
  );
}

const where = ({ bucket, table, region }: AdoptOptions) => ({ bucket, table, region });

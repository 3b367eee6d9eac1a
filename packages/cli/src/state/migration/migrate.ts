import { OperationError } from "../../core/errors";
import { sayJson } from "../../core/outlet";
import { explainRefusal } from "../../core/aws/refusal";
import { BucketStates } from "./bucket-states";
import { parseMappings } from "./mappings";
import { StateMigration } from "./migration";
import { migrationNotes } from "./migration-notes";
import { parseSource, type BucketAddress } from "./migration-source";
import { MEANING, resultText, type Migration } from "./migration-text";
import { checkPath, openSource, ownEnvironment, type OneState } from "./open-source";
import { foreignBackend } from "./source-s3";
import { openBackend, openState, type OpenBackend, type OpenOptions } from "../open";
import { requireTerraform, type Release } from "../../terraform/release";

export interface MigrateOptions extends OpenOptions {
  /** Undefined for the states of a bucket, which `map` gives to stacks. */
  readonly stack?: string | undefined;
  /**
   * A state file, a folder with an initialised backend, `s3://bucket/key?region=..&table=..`; or
   * `s3://bucket?region=..&table=..` for all states in it.
   */
  readonly from: string;
  /** Which state of a bucket goes to which stack, as `dev=Dev/terraform.tfstate`. @default only lists */
  readonly map?: readonly string[] | undefined;
  /** Whether it ends before anything is changed. */
  readonly dryRun: boolean;
  /** Whether local files stay after the move. */
  readonly keepLocal: boolean;
  /** Whether an S3 source is deleted after the move. */
  readonly retire: boolean;
}

/**
 * `groundwork migrate`: moves a state from somewhere else to a stack's key, or lists the states of a
 * bucket and moves those that are named.
 *
 * @throws OperationError when it cannot be done without losing something
 */
export async function migrate(options: MigrateOptions): Promise<void> {
  const { stack, from, map = [], env } = options;
  const source = parseSource(from, process.cwd());
  const bucket = source.type === "bucket";
  if (stack === undefined ? !bucket : bucket || map.length > 0) {
    throw new OperationError(
      `got ${stack === undefined ? "no stack" : `the stack ${stack}`} with --from ${from}${map.length > 0 ? " and --map" : ""}, ` +
        "expected one stack with one state, or without a stack s3://<bucket> and --map <stack>=<key> for each state",
    );
  }
  if (source.type === "path") await checkPath(source.path);
  const { product } = await requireTerraform(env);
  const home = openBackend(options, "migrate", options.stack);
  if (source.type === "bucket") return migrateBucket(source.address, home, { ...options, product });
  const [done] = await moveAll([{ stack: stack!, source }], home, { ...options, product });
  if (options.json) sayJson(done ?? null);
}

/** Lists the states of a bucket, and moves those that are mapped. */
async function migrateBucket(
  address: BucketAddress,
  home: OpenBackend,
  options: Moving,
): Promise<void> {
  const { map = [], yes = false, json, env } = options;
  if (yes && map.length === 0) {
    throw new OperationError(
      "--yes: got no --map, expected one for each state that is to be moved; without any, a bucket is only listed",
    );
  }
  const backend = await foreignBackend(address, home, env);
  const states = await BucketStates.find(backend, home);
  home.person.tell(states.table());
  const mappings = parseMappings(map, home.stacks, states.keys, states.others);
  if (mappings.length > 0 || states.keys.length > 0) home.person.tell(`\n${MEANING}`);
  if (mappings.length === 0 && states.keys.length > 0) {
    home.person.tell(`\n${states.proposal(options.from)}`);
  }
  const { region } = backend.location;
  const moves = mappings.map(({ stack, key }) => ({
    stack,
    source: { type: "s3" as const, address: { ...address, region, key } },
  }));
  const migrations = await moveAll(moves, home, options);
  if (json) sayJson({ ...states.json(), migrations });
}

/** How states are moved. */
interface Moving extends MigrateOptions {
  readonly product: Release["product"];
}

interface Move {
  readonly stack: string;
  readonly source: OneState;
}

/** Moves states, one after another. All are checked before the first is moved. */
async function moveAll(
  moves: readonly Move[],
  home: OpenBackend,
  options: Moving,
): Promise<Migration[]> {
  const { env, dryRun } = options;
  const notes = migrationNotes(env);
  const done: Migration[] = [];
  try {
    if (moves.length > 0) await home.expectAccess();
    const each = [];
    for (const move of moves) {
      const state = await openState(move.stack, { ...options, env: ownEnvironment(env) }, home);
      const source = await openSource(move.source, state, notes, env);
      const migration = new StateMigration(state, source, { ...options, notes });
      const intent = dryRun || moves.length > 1 ? await migration.check() : undefined;
      if (dryRun && intent) home.person.tell(`\n${intent}`);
      each.push({ state, source, migration });
    }
    if (dryRun && moves.length > 0) {
      home.person.tell("\nNothing stands against it. Nothing was changed: --dry-run");
      return done;
    }
    for (const { state, source, migration } of each) {
      if (moves.length > 1) state.person.tell(`\n${state.stack}:`);
      const result = await migration.run();
      state.person.tell(resultText(source, result));
      done.push(result);
    }
    return done;
  } catch (error) {
    throw explainRefusal(home.location, error);
  }
}

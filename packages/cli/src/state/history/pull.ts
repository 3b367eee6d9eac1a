import path from "node:path";
import { ownCommand } from "@groundwork/constructs/own-command";
import { count } from "../../core/count";
import { runCommand } from "../../core/command";
import { OperationError } from "../../core/errors";
import { MISMATCH } from "../../core/exit-codes";
import { digestOf, storedDigest } from "../state-digest";
import { isInS3, openState, openStates, type OpenAnyState, type OpenOptions } from "../open";
import { expectPlaceFor, writePrivately } from "../../core/private-file";
import { parseState } from "../../terraform/state-file";
import { readStateBytes } from "../state-object";
import { requireTerraform } from "../../terraform/release";
import { pass } from "../../core/outlet";

export interface PullOptions extends OpenOptions {
  readonly stack: string;
  /** File for the state. @default standard output */
  readonly out?: string | undefined;
}

/** For programs, as far as it went; without a file standard output is for the state. */
interface Pulled {
  readonly stack: string;
  file?: string;
  serial?: number;
  lineage?: string;
  /** How many there are. */
  resources?: number;
  error?: string;
}

/**
 * `groundwork pull`: the state of a stack as Terraform reads it, to standard output or to a file that
 * only its owner may read.
 *
 * @throws OperationError when there is none, or Terraform refuses it
 */
export async function pull(options: PullOptions): Promise<void> {
  const { out, json, yes = false } = options;
  if (out !== undefined) await expectPlaceFor(path.resolve(out), yes);
  await requireTerraform(options.env);
  // Standard output is for the state alone.
  const quiet = { ...options, json: true };
  const state = await openState(options.stack, quiet, openStates(quiet));
  const document: Pulled = { stack: state.stack };
  await runCommand({ asked: state.asked, json: json === true && out !== undefined, document }, () =>
    pullTo(state, options, document),
  );
}

async function pullTo(
  state: OpenAnyState,
  { out, yes = false }: PullOptions,
  document: Pulled,
): Promise<void> {
  const text = await pulled(state);
  const found = parseState(text);
  if (!found) {
    throw new OperationError(`${state.stack} has no state yet: there is nothing at ${state.place}`);
  }
  if (process.stderr.isTTY) state.person.tell(WARNING);
  if (out === undefined) {
    pass(`${text}\n`);
    return;
  }
  const file = path.resolve(out);
  await writePrivately(file, `${text}\n`, yes);
  const { serial, lineage, addresses } = found;
  state.person.tell(
    `${file}: serial ${serial}, ${count(addresses.length, "resource")}, for you alone (0600)`,
  );
  Object.assign(document, { file, serial, lineage, resources: addresses.length });
}

const WARNING =
  "A state holds secrets in plain text: passwords, keys, tokens. Do not commit, mail or keep it.";

/** @throws OperationError with exit code 4 when the state and its digest differ */
async function pulled(state: OpenAnyState): Promise<string> {
  const { terraform, key, stack } = state;
  try {
    await terraform.init("-reconfigure");
    return await terraform.pullState();
  } catch (error) {
    if (!isInS3(state) || state.location.lock === "s3") throw error;
    const { clients, location } = state;
    const [bytes, digest] = await Promise.all([
      readStateBytes(clients, location, key),
      storedDigest(clients, location, key),
    ]).catch(() => [undefined, undefined]);
    if (digest === undefined || (bytes !== undefined && digestOf(bytes) === digest)) throw error;
    throw new OperationError(
      `${key}: ${bytes === undefined ? "the state is gone, but its digest is not" : "the state is not the one that its digest in the lock table stands for"}; ` +
        `Terraform refuses it. See why, and repair it: ${ownCommand(`repair-digest ${stack}`)}`,
      MISMATCH,
    );
  }
}

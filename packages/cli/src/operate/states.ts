import pMap from "p-map";
import { AT_A_TIME } from "../core/at-a-time";
import { HindranceError } from "../core/aws/hindrance";
import { explainAnswer, type AskedOfAws } from "../core/aws/refusal";
import { OperationError } from "../core/errors";
import { interruption } from "../core/interruption";
import { unexpected } from "../core/unexpected";
import { initStacks, withStacks } from "../delivery/open-stacks";
import { isInS3, stateKeyOf, type OpenOptions, type OpenStates } from "../state/open";
import { readStateObject } from "../state/state-object";
import type { StateFile, StateJson } from "../terraform/state-file";
import { stateFormat } from "../terraform/state-format";

/** The state of a stack, read. */
export interface FoundState extends StateFile {
  readonly json: StateJson;
  /** When it was written, and as which version; undefined where its backend does not tell. */
  readonly written?: { readonly at: Date; readonly versionId: string | undefined } | undefined;
}

/** The state of one of several stacks. */
export interface StackState {
  readonly stack: string;
  /** Undefined where there is none yet, or it cannot be read. */
  readonly state?: FoundState | undefined;
  /** Why it cannot be read. */
  readonly problem?: string | undefined;
}

/**
 * Reads the states of some stacks at once: in S3 as they lie there, elsewhere as Terraform reads
 * them. One that cannot be read does not hide the others.
 *
 * @throws HindranceError where AWS answers nothing, whatever is asked
 */
export async function readStates(
  states: OpenStates,
  stacks: readonly string[],
  options: OpenOptions,
): Promise<StackState[]> {
  if (!isInS3(states)) return readElsewhere(stacks, options);
  const { clients, location } = states;
  const asked = askedOfStates(states);
  // Whose credentials these are is known before it would be told of each state.
  await states.expectAccess();
  return pMap(
    stacks,
    (stack) =>
      looked(stack, async () => {
        try {
          const found = await readStateObject(clients, location, stateKeyOf(states, stack));
          if (found === undefined) return undefined;
          const { lastModified: at, versionId } = found;
          return stateIn(found.bytes, { at, versionId });
        } catch (error) {
          throw await explainAnswer(asked, error);
        }
      }),
    AT_A_TIME.states,
  );
}

/** The requests for states themselves, whatever else a command asks for. */
export const askedOfStates = ({ location, asked }: OpenStates): AskedOfAws =>
  location
    ? {
        ...asked,
        bucket: location.bucket,
        bucketComesFrom: undefined,
        lockTable: location.lockTable,
      }
    : asked;

const readElsewhere = (stacks: readonly string[], options: OpenOptions): Promise<StackState[]> =>
  withStacks({ ...options, stacks }, async ({ stacks: open }) => {
    const ready = await initStacks(open, options);
    return pMap(
      ready,
      (stack) =>
        looked(stack.name, async () => {
          stack.expectInit();
          return stateIn(await stack.terraform.pullState());
        }),
      AT_A_TIME.terraform,
    );
  });

async function looked(
  stack: string,
  read: () => Promise<FoundState | undefined>,
): Promise<StackState> {
  try {
    return { stack, state: await read() };
  } catch (error) {
    return { stack, problem: problemOf(error) };
  }
}

/**
 * What kept one part of a look from its end, in words.
 *
 * @throws what keeps all others from theirs as well
 */
export function problemOf(error: unknown): string {
  if (error instanceof HindranceError) throw error;
  interruption.signal.throwIfAborted();
  return unexpected(error);
}

/** @throws OperationError where there is something else than a state */
function stateIn(
  content: Buffer | string,
  written?: FoundState["written"],
): FoundState | undefined {
  const { kind, words, state } = stateFormat(content);
  if (kind === "empty") return undefined;
  if (!state) throw new OperationError(`got ${words}, expected a state of format 4`);
  return { ...state, json: JSON.parse(String(content)) as StateJson, written };
}

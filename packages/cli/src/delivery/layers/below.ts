import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../../core/errors";
import type { OpenDelivery } from "../open";
import { sha256 } from "../store/bundle";
import { lastOutcome } from "../store/last-outcome";
import { statusOf, type PlanFinding, type PlanStatus } from "../store/plan-meta";
import type { LayersAround } from "./layers-around";
import { parameterValues } from "./parameter-values";
import { fieldsOf, publishedBy, readBy, type LayerJson, type LayerStack } from "./stack-parameters";

/** What a plan has read of the layers below: the hash of each value, by the name of its parameter. */
export type ReadValues = Readonly<Record<string, string>>;

type Store = Pick<OpenDelivery, "objects" | "store">;

interface Asking {
  readonly env: NodeJS.ProcessEnv;
  readonly standIns?: boolean | undefined;
}

/**
 * Looks at what a stack reads of the layers below before it is planned.
 *
 * @param json of the stack
 * @returns hashes of the values; none where it reads nothing
 * @throws OperationError where something of it is not there, with what comes first
 */
export async function expectBelow(
  stack: string,
  json: LayerJson,
  around: LayersAround,
  { env, standIns, store }: Asking & { readonly store: Store["store"] },
): Promise<ReadValues> {
  const { environment, path, below } = around;
  const names = readBy(json, path);
  if (names.length === 0) return {};
  const all = [...new Set([...names, ...below.flatMap((one) => publishedBy(one.json, path))])];
  const values = await parameterValues(all, environment, { env, standIns });
  const missing = names.filter((name) => !values.has(name));
  if (missing.length > 0) throw await waitsFor(stack, missing, values, around, store);
  return Object.fromEntries(names.map((name) => [name, sha256(values.get(name)!)]));
}

async function waitsFor(
  stack: string,
  missing: readonly string[],
  values: ReadonlyMap<string, string>,
  around: LayersAround,
  store: Store["store"],
): Promise<OperationError> {
  const { text, first } = waitingWords(stack, missing, (name) => values.has(name), around);
  return new OperationError(first === undefined ? text : `${text}. ${await nextOf(first, store)}`);
}

/**
 * In place of the provider's words, of a plan that did not look at what it reads before.
 *
 * @returns the error itself where it is another
 */
export function explainUnread(
  stack: string,
  json: LayerJson,
  error: unknown,
  around: LayersAround,
): unknown {
  if (!(error instanceof OperationError)) return error;
  const names = readBy(json, around.path);
  // internal/service/ssm/parameter_data_source.go; Terraform breaks lines where it likes.
  const told = error.message.matchAll(
    /SSM[\s│]+Parameter[\s│]+\((\S+?)\):[\s│]+couldn't[\s│]+find/g,
  );
  const missing = [...told].map(([, name]) => name!).filter((name) => names.includes(name));
  if (missing.length === 0) return error;
  const isRead = (name: string) => names.includes(name) && !missing.includes(name);
  const { text, first } = waitingWords(stack, missing, isRead, around);
  return new OperationError(first === undefined ? text : `${text}. ${firstPlan(first)}`);
}

/** @param isThere of a parameter, whether it is known to have a value */
function waitingWords(
  stack: string,
  missing: readonly string[],
  isThere: (name: string) => boolean,
  { environment, path, below }: LayersAround,
): { readonly text: string; readonly first?: LayerStack } {
  const where = `Parameter Store of ${environment.region}`;
  const first = below.find((one) =>
    publishedBy(one.json, path).some((name) => missing.includes(name)),
  );
  if (first === undefined) {
    return {
      text: `${stack} reads ${missing.join(", ")} of ${where}, which ${below.map(({ name }) => name).join(" and ")} do not publish, expected what one of them does`,
    };
  }
  const published = publishedBy(first.json, path);
  const lacking = missing.filter((name) => published.includes(name));
  const why = published.some(isThere)
    ? `which has not published ${fieldsOf(lacking)} so far, as the code that was applied did not`
    : "which is not applied";
  return {
    text: `${stack} waits for ${first.name}, ${why}: ${lacking.join(", ")} ${lacking.length === 1 ? "is" : "are"} not in ${where}`,
    first,
  };
}

const firstPlan = ({ name }: LayerStack): string =>
  `First: ${ownCommand(`plan ${name}`)}, and its apply`;

/** What a person does first. */
async function nextOf(layer: LayerStack, store: Store["store"]): Promise<string> {
  const record = await store.newest(layer.name);
  const status = record && statusOf(record, store.now());
  if (record === undefined || !UNDONE.has(status!)) return firstPlan(layer);
  const { id } = record.summary;
  return `Its plan ${id} ${WORDS[status!]}: ${ownCommand(`show ${id}`)}`;
}

const WORDS: Readonly<Partial<Record<PlanStatus, string>>> = {
  waiting: "waits to be approved or applied",
  approved: "waits to be applied",
  started: "is being applied, or its apply was killed",
  failed: "could not be applied as a whole",
};

/** States of plans whose layer is, or will be, other than what it publishes now says. */
const UNDONE: ReadonlySet<PlanStatus> = new Set(Object.keys(WORDS) as PlanStatus[]);

/**
 * Warns where a layer that a stack reads is not as the code says: the plan is made with what that layer
 * publishes now.
 */
export async function findingsBelow(
  json: LayerJson,
  { path, below }: LayersAround,
  { objects, store }: Store,
): Promise<PlanFinding[]> {
  const names = readBy(json, path);
  const read = below.filter((one) =>
    publishedBy(one.json, path).some((name) => names.includes(name)),
  );
  const found = await Promise.all(
    read.map(async (layer): Promise<PlanFinding[]> => {
      const detail = await unlikeCode(layer, { objects, store });
      return detail === undefined
        ? []
        : [{ rule: "layer-below", severity: "warning", address: layer.name, detail }];
    }),
  );
  return found.flat();
}

const READS = "this plan reads what it publishes now";

async function unlikeCode(
  { name, json }: LayerStack,
  { objects, store }: Store,
): Promise<string | undefined> {
  const newest = await store.newest(name);
  const status = newest && statusOf(newest, store.now());
  if (newest && UNDONE.has(status!)) {
    return `has the plan ${newest.summary.id}, which ${WORDS[status!]}: ${READS}`;
  }
  const last = await lastOutcome(objects, name);
  const applied = last && (await store.record(last.id))?.summary;
  if (applied?.codeSha256 === undefined || applied.codeSha256 === codeSha256(json))
    return undefined;
  return `has other code than was applied last, at the commit ${applied.commit.slice(0, 12)}: ${READS}`;
}

/** Hash of what a stack makes by its code, without what CDKTF notes beside it. */
export const codeSha256 = ({ resource, data, ...rest }: LayerJson): string => {
  const { module, locals } = rest as Readonly<Record<string, unknown>>;
  return sha256(JSON.stringify({ resource, data, module, locals }));
};

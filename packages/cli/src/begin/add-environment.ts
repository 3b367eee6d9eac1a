import { existsSync } from "node:fs";
import path from "node:path";
import type { Configuration, Environment } from "@groundwork/configuration";
import { stackId } from "@groundwork/configuration/names";
import { environmentSchema } from "@groundwork/configuration/environment";
import { networkOptions } from "@groundwork/constructs/network/options";
import { stacksOf } from "../core/asked-stacks";
import { loadConfiguration } from "../core/configured";
import { OperationError } from "../core/errors";
import { projectRoot } from "../core/project";
import { inEachPlace } from "@groundwork/configuration/place-names";
import { lockFileOf } from "../delivery/lock-files";
import { editedFile, inFile, namesIn, type SourceFile } from "../sources/values";
import { readSource, writeSources } from "../sources/write";
import { addedEnvironment } from "./added-environment";
import { checked, known } from "./checked";
import { constantFor } from "./constant";
import { environmentCopy } from "./environment-copy";
import { formatted } from "../sources/formatted";
import { listed, LIST_FILE } from "./listed";
import { nextBlock } from "./next-block";
import { tryFiles } from "../comparison/trial";
import { DELIVERY_WORKFLOW, withJob } from "./workflow-job";

export interface AddEnvironmentOptions {
  readonly name: string;
  /** The environment that is copied. @default the first that is no production, or the first */
  readonly from?: string | undefined;
  /** Whether it has less of what is paid for. */
  readonly small: boolean;
  /** @default the next free block */
  readonly cidr?: string | undefined;
  /** The environment before which it is delivered. @default see `placeOf` */
  readonly before?: string | undefined;
  /** Whether the workflow that delivers gets a job for it. */
  readonly workflow: boolean;
  readonly json: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** The addresses of an environment's network; none where it uses one that it does not make. */
const blockOf = ({ network }: Environment): string[] => ("cidr" in network ? [network.cidr] : []);

/** @throws OperationError where a copy would run in the same network */
function ownBlock(from: Environment): string {
  const [cidr] = blockOf(from);
  if (cidr !== undefined) return cidr;
  throw new OperationError(
    `--from: got ${from.name}, whose network is not its own, expected an environment with network.cidr; or copy environments/${from.name}.ts by hand, and name a network`,
  );
}

/**
 * `groundwork add environment`: a new environment as a copy of another one: its file, its import, its
 * place in the list, its job in the workflow that delivers. All is tried before anything is written.
 *
 * @throws OperationError when the name or the addresses are not free, a file cannot be edited, or the
 *   stacks do not come out; then nothing is written
 */
export async function addEnvironment(options: AddEnvironmentOptions): Promise<void> {
  const { name, env, signal } = options;
  const configuration = loadConfiguration();
  const { environments } = configuration;
  checked("name", environmentSchema.shape.name, name);
  expectFree(configuration, name);
  const from = options.from
    ? known("--from", environments, options.from)
    : (environments.find(({ production }) => !production) ?? environments[0]);
  if (!from) throw new OperationError("got no environment to copy, expected one in environments/");
  const cidr = options.cidr
    ? checked("--cidr", networkOptions.shape.cidr, options.cidr)
    : nextBlock(ownBlock(from), environments.flatMap(inEachPlace).flatMap(blockOf));

  const { own, list } = await sources(from.name);
  const constant = constantFor(name, new Set([...namesIn(own.text), ...namesIn(list.text)]));
  const copy = inFile(own.file, () =>
    environmentCopy(own.text, { from: from.name, name, constant, cidr, small: options.small }),
  );
  const isProduction = from.production && !options.small;
  const before = options.before
    ? known("--before", environments, options.before).name
    : placeOf(environments, isProduction);
  const entry = { name, constant, before };
  const files = [
    await formatted({ file: `environments/${name}.ts`, text: copy.text }, own.text),
    ...(await workflowWith({ name, from: from.name }, environments, before, options.workflow)),
    ...(await lockFile(from.name, name)),
    await formatted(
      editedFile(list, (text) => listed(text, entry)),
      list.text,
    ),
  ];
  const stacks = stacksOf({ ...configuration, environments: [{ ...from, name }] });
  await tryFiles(files, { stacks, env, signal });
  await writeSources(projectRoot, files);
  addedEnvironment(
    { ...copy, name, from: from.name, cidr, before, files: files.map(({ file }) => file) },
    { configuration, isProduction, json: options.json },
  );
}

function expectFree({ environments }: Configuration, name: string): void {
  const file = `environments/${name}.ts`;
  const isThere = existsSync(path.join(projectRoot, file));
  if (!isThere && !environments.some((environment) => environment.name === name)) return;
  throw new OperationError(
    `name: got ${name}, ${isThere ? `and ${file} is there` : "which is an environment"}, expected a name that is free`,
  );
}

/**
 * Before which environment a new one is delivered: before the first production, where it is none
 * itself; otherwise it is the last.
 */
const placeOf = (environments: readonly Environment[], isProduction: boolean): string | undefined =>
  isProduction ? undefined : environments.find(({ production }) => production)?.name;

async function sources(from: string): Promise<Readonly<Record<"own" | "list", SourceFile>>> {
  const read = async (file: string): Promise<SourceFile> => {
    const found = await readSource(projectRoot, file);
    if (found) return found;
    throw new OperationError(`${file}: got no such file, expected it in the project`);
  };
  const [own, list] = await Promise.all([read(`environments/${from}.ts`), read(LIST_FILE)]);
  return { own, list };
}

/** The workflow that delivers, with a job for the environment, where there is one. */
async function workflowWith(
  { name, from }: { readonly name: string; readonly from: string },
  environments: readonly Environment[],
  before: string | undefined,
  isWanted: boolean,
): Promise<SourceFile[]> {
  const found = isWanted ? await readSource(projectRoot, DELIVERY_WORKFLOW) : undefined;
  if (!found) return [];
  const names = environments.map((environment) => environment.name);
  const at = before === undefined ? names.length : names.indexOf(before);
  const text = inFile(found.file, () =>
    withJob(found.text, name, names.toSpliced(at, 0, name), from),
  );
  return text === undefined ? [] : [await formatted({ ...found, text }, found.text)];
}

/**
 * The same providers in the same versions, where that is written down. A file that is there, as an
 * environment of that name has left it, stays: plan --update-locks brings it up to date.
 */
async function lockFile(from: string, name: string): Promise<SourceFile[]> {
  const file = lockFileOf(stackId(name));
  if (existsSync(path.join(projectRoot, file))) return [];
  const found = await readSource(projectRoot, lockFileOf(stackId(from)));
  return found ? [{ file, text: found.text }] : [];
}

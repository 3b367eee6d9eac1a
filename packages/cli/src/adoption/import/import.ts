import { checkedImports, withoutWritten } from "./imports-option";
import { DONE, FAILED, type ExitCode } from "../../core/exit-codes";
import { runCommand } from "../../core/command";
import { OperationError } from "../../core/errors";
import { pass, sayJson } from "../../core/outlet";
import { projectRoot } from "../../core/project";
import { patchOf, type EditedFile } from "../../comparison/patch";
import { tryFiles } from "../../comparison/trial";
import { withEdits } from "../../delivery/drift/propose/edits";
import { readStates } from "../../operate/states";
import { literal } from "../../sources/literal";
import { fileOfOption, type OptionEdit } from "../../sources/option-edit";
import { writeSources } from "../../sources/write";
import { openStates, type OpenOptions, type OpenStates } from "../../state/open";
import type { StateJson } from "../../terraform/state-file";
import { importClients } from "./clients";
import { foreignOptions, type Foreign } from "./foreign/foreign";
import { importLines } from "./import-text";
import { lookFor, type Looked } from "./look-for";
import { NoAnswer, type Unanswered } from "./asks";
import { expectInNoState } from "./other-states";
import { Questions } from "./questions";
import { targetOf, type Target } from "./target";

export interface ImportOptions extends OpenOptions {
  /** An environment, `registry` or `delivery`. */
  readonly name: string;
  /** The VPC that the environment is to run in. @default the one that its own options name */
  readonly vpc?: string | undefined;
  /** The cluster whose services become the environment's. @default none: its own are looked for */
  readonly cluster?: string | undefined;
  /** Write nothing. */
  readonly dryRun: boolean;
}

/** All that the command found and wrote, for programs. */
export interface ImportReport extends Looked {
  readonly target: string;
  readonly stacks: readonly string[];
  readonly account: string;
  readonly region: string;
  /** What the options say now that they did not say before. */
  readonly options: readonly { readonly option: string; readonly value: unknown }[];
  /** What no option says. */
  readonly unsaid: Foreign["unsaid"];
  /** `imports` as they are to be. */
  readonly imports: Readonly<Record<string, string>>;
  /** Files that were written, or would be. */
  readonly files: readonly string[];
  readonly dryRun: boolean;
}

/**
 * `groundwork import`: what exists already and the stacks of an environment would make is written
 * into the environment's file, by its id in AWS, so that a plan takes it over. What options cannot
 * say is told. All is tried before anything is written.
 *
 * @returns the exit code: 1 where AWS did not answer a question; then nothing is written
 */
export async function importThings(options: ImportOptions): Promise<ExitCode> {
  const open = openStates(options);
  return runCommand(open, async () => {
    await open.expectAccess();
    const target = targetOf(options.name, options.env);
    const found = await findThings(target, open, options);
    const { foreign } = found;
    await expectInNoState(found.looked.importable, open, options);
    const imports = checkedImports(target, found.looked);
    const looked = withoutWritten(found.looked, imports);
    const edits = [...foreign.edits, ...importsEdit(target, imports)];
    const files = await editedFiles(edits);
    const { env, signal } = options;
    if (files.length > 0) await tryFiles(files, { stacks: target.stackIds, env, signal });
    const report: ImportReport = {
      ...looked,
      target: target.name,
      stacks: target.stackIds,
      account: target.accountId,
      region: target.access.region,
      options: foreign.edits.map((edit) => ({ option: optionName(edit), value: edit.value })),
      unsaid: foreign.unsaid,
      imports,
      files: files.map(({ file }) => file),
      dryRun: options.dryRun,
    };
    if (!options.dryRun) await writeSources(projectRoot, files);
    await tell(report, files, open, options);
    return DONE;
  });
}

/** What of the stacks, as they are with the options that say what was found, is there. */
async function findThings(target: Target, open: OpenStates, options: ImportOptions) {
  const { env, signal } = options;
  const states = await statesOf(target, open, options);
  const questions = new Questions(await importClients(target.access));
  const foreign = await foreignOptions(target, questions, options).catch((error: unknown) => {
    throw error instanceof NoAnswer ? unansweredError(questions.unanswered) : error;
  });
  expectNoOther(states, foreign.vpcId);
  // Paths that are written there may lead nowhere with another network.
  const without = Object.keys(target.imports).length === 0 ? [] : importsEdit(target, {});
  const all = [...foreign.edits, ...without];
  const drafts = await editedFiles(all, "Nobody knows yet what imports say: run it again then");
  const stacks = await tryFiles(drafts, { stacks: target.stackIds, env, signal });
  const jsons = target.stackIds.map((id) => stacks.get(id)!);
  const vpcId = foreign.vpcId ?? target.imports["network/vpc"];
  const place = { region: target.access.region, accountId: target.accountId, vpcId };
  const looked = await lookFor(jsons, states, place, questions);
  if (questions.unanswered.length > 0) throw unansweredError(questions.unanswered);
  return { foreign, looked };
}

async function statesOf(
  { stackIds }: Target,
  open: OpenStates,
  options: ImportOptions,
): Promise<StateJson[]> {
  const found = await readStates(open, stackIds, options);
  const unread = found.find(({ problem }) => problem !== undefined);
  if (unread) {
    throw new OperationError(
      `the state of ${unread.stack} cannot be read, so nobody knows what it has already: ${unread.problem}`,
    );
  }
  return found.flatMap(({ state }) => (state ? [state.json] : []));
}

/**
 * A stack that has a VPC would destroy it for another one.
 *
 * @throws OperationError where its state has another than was named
 */
function expectNoOther(states: readonly StateJson[], vpcId: string | undefined): void {
  const own = states
    .flatMap(({ resources }) => resources ?? [])
    .filter(({ mode, type }) => mode === "managed" && type === "aws_vpc")
    .flatMap(({ instances }) => instances ?? [])
    .map(({ attributes }) => (attributes as { readonly id?: string } | undefined)?.id);
  const other = own.find((id) => id !== undefined && id !== vpcId);
  if (vpcId === undefined || other === undefined) return;
  throw new OperationError(
    `--vpc: got ${vpcId}, and the state has ${other} already, which a plan would destroy with all that is in it: expected an environment that is not there yet`,
  );
}

/** The edit of `imports`; none where they stay as they are. */
function importsEdit(
  { imports: before, option, emptied }: Target,
  imports: Readonly<Record<string, string>>,
): OptionEdit[] {
  if (literal(sorted(before)) === literal(sorted(imports))) return [];
  return Object.keys(imports).length === 0
    ? [{ ...emptied, value: undefined }]
    : [{ ...option, value: sorted(imports) }];
}

const sorted = (ids: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(ids).toSorted(([one], [other]) => (one < other ? -1 : 1)));

/**
 * The files with some edits.
 *
 * @param more what is said besides where one cannot be edited
 * @throws OperationError then, with what to write there by hand
 */
async function editedFiles(edits: readonly OptionEdit[], more?: string): Promise<EditedFile[]> {
  try {
    return await withEdits({ options: edits, entries: [], renewed: [] });
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    const lines = edits.map(
      (edit) =>
        `  ${fileOfOption(edit)}: ${optionName(edit)}${edit.value === undefined ? " goes" : ` = ${literal(edit.value)}`}`,
    );
    throw new OperationError(
      [
        error.message,
        "Nothing was written. By hand it is:",
        ...lines,
        ...(more ? [more] : []),
      ].join("\n"),
    );
  }
}

const optionName = ({ steps }: OptionEdit): string =>
  steps.map((step) => (typeof step === "string" ? step : (step.name ?? step.position))).join(".");

/** That AWS did not answer: what is not known to be there would be made a second time. */
function unansweredError(unanswered: readonly Unanswered[]): OperationError {
  const lines = unanswered.map(({ action, what, problem }) => `  ${action} (${what}): ${problem}`);
  return new OperationError(
    [
      `AWS did not answer ${unanswered.length === 1 ? "a question" : `${unanswered.length} questions`}, so what is there is not known, and nothing was written:`,
      ...new Set(lines),
      "ReadOnlyAccess of AWS has the rights; where AWS throttles, run it again",
    ].join("\n"),
    FAILED,
  );
}

async function tell(
  report: ImportReport,
  files: readonly EditedFile[],
  { person }: OpenStates,
  { json, dryRun, env }: ImportOptions,
): Promise<void> {
  if (json) {
    sayJson(report);
    return;
  }
  importLines(report).forEach((line) => person.tell(line));
  if (dryRun && files.length > 0) pass(await patchOf(projectRoot, files, env));
}

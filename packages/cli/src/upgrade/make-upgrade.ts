import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { ownCommand } from "@groundwork/constructs/own-command";
import { engineIn, RELEASED } from "../engine/engines";
import { OperationError } from "../core/errors";
import { DONE, MISMATCH, type ExitCode } from "../core/exit-codes";
import { say, sayJson } from "../core/outlet";
import { judgeEffects, type Effects } from "./effects";
import { unlessFailed, type GitOptions } from "./git";
import { commitUpgrade, handOver } from "./hand-over";
import { mergeTop } from "./merge-top";
import { asksForTheSame, lockFor } from "./manifest";
import { migrate, migrationsFrom, type Migrated } from "./migrations";
import { ORIGIN } from "../core/made-of";
import { originText } from "./origin";
import { expectOwnPackages } from "./own-packages";
import { format, installOwn } from "./packages";
import { reportText, waitingText, type Report } from "./report";
import {
  forgetFolder,
  keepFolder,
  readRequest,
  writeRequest,
  type UpgradeRequest,
} from "./request";
import { Scratch } from "./scratch";
import { runTests, shareEmulator } from "./tests";
import { topOf } from "./top";

/**
 * What the commands of a new release do for a clone of an older one: they merge, migrate, install, test
 * and compare in a checkout of their own release, and give the clone one commit at the very end.
 *
 * @param folder of the upgrade
 * @param judge what the new release does to the stacks, or refuses
 * @throws OperationError with the exit code 4 where a person has to settle a conflict, 8 where the tests
 *   fail, 6 where something that holds data would be destroyed; from the merge on it can be gone on with
 */
export async function makeUpgrade(
  folder: string,
  options: GitOptions,
  judge = judgeEffects,
): Promise<ExitCode> {
  const request = await readRequest(folder);
  const document: Report = { from: request.from.version, to: request.to.version };
  try {
    await new Upgrade(folder, request, document, options, judge).make();
    if (request.options.json) sayJson(document);
    else say(reportText(document));
    await forgetFolder(request.clone);
    return DONE;
  } catch (error) {
    if (error instanceof OperationError) document.error = error.message;
    if (request.options.json) sayJson(document);
    throw error;
  }
}

class Upgrade {
  constructor(
    private readonly folder: string,
    private request: UpgradeRequest,
    private readonly report: Report,
    private readonly options: GitOptions,
    private readonly judgeBy: typeof judgeEffects,
  ) {}

  async make(): Promise<void> {
    const { clone } = this.request;
    const scratch = await Scratch.at(this.folder, clone, this.options);
    if (this.request.progress === undefined) await this.merge(scratch);
    const { notes, conflicts } = this.request.progress!;
    this.report.notes = notes;
    await this.expectSettled(scratch, conflicts);
    await this.waitOnFailure(async () => {
      await this.install(scratch);
      this.report.migrated = await this.migrate(scratch);
      const tree = await this.treeOf(scratch);
      this.report.effects = await this.judge(scratch);
      if (this.request.options.test) {
        await shareEmulator(clone, scratch.root);
        this.report.tests = await runTests(scratch.root, this.folder, this.options);
      }
      const commit = await commitUpgrade(scratch, this.request, tree, reportText(this.report));
      await handOver(scratch, this.request, commit, this.options);
      Object.assign(this.report, { branch: this.request.branch, commit });
    });
  }

  private async merge({ git, root }: Scratch): Promise<void> {
    const { head, from, to } = this.request;
    await expectSameEngine(git, head);
    await expectOwnPackages(git, this.request);
    const sides = { base: from.commit, upstream: to.commit, own: head };
    const { conflicts, notes } = await mergeTop(root, git, sides, to.version);
    await writeFile(path.join(root, ORIGIN), originText(this.request.origin));
    await this.save({ conflicts, notes });
  }

  private async save(progress: NonNullable<UpgradeRequest["progress"]>): Promise<void> {
    this.request = { ...this.request, progress };
    await writeRequest(this.folder, this.request);
  }

  /** @throws OperationError where files are marked */
  private async expectSettled({ root }: Scratch, conflicts: readonly string[]): Promise<void> {
    const marked: string[] = [];
    for (const file of conflicts) {
      const text = await readFile(path.join(root, file), "utf8").catch(() => "");
      if (/^<{7} /m.test(text)) marked.push(file);
    }
    if (marked.length === 0) return;
    this.report.conflicts = marked;
    await keepFolder(this.request.clone, this.folder, true);
    const what = `${marked.join(", ")}: both you and upstream have changed the same lines`;
    throw new OperationError(waitingText(what, root, "Settle what is marked there"), MISMATCH);
  }

  private async install({ git, root }: Scratch): Promise<void> {
    const own = await readFile(path.join(root, "package.json"), "utf8");
    const upstream = await git("show", `${this.request.to.commit}:package.json`);
    if (!asksForTheSame(own, upstream)) return installOwn(root, this.options);
    const lock = path.join(root, "package-lock.json");
    await writeFile(lock, lockFor(await readFile(lock, "utf8"), own));
  }

  private async migrate({ git, root }: Scratch): Promise<readonly Migrated[]> {
    const progress = this.request.progress!;
    if (progress.migrated !== undefined) return progress.migrated;
    const text = await git("show", `${this.request.from.commit}:packages/cli/package.json`);
    const { version } = JSON.parse(text) as { version: string };
    const migrated = await migrate(await topOf(root, git), migrationsFrom(version));
    const files = migrated.flatMap((one) => one.files);
    await format(root, files, this.options);
    await this.save({ ...progress, migrated });
    return migrated;
  }

  /** @throws OperationError where a person has changed what is upstream's */
  private async treeOf({ git, root }: Scratch): Promise<string> {
    await git("add", "--all");
    const tree = await git("write-tree");
    const { to } = this.request;
    const [own, upstream] = [`${tree}:packages`, `${to.commit}:packages`];
    if ((await git("rev-parse", own)) === (await git("rev-parse", upstream))) return tree;
    throw new OperationError(
      `${root}/packages: got files that are not those of ${to.version}, expected all of it as upstream has it: git -C ${root} checkout ${to.commit} -- packages`,
    );
  }

  private judge({ root }: Scratch): Promise<Effects> {
    const { clone, head, options } = this.request;
    const { env } = this.options;
    return this.judgeBy({ clone, head, upgraded: root, allowDestroy: options.allowDestroy, env });
  }

  /** Keeps the folder for a person: what went wrong can be mended there, or later. */
  private async waitOnFailure(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof OperationError) || this.options.signal.aborted) throw error;
      await keepFolder(this.request.clone, this.folder, true);
      const { root } = await Scratch.at(this.folder, this.request.clone, this.options);
      const mend = "Mend it there, or in the clone and begin anew";
      throw new OperationError(waitingText(error.message, root, mend), error.exitCode);
    }
  }
}

/** @throws OperationError where a clone is written for another framework than upstream */
async function expectSameEngine(git: Scratch["git"], head: string): Promise<void> {
  const text = await unlessFailed(git("show", `${head}:package.json`));
  const { dependencies = {} } = JSON.parse(text ?? "{}") as {
    dependencies?: Record<string, string>;
  };
  const engine = engineIn(dependencies);
  if (engine === undefined || engine === RELEASED) return;
  const [back, forth] = [RELEASED, engine].map((name) => ownCommand(`engine ${name}`));
  throw new OperationError(
    `got a clone that is written for ${engine}, expected one for ${RELEASED}, as upstream is: ${back}, commit, upgrade, merge, and ${forth}`,
  );
}

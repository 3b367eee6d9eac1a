import { existsSync } from "node:fs";
import path from "node:path";
import { ownCommand } from "@groundwork/constructs/own-command";
import { expectPerson } from "../core/agent";
import { OperationError } from "../core/errors";
import { CHANGES, DONE, type ExitCode } from "../core/exit-codes";
import { say, sayJson } from "../core/outlet";
import { expectProject, projectRoot } from "../core/project";
import { shellWord } from "../core/shell-word";
import { during } from "../core/waiting";
import { CHANGELOG, entriesBetween } from "./changelog";
import { addressOf, expectCommitted, openClone, type Clone } from "./clone";
import { delegate } from "./delegate";
import { unlessFailed } from "./git";
import { branchFor, expectFreeBranch, expectIdentity } from "./hand-over";
import { ORIGIN } from "../core/made-of";
import { readOrigin, type Origin } from "./origin";
import { noRelease, releasesOf, targetOf, type Release } from "./releases";
import {
  forgetFolder,
  keepFolder,
  keptFolder,
  readRequest,
  type RequestOptions,
  writeRequest,
} from "./request";
import { Scratch, UPSTREAM_REFS } from "./scratch";

export interface UpgradeOptions extends RequestOptions {
  /** @default the newest release */
  readonly version?: string | undefined;
  readonly upstream?: string | undefined;
  readonly from?: string | undefined;
  /** Only say whether there is a newer release. */
  readonly check: boolean;
  /** Go on with the upgrade that waits for a person. */
  readonly continue: boolean;
  /** Forget the upgrade that waits for a person. */
  readonly abort: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly standIns: boolean;
}

/**
 * `groundwork upgrade`: brings the clone at hand to a release of its upstream, on a branch. What
 * stands here only finds that release and hands over to its own commands, as these know what it needs.
 *
 * @returns CHANGES where `check` finds a newer release; otherwise what the release's commands end with
 * @throws OperationError before anything is made; the clone is as it was
 */
export async function upgrade(options: UpgradeOptions): Promise<ExitCode> {
  try {
    return await begin(options);
  } catch (error) {
    // What another release's commands find they print themselves.
    if (options.json && error instanceof OperationError) sayJson({ error: error.message });
    throw error;
  }
}

async function begin(options: UpgradeOptions): Promise<ExitCode> {
  expectOneThing(options);
  expectProject();
  const root = projectRoot;
  const { allowDestroy } = options;
  if (allowDestroy.length > 0) {
    const flags = allowDestroy.map(shellWord).join(" ");
    expectPerson("--allow-destroy", `upgrade --allow-destroy ${flags}`, options);
  }
  if (options.abort) return abort(root);
  if (options.continue) return goOn(root, options);
  const origin = await readOrigin(root, options);
  const clone = await openClone(root, options);
  if (!options.check) await expectCommitted(clone);
  const address = await addressOf(clone, origin.upstream);
  const releases = await during("asking upstream", releasesOf(address, clone.git));
  const to = targetOf(origin, releases, options.version);
  if (to === undefined) return upToDate(origin, options);
  if (!options.check) {
    await expectIdentity(clone.git);
    await expectFreeBranch(clone.git, branchFor(to.version), clone.head);
  }
  const scratch = await Scratch.create(root, options);
  try {
    const from = await during(
      "fetching from upstream",
      fetchBoth(scratch, { origin, place: placeOf(options), address, releases, to }),
    );
    if (await isBehind(scratch, to, from)) return upToDate(origin, options);
    if (options.check) return await tellOf(scratch, { origin, to, json: options.json });
    return await hand(scratch, clone, { origin, from, to }, options);
  } finally {
    await removeUnlessKept(scratch, root);
  }
}

/**
 * An upgrade that waits has its release, its upstream and what somebody has mended in it; what would
 * forget that is never one of two things that are asked for.
 */
export function expectOneThing({
  version,
  upstream,
  from,
  check,
  abort: isAbort,
  continue: isContinue,
}: Pick<UpgradeOptions, "version" | "upstream" | "from" | "check" | "abort" | "continue">): void {
  const options = { "--abort": isAbort, "--continue": isContinue, "--check": check };
  const others = { "--upstream": upstream !== undefined, "--from": from !== undefined };
  const given = Object.entries({ ...options, ...others }).flatMap(([name, is]) =>
    is ? [name] : [],
  );
  const all = version === undefined ? given : [...given, version];
  const waits = isAbort ? "--abort" : "--continue";
  if (!(isAbort || isContinue) || all.length === 1) return;
  throw new OperationError(
    `upgrade: got ${all.join(" and ")}, expected ${waits} alone, as it is about the upgrade that waits`,
  );
}

async function removeUnlessKept(scratch: Scratch, root: string): Promise<void> {
  const kept = await keptFolder(root);
  if (kept === scratch.folder) return;
  if (kept === undefined) await forgetFolder(root);
  await scratch.remove();
}

async function hand(
  scratch: Scratch,
  clone: Clone,
  { origin, from, to }: { origin: Origin; from: Release; to: Release },
  { env, signal, ...options }: UpgradeOptions,
): Promise<ExitCode> {
  // One that waits is of no use any more; the person was told so. One that was killed is removed.
  await forgetFolder(clone.root);
  await keepFolder(clone.root, scratch.folder, false);
  await scratch.git("checkout", "--quiet", "--detach", to.commit);
  if (!existsSync(path.join(scratch.root, "packages/cli/src/upgrade"))) {
    throw new OperationError(
      `${to.version}: got a release without this command, expected a newer one: it is the new release that makes the upgrade`,
    );
  }
  await writeRequest(scratch.folder, {
    format: 1,
    clone: clone.root,
    origin: { upstream: origin.upstream, version: to.version },
    from,
    to,
    head: clone.head,
    branch: branchFor(to.version),
    options: optionsOf(options),
  });
  return delegate(scratch.folder, { env, signal });
}

const optionsOf = ({ allowDestroy, test, json }: RequestOptions): RequestOptions => ({
  allowDestroy,
  test,
  json,
});

async function goOn(root: string, { env, signal, ...options }: UpgradeOptions): Promise<ExitCode> {
  const folder = await keptFolder(root);
  if (folder === undefined) {
    throw new OperationError(
      `--continue: got no upgrade that waits, expected one: ${ownCommand("upgrade")} begins it`,
    );
  }
  const request = await readRequest(folder);
  await writeRequest(folder, { ...request, options: optionsOf(options) });
  return delegate(folder, { env, signal });
}

async function abort(root: string): Promise<ExitCode> {
  const folder = await keptFolder(root);
  await forgetFolder(root);
  say(folder === undefined ? "There is no upgrade that waits." : `${folder} is removed.`);
  return DONE;
}

const placeOf = ({ from }: UpgradeOptions): string =>
  from === undefined ? `${ORIGIN}, version` : "--from";

/** @returns the release that the clone is of */
async function fetchBoth(
  scratch: Scratch,
  {
    origin: { version },
    place,
    address,
    releases,
    to,
  }: {
    origin: Origin;
    /** Where the clone's release is written, for messages. */
    place: string;
    address: string;
    releases: readonly Release[];
    to: Release;
  },
): Promise<Release> {
  const known = releases.find((release) => release.version === version);
  await scratch.fetchReleases(address, [to.version, ...(known ? [version] : [])]);
  if (known) return known;
  if (!/^[0-9a-f]{40}$/.test(version)) throw noRelease(place, version, releases);
  if (!(await scratch.fetchCommit(address, version))) {
    throw new OperationError(
      `${place}: got the commit ${version}, which upstream has not, expected one of it, or a release such as ${releases[0]!.version}`,
    );
  }
  return { version, commit: version };
}

/** Whether a clone of a commit between releases has all that a release has. */
const isBehind = async ({ git }: Scratch, to: Release, from: Release): Promise<boolean> =>
  (await unlessFailed(git("merge-base", "--is-ancestor", to.commit, from.commit))) !== undefined;

function upToDate({ version }: Origin, { json, version: asked }: UpgradeOptions): ExitCode {
  if (json) sayJson({ from: version, to: version });
  else
    say(
      `This clone is of ${version}${asked === undefined ? ", and upstream has no newer release" : " already"}.`,
    );
  return DONE;
}

async function tellOf(
  scratch: Scratch,
  { origin, to, json }: { origin: Origin; to: Release; json: boolean },
): Promise<ExitCode> {
  const text = await unlessFailed(
    scratch.git("show", `${UPSTREAM_REFS}/${to.version}:${CHANGELOG}`),
  );
  const entries = entriesBetween(text ?? "", origin.version, to.version);
  const command = ownCommand(`upgrade ${to.version}`);
  if (json) {
    sayJson({ from: origin.version, to: to.version, command, changelog: entries });
    return CHANGES;
  }
  const told = entries.map((one) => `${one.version}\n${one.text}`).join("\n\n");
  say(
    [`${to.version} is there; this clone is of ${origin.version}.`, told, `To get it: ${command}`]
      .filter(Boolean)
      .join("\n\n"),
  );
  return CHANGES;
}

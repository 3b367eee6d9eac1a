import rcompare from "semver/functions/rcompare";
import gt from "semver/functions/gt";
import parse from "semver/functions/parse";
import { nearest } from "@groundwork/constructs/nearest";
import { OperationError } from "../core/errors";
import type { Git } from "./git";
import { ORIGIN } from "../core/made-of";
import type { Origin } from "./origin";

/** A release of upstream. */
export interface Release {
  /** Its tag there. */
  readonly version: string;
  /** In 40 digits. */
  readonly commit: string;
}

/** A line of `git ls-remote`: an annotated tag has a second, with the commit. */
const TAG = /^([0-9a-f]{40})\trefs\/tags\/(v\d+\.\d+\.\d+)(\^\{\})?$/gm;

/**
 * The releases of a repository, the newest first: its tags such as `v1.2.3`. Tags of what comes before
 * a release (`v1.2.3-rc.1`) are none.
 */
export function releasesIn(listed: string): Release[] {
  const commits = new Map<string, string>();
  for (const [, commit, version, isCommit] of listed.matchAll(TAG)) {
    if (parse(version) === null) continue;
    if (isCommit || !commits.has(version!)) commits.set(version!, commit!);
  }
  return [...commits]
    .map(([version, commit]) => ({ version, commit }))
    .toSorted((one, other) => rcompare(one.version, other.version));
}

/** @throws OperationError where it cannot be reached, or has no release */
export async function releasesOf(address: string, git: Git): Promise<Release[]> {
  const listed = await git("ls-remote", "--tags", "--", address).catch((error: unknown) => {
    if (!(error instanceof OperationError)) throw error;
    throw new OperationError(
      `upstream: got ${address}, which cannot be read (${error.message}), expected a repository of git that you may read: ${ORIGIN}, or --upstream <repository>`,
    );
  });
  const releases = releasesIn(listed);
  if (releases.length > 0) return releases;
  throw new OperationError(
    `upstream: got ${address}, which has no release, expected tags such as v1.2.3`,
  );
}

/**
 * The release to go to.
 *
 * @param asked as the person wrote it. @default the newest
 * @returns undefined where the clone is of it already
 * @throws OperationError where there is no such release, or it is older
 */
export function targetOf(
  { version }: Origin,
  releases: readonly Release[],
  asked?: string,
): Release | undefined {
  const name = asked?.replace(/^v?(?=\d)/, "v");
  const found = name === undefined ? releases[0]! : releases.find((one) => one.version === name);
  if (found === undefined) throw noRelease("version", asked!, releases);
  if (found.version === version) return undefined;
  if (parse(version) !== null && gt(version, found.version)) {
    throw new OperationError(
      `version: got ${found.version}, expected one above ${version}, which this clone is of: an upgrade goes one way`,
    );
  }
  return found;
}

/** @param place where it was written */
export function noRelease(
  place: string,
  got: string,
  releases: readonly Release[],
): OperationError {
  const versions = releases.map(({ version }) => version);
  const meant = nearest(got, versions);
  const known = (meant.length > 0 ? meant : versions).slice(0, 3).join(", ");
  return new OperationError(
    `${place}: got ${got}, which upstream has no tag of, expected a release of it such as ${known}`,
  );
}

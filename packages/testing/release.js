// A release of groundwork itself: `npm run release -- <version|patch|minor|major>`. It sets the
// version in every package and in the lock file, moves the changelog's "Unreleased" under it, upgrades
// clones of the last two releases to it, commits and tags. It pushes nothing. Cut off before its end,
// it is run again, or undone by `git restore`.
const { execFileSync } = require("node:child_process");
const { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const semver = require("semver");
const { CHANGELOG, released, sectionOf, unreleased } = require("./changelog");
const { tryUpgrade } = require("./try-upgrade");

const BRANCH = "main";
const PARTS = ["patch", "minor", "major"];
/** What a clone of the release says it is of. */
const ORIGIN = "groundwork.json";

class Refused extends Error {}

const top = path.join(__dirname, "../..");

function git(args, { input, index } = {}) {
  const env = index === undefined ? process.env : { ...process.env, GIT_INDEX_FILE: index };
  try {
    return execFileSync("git", args, { cwd: top, env, input, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    const said = String(error.stderr ?? error.message)
      .trim()
      .split("\n")[0];
    throw new Refused(`git ${args[0]}: ${said}`);
  }
}

const inCheckout = (file) => readFileSync(path.join(top, file), "utf8");

/** As npm takes it: without zeros before a number, and without what stands for an early version. */
const isVersion = (text) => semver.valid(text) === text && semver.prerelease(text) === null;

/** Leaves out the upgrades, for where they cannot pass and the release is to be made anyway. */
const UNTRIED = "--untried";

/** The version that was asked for, or the one after `current` by its part. */
function wantedVersion(args, current) {
  const asked = args[0]?.replace(/^v(?=\d)/, "");
  if (args.length !== 1 || !(PARTS.includes(asked) || isVersion(asked))) {
    const got = args.join(" ") || "none";
    throw new Refused(
      `version: got ${got}, expected one such as 1.2.3, or ${PARTS.join(", ")}: npm run release -- minor`,
    );
  }
  return PARTS.includes(asked) ? semver.inc(current, asked) : asked;
}

/** A folder of git's own, where nothing makes a checkout dirty: files as at HEAD, and their index. */
function openDraft(head) {
  const folder = path.resolve(top, git(["rev-parse", "--git-path", "release"]).trim());
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const draft = { folder, index: path.join(folder, "index") };
  git(["read-tree", head], draft);
  return draft;
}

/** Every file that a release changes, by path, as it is at HEAD. */
function filesOf(draft) {
  const names = git(["ls-files", "-z", "--", "packages"], draft).split("\0");
  const workspaces = names.filter((name) => /^packages\/[^/]+\/package\.json$/.test(name));
  const files = ["package.json", ...workspaces, "package-lock.json", ORIGIN, CHANGELOG];
  git(["checkout-index", `--prefix=${draft.folder}/`, "--", ...files], draft);
  return new Map(files.map((file) => [file, readFileSync(path.join(draft.folder, file), "utf8")]));
}

/** The same as the release has them. */
function filesOfRelease(files, version, date) {
  const changed = [...files].map(([file, text]) => {
    if (file === CHANGELOG) return [file, released(text, version, date)];
    if (file !== "package-lock.json") {
      const own = file === ORIGIN ? `v${version}` : version;
      return [file, text.replace(/^ {2}"version": "[^"]*"/m, `  "version": "${own}"`)];
    }
    const lock = JSON.parse(text);
    lock.version = version;
    for (const [place, entry] of Object.entries(lock.packages)) {
      if (place === "" || files.has(`${place}/package.json`)) entry.version = version;
    }
    return [file, `${JSON.stringify(lock, null, 2)}\n`];
  });
  return new Map(changed);
}

/** @throws Refused for whatever a release must not be made of */
function refuse({ files, current, version }) {
  const branch = git(["branch", "--show-current"]).trim();
  if (branch !== BRANCH) {
    throw new Refused(`branch: got ${branch || "none"}, expected ${BRANCH}: git switch ${BRANCH}`);
  }
  for (const [file, text] of files) {
    if (!file.endsWith("/package.json")) continue;
    const own = JSON.parse(text).version;
    if (own !== current) {
      throw new Refused(`${file}: got version ${own}, expected ${current}, as package.json has it`);
    }
  }
  if (git(["tag", "--list", `v${version}`]) !== "" || sectionOf(files.get(CHANGELOG), version)) {
    throw new Refused(`version: got ${version}, which is released, expected another`);
  }
  if (!semver.gt(version, current)) {
    throw new Refused(`version: got ${version}, expected one above ${current}`);
  }
  if (!unreleased(files.get(CHANGELOG))?.entries) {
    throw new Refused(
      `${CHANGELOG}: got nothing under "## Unreleased", expected what the release changes`,
    );
  }
}

/** @throws Refused for changes that are no earlier run's of the same release */
function refuseChanges(files, changed) {
  const undated = (text) => text.replace(/^(## \d\S*) - .*$/gm, "$1");
  const isOwn = (file) =>
    changed.has(file) &&
    [files, changed].some((texts) => undated(texts.get(file)) === undated(inCheckout(file)));
  const status = git(["status", "--porcelain", "-z", "--no-renames"]).split("\0").filter(Boolean);
  const others = status
    .map((line) => ({ state: line.slice(0, 2), file: line.slice(3) }))
    .filter(({ state, file }) => !/^( M|M |MM)$/.test(state) || !isOwn(file))
    .map(({ file }) => file);
  if (others.length === 0) return;
  const shown = others.slice(0, 5).join(", ") + (others.length > 5 ? ", ..." : "");
  throw new Refused(
    `checkout: got changes that are not committed (${shown}), expected none: git commit, or git stash --include-untracked`,
  );
}

/** Makes the commit and its tag, which nothing refers to yet. */
function makeObjects(draft, head, changed, version) {
  for (const [file, text] of changed) writeFileSync(path.join(draft.folder, file), text);
  git(["--work-tree", draft.folder, "add", "--", ...changed.keys()], draft);
  const tree = git(["write-tree"], draft).trim();
  const commit = git(["commit-tree", tree, "-p", head, "-m", `Release ${version}`]).trim();
  const tagger = git(["var", "GIT_COMMITTER_IDENT"]).trim();
  const text = `object ${commit}\ntype commit\ntag v${version}\ntagger ${tagger}\n\ngroundwork ${version}\n`;
  return { commit, tag: git(["mktag"], { input: text }).trim() };
}

/** How many releases are upgraded from. */
const UPGRADED = 2;

/** @throws Refused where a clone of an earlier release cannot be upgraded to this one */
function tryUpgrades({ tag }, version) {
  const tags = git(["tag", "--list", "v*"])
    .split("\n")
    .filter((name) => semver.valid(name));
  const earlier = tags.filter((name) => semver.lt(name, version)).toSorted(semver.rcompare);
  for (const from of earlier.slice(0, UPGRADED)) {
    try {
      tryUpgrade({ top, from, to: `v${version}`, tag });
    } catch (error) {
      throw new Refused(
        `upgrade from ${from}: ${error.message}. Mend it, such as by a migration; ${UNTRIED} releases all the same`,
      );
    }
  }
}

/** Each file of the checkout is replaced whole. */
function write(draft, texts) {
  const whole = path.join(draft.folder, "whole");
  for (const [file, text] of texts) {
    writeFileSync(whole, text);
    renameSync(whole, path.join(top, file));
  }
  git(["add", "--", ...texts.keys()]);
}

/** Branch and tag move together, at one moment, which is that of the release. */
const publish = (head, { commit, tag }, version) =>
  git(["update-ref", "-m", `release: ${version}`, "--stdin"], {
    input: `start\nupdate refs/heads/${BRANCH} ${commit} ${head}\ncreate refs/tags/v${version} ${tag}\nprepare\ncommit\n`,
  });

function release(given) {
  const args = given.filter((arg) => arg !== UNTRIED);
  const head = git(["rev-parse", "HEAD"]).trim();
  const draft = openDraft(head);
  try {
    const files = filesOf(draft);
    const current = JSON.parse(files.get("package.json")).version;
    if (!isVersion(current)) {
      throw new Refused(`package.json: got version ${current}, expected one such as 1.2.3`);
    }
    const version = wantedVersion(args, current);
    refuse({ files, current, version });
    const changed = filesOfRelease(files, version, new Date().toISOString().slice(0, 10));
    refuseChanges(files, changed);
    const objects = makeObjects(draft, head, changed, version);
    if (!given.includes(UNTRIED)) tryUpgrades(objects, version);
    try {
      write(draft, changed);
      publish(head, objects, version);
    } catch (error) {
      write(draft, files);
      throw error;
    }
    return version;
  } finally {
    rmSync(draft.folder, { recursive: true, force: true });
  }
}

module.exports = { wantedVersion };

if (require.main === module) {
  try {
    const version = release(process.argv.slice(2));
    console.log(`${version} is committed on ${BRANCH} and tagged v${version}; nothing is pushed.

  git push --atomic origin ${BRANCH} v${version}                  publishes it
  git tag -d v${version} && git reset --keep HEAD~1   takes it back, before that`);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    console.error(`Error: ${error.message}`);
    process.exitCode = 1;
  }
}

import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { projectRoot } from "../../src/project";
import { holds } from "./workflow-run";
import { workflowFiles } from "./workflows";

const { jobs } = workflowFiles().find(({ name }) => name.endsWith("/upgrade.yml"))!.content;
const { look, make, propose, issue } = jobs!;

const starts = (job: typeof make, given: { newer?: string; branch?: string; app?: string }) =>
  holds(job!["if"], {
    needs: {
      look: { outputs: { newer: given.newer ?? "" } },
      make: { outputs: { branch: given.branch ?? "" } },
    },
    contexts: { vars: { UPGRADE_APP_CLIENT_ID: given.app ?? "" } },
  });

test("an upgrade is made where there is a newer release, and an App that may propose it", () => {
  expect(starts(make, { newer: "true", app: "Iv1" })).toBe(true);
  expect(starts(make, { newer: "true" })).toBe(false);
  expect(starts(make, { app: "Iv1" })).toBe(false);
  expect(starts(propose, { branch: "upgrade/v1.2.3" })).toBe(true);
  expect(starts(propose, {})).toBe(false);
});

test("the issue is kept whatever became of the upgrade, once it is known what there is", () => {
  const after = (result: string, cancelled = false) =>
    holds(issue!["if"], { needs: { look: { result } }, before: [result, "failure"], cancelled });
  expect([after("success"), after("failure"), after("success", true)]).toEqual([
    true,
    false,
    false,
  ]);
});

test("what runs the new release may read alone, and what may write runs none of it", () => {
  expect(make!.permissions).toEqual({ contents: "read" });
  expect(JSON.stringify([look, make, issue])).not.toMatch(/secrets\.|create-github-app-token/);
  const text = JSON.stringify(propose);
  expect(text).toContain("actions/create-github-app-token@");
  expect(text).not.toMatch(/actions\/prepare|setup-node|npm |node |checkout FETCH_HEAD/);
  expect(propose!.permissions).toEqual({ contents: "read" });
});

describe("propose-upgrade.sh", () => {
  let folder: string;
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
      cwd: path.join(folder, "checkout"),
      encoding: "utf8",
      stdio: "pipe",
    }).trim();

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "groundwork-propose-upgrade-"));
    mkdirSync(path.join(folder, "checkout"));
    execFileSync("git", ["init", "--quiet", "--bare", path.join(folder, "origin")]);
    git("init", "--quiet", "--template=", "--initial-branch=main");
    git("remote", "add", "origin", path.join(folder, "origin"));
    writeFileSync(path.join(folder, "checkout/a"), "one\n");
    git("add", "--all");
    git("commit", "--quiet", "--message", "first");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** @param commits on the branch */
  function run(branch: string, commits = 1) {
    git("switch", "--quiet", "-c", "made");
    for (let number = 0; number < commits; number += 1) {
      writeFileSync(path.join(folder, "checkout/a"), `changed ${number}\n`);
      git("commit", "--quiet", "--all", "-m", "Upgrade groundwork", "-m", "What `it` does.");
    }
    git("branch", "-f", branch);
    const bundle = path.join(folder, "bundle");
    git("bundle", "create", "--quiet", bundle, `main..${branch}`);
    git("switch", "--quiet", "main");
    git("branch", "-D", "--quiet", branch, "made");
    const gh = path.join(folder, "gh");
    writeFileSync(gh, `#!/usr/bin/env bash\nprintf '%s\\n' "$@" >> ${folder}/calls\nexit 0\n`);
    chmodSync(gh, 0o755);
    const script = path.join(projectRoot, ".github/scripts/propose-upgrade.sh");
    const { status, stderr } = spawnSync("bash", [script, bundle, branch], {
      cwd: path.join(folder, "checkout"),
      encoding: "utf8",
      env: {
        PATH: `${folder}:${process.env["PATH"]}`,
        HOME: folder,
        BASE: "main",
        GH_TOKEN: "t",
        GITHUB_REPOSITORY: "o/r",
      },
    });
    return { status, stderr };
  }

  test("pushes the one commit and opens a pull request, and checks nothing of it out", () => {
    expect(run("upgrade/v1.2.3")).toEqual({ status: 0, stderr: "" });
    expect(readFileSync(path.join(folder, "calls"), "utf8")).toMatch(
      /pr\ncreate\n--head\nupgrade\/v1\.2\.3\n--base\nmain\n--title\nUpgrade groundwork\n--body\n```\nWhat `it` does\.\n```/,
    );
    expect(git("ls-remote", "origin", "refs/heads/upgrade/v1.2.3")).not.toBe("");
    expect(readFileSync(path.join(folder, "checkout/a"), "utf8")).toBe("one\n");
  });

  test("refuses another branch, and a history that is not one commit on this one", () => {
    expect(run("main2")).toEqual({
      status: 1,
      stderr: "branch: got main2, expected one such as upgrade/v1.2.3\n",
    });
    expect(run("upgrade/v1.2.4", 2)).toEqual({
      status: 1,
      stderr: "upgrade/v1.2.4: got another history, expected one commit on main\n",
    });
    expect(git("ls-remote", "origin")).toBe("");
  });
});

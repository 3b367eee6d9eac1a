import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { projectRoot } from "../../src/project";

let folder: string;
let checkout: string;

const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
    cwd: checkout,
    encoding: "utf8",
  }).trim();

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "groundwork-propose-"));
  checkout = path.join(folder, "checkout");
  mkdirSync(path.join(checkout, "environments"), { recursive: true });
  execFileSync("git", ["init", "--quiet", "--bare", path.join(folder, "origin")]);
  git("init", "--quiet", "--initial-branch=main");
  git("remote", "add", "origin", path.join(folder, "origin"));
  writeFileSync(path.join(checkout, "environments/dev.ts"), "one\n");
  writeFileSync(path.join(checkout, "other.ts"), "one\n");
  git("add", "--all");
  git("commit", "--quiet", "--message", "first");
  git("push", "--quiet", "origin", "main");
});

afterEach(() => rmSync(folder, { recursive: true }));

/** @param open number of the pull request that is open */
function propose(open = ""): string[] {
  const calls = path.join(folder, "calls");
  writeFileSync(calls, "");
  writeFileSync(
    path.join(folder, "gh"),
    `#!/usr/bin/env bash\necho "$1 $2 $3 $4" >> ${calls}\nprintf '%s\\n' "$@" > ${folder}/last\n[ "$1 $2" = "pr list" ] && echo "${open}"\nexit 0\n`,
  );
  chmodSync(path.join(folder, "gh"), 0o755);
  execFileSync(
    "bash",
    [path.join(projectRoot, ".github/scripts/propose.sh"), "image/dev/web", "dev: web v2", "why"],
    {
      cwd: checkout,
      env: {
        PATH: `${folder}:${process.env["PATH"]}`,
        HOME: folder,
        BASE: "main",
        GH_TOKEN: "t",
        GITHUB_REPOSITORY: "o/r",
      },
    },
  );
  return readFileSync(calls, "utf8").trim().split("\n").filter(Boolean);
}

const change = (text: string) => writeFileSync(path.join(checkout, "environments/dev.ts"), text);

/** Arguments of the last call. */
const last = () => readFileSync(path.join(folder, "last"), "utf8");

test("a change becomes a branch and a pull request, which says how its checks start", () => {
  change("two\n");
  expect(propose()).toEqual(["pr list --head image/dev/web", "pr create --head image/dev/web"]);
  expect(last()).toMatch(/--title\ndev: web v2\n--body\nwhy\n[^]*"Approve workflows to run"/);
  expect(git("ls-remote", "origin", "refs/heads/image/dev/web")).toContain(
    git("rev-parse", "HEAD"),
  );
  expect(git("log", "-1", "--format=%s")).toBe("dev: web v2");
});

test("a newer one takes the place of the one that is open", () => {
  change("two\n");
  propose();
  git("checkout", "--quiet", "--force", "--detach", "main");
  change("three\n");
  expect(propose("7")).toEqual(["pr list --head image/dev/web", "api -X PATCH repos/o/r/pulls/7"]);
  expect(last()).toMatch(/title=dev: web v2\n-f\nbody=why\n/);
  expect(git("show", "HEAD:environments/dev.ts")).toBe("three");
  expect(git("rev-parse", "HEAD~1")).toBe(git("rev-parse", "main"));
  expect(git("ls-remote", "origin", "refs/heads/image/dev/web")).toContain(
    git("rev-parse", "HEAD"),
  );
});

test("nothing but environments/ goes in", () => {
  change("two\n");
  writeFileSync(path.join(checkout, "other.ts"), "two\n");
  propose();
  expect(git("show", "--name-only", "--format=", "HEAD")).toBe("environments/dev.ts");
});

test("without a change there is no pull request", () => {
  expect(propose()).toEqual([]);
  expect(git("branch", "--show-current")).toBe("main");
});

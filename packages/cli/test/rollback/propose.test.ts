import { execFileSync } from "node:child_process";
import fs from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { propose, type ProposeOptions } from "../../src/rollback/propose";
import { proposalText } from "../../src/rollback/rollback-text";
import { FakeGitHub, type Call } from "../support/fake-github";
import { digest } from "./fake-service";

// git and a server of its own, on a machine on which others work as well.
jest.setTimeout(60_000);

let folder: string;
let root: string;
const git = (...args: string[]) =>
  execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: "pipe" }).trim();
const pushed = () => git("ls-remote", "origin", "refs/heads/rollback/prod/web").split("\t")[0]!;

const FILE = "environments/prod.ts";
const BEFORE = 'export const prod = { name: "prod" };\n';
const AFTER = 'export const prod = { name: "prod", more: 1 };\n';

beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(tmpdir(), "groundwork-propose-"));
  // The project may lie in a folder of its repository.
  root = path.join(folder, "work/infra");
  await fs.mkdir(path.join(root, "environments"), { recursive: true });
  execFileSync("git", ["init", "--quiet", "--bare", path.join(folder, "origin.git")]);
  execFileSync("git", ["init", "--quiet", "--initial-branch=main", path.dirname(root)]);
  await fs.writeFile(path.join(root, FILE), BEFORE);
  git("add", ".");
  git("-c", "user.name=kim", "-c", "user.email=kim@example.com", "commit", "--quiet", "-m", "one");
  git("remote", "add", "origin", path.join(folder, "origin.git"));
});
afterEach(() => fs.rm(folder, { recursive: true }));

const options = (
  env: NodeJS.ProcessEnv,
  changed: Partial<ProposeOptions> = {},
): ProposeOptions => ({
  organization: { delivery: { github: { repository: "acme/infra", branch: "main" } } } as never,
  environment: "prod",
  rollback: {
    service: "web",
    to: { tag: "v1.3.0", digest: digest("a") },
    from: { digest: digest("b") },
    why: "answers of 500",
  },
  edited: { file: FILE, before: BEFORE, text: AFTER },
  base: git("rev-parse", "HEAD"),
  plan: "prod-stack-1",
  scratch: folder,
  // Nobody is known to git, as in a workflow.
  env: { ...process.env, HOME: folder, GIT_CONFIG_NOSYSTEM: "1", ...env },
  root,
  ...changed,
});

async function onGitHub(answer: (call: Call) => unknown): Promise<FakeGitHub> {
  return FakeGitHub.start((call) => answer(call));
}

test("it becomes a pull request of one commit, and nothing of the checkout moves", async () => {
  const github = await onGitHub(({ method }) =>
    method === "GET" ? [] : { number: 7, html_url: "https://github.com/acme/infra/pull/7" },
  );
  const before = [git("rev-parse", "HEAD"), git("status", "--porcelain"), git("branch", "--list")];
  const found = await propose(options(github.env));
  expect(found.pullRequest).toBe("https://github.com/acme/infra/pull/7");
  expect(git("rev-parse", `${pushed()}^`)).toBe(before[0]);
  expect(git("show", `${pushed()}:infra/${FILE}`)).toBe(AFTER.trim());
  expect(git("diff", "--name-only", before[0]!, pushed())).toBe(`infra/${FILE}`);
  expect(git("log", "-1", "--format=%s", pushed())).toBe(
    "prod: web goes back to v1.3.0 (sha256:aaaaaaaaaaaa)",
  );
  expect([git("rev-parse", "HEAD"), git("status", "--porcelain"), git("branch", "--list")]).toEqual(
    before,
  );
  const [asked, made] = github.calls;
  expect(asked!.path).toBe(
    "/pulls?state=open&head=acme:rollback/prod/web&base=main&per_page=100&page=1",
  );
  expect(made!.body).toMatchObject({ head: "rollback/prod/web", base: "main" });
  expect(made!.body.body).toContain("Why: answers of 500");
  await github.stop();
});

test("one that is open is renewed", async () => {
  const github = await onGitHub(({ method }) =>
    method === "GET" ? [{ number: 7, html_url: "https://github.com/acme/infra/pull/7" }] : {},
  );
  await propose(options(github.env));
  const first = pushed();
  const edited = { file: FILE, before: BEFORE, text: `${AFTER}// again\n` };
  const found = await propose(options(github.env, { edited }));
  expect(found.pullRequest).toBe("https://github.com/acme/infra/pull/7");
  expect(pushed()).not.toBe(first);
  expect(github.changes).toEqual(["PATCH /pulls/7", "PATCH /pulls/7"]);
  await github.stop();
});

test("a repository that only a pipeline names takes it too", async () => {
  const github = await onGitHub(({ method }) => (method === "GET" ? [] : { html_url: "pull/8" }));
  const { GITHUB_REPOSITORY: _, ...env } = github.env;
  const delivery = { pipeline: { repository: "acme/infra", branch: "main" } };
  const found = await propose(options(env, { organization: { delivery } as never }));
  expect(found).toMatchObject({ pullRequest: "pull/8" });
  await github.stop();
});

test.each([
  ["names no repository", { organization: { delivery: {} } as never }],
  ["no branch is shared", { organization: { delivery: { sharedBranch: false } } as never }],
])("%s: the patch is all there is, and it applies", async (why, changed) => {
  const found = await propose(options({ GH_TOKEN: "t0ken", GITHUB_REPOSITORY: "" }, changed));
  expect(found).toEqual({ patch: expect.any(String), why: expect.stringContaining(why) });
  execFileSync("git", ["apply"], { cwd: path.dirname(root), input: `${found.patch}\n` });
  expect(await fs.readFile(path.join(root, FILE), "utf8")).toBe(AFTER);
  expect(pushed()).toBe("");
});

test("GitHub that refuses leaves the patch and the line, and is no error of what was done", async () => {
  const github = await onGitHub(({ method }) => (method === "GET" ? [] : 403));
  const found = await propose(options(github.env));
  expect(found.why).toContain("GitHub answered 403 to POST /pulls");
  const text = proposalText({ name: "prod" }, options({}).rollback, found);
  expect(text).toContain("There is no pull request: GitHub answered 403");
  expect(text).toContain(
    `npx --no -- groundwork github set-image --environment prod --service web --tag v1.3.0 --digest ${digest("a")}`,
  );
  expect(text).toContain(`+${AFTER.trim()}`);
  await github.stop();
});

test("a remote that takes nothing is told in git's words", async () => {
  git("remote", "set-url", "origin", path.join(folder, "nowhere.git"));
  const github = await onGitHub(() => []);
  const { why } = await propose(options(github.env));
  expect(why).toMatch(/git push of rollback\/prod\/web failed: .*nowhere\.git/);
  expect(github.changes).toEqual([]);
  await github.stop();
});

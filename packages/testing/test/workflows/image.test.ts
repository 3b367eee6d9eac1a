import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { projectRoot } from "../../src/project";
import { BASH, findStep, stepEnv } from "./workflow-steps";
import type { Step } from "./workflows";

const propose = findStep("image.yml", "propose", ({ run }) => run !== undefined);

let folder: string;
let checkout: string;

const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
    cwd: checkout,
    encoding: "utf8",
  }).trim();

/** @returns its id */
function commit(file: string, text: string): string {
  mkdirSync(path.dirname(path.join(checkout, file)), { recursive: true });
  writeFileSync(path.join(checkout, file), text);
  git("add", "--all");
  git("commit", "--quiet", "--message", file);
  git("push", "--quiet", "origin", "main");
  return git("rev-parse", "HEAD");
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "groundwork-image-"));
  checkout = path.join(folder, "checkout");
  mkdirSync(path.join(checkout, ".github"), { recursive: true });
  cpSync(path.join(projectRoot, ".github/scripts"), path.join(checkout, ".github/scripts"), {
    recursive: true,
  });
  execFileSync("git", ["init", "--quiet", "--bare", path.join(folder, "origin")]);
  git("init", "--quiet", "--initial-branch=main");
  git("remote", "add", "origin", path.join(folder, "origin"));
  commit("environments/dev.ts", "one\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the step for images of these services that were built of a commit. */
function run(built: string, services: string[]) {
  const images = path.join(folder, "images");
  mkdirSync(images);
  for (const service of services) {
    const image = { service, tag: "sha-1", digest: "sha256:1" };
    writeFileSync(path.join(images, `image-${service}.json`), JSON.stringify(image));
  }
  const read = `JSON.parse(require("fs").readFileSync(process.argv[2]))[process.argv[1].slice(1)]`;
  const env = stepEnv(
    folder,
    {
      HOME: folder,
      IMAGES: images,
      BASE: "main",
      GH_TOKEN: "t",
      GITHUB_SHA: built,
      GITHUB_SERVER_URL: "https://x",
      GITHUB_REPOSITORY: "o/r",
      GITHUB_RUN_ID: "1",
    },
    {
      jq: `exec ${process.execPath} -p '${read}' "$2" "$3"`,
      // set-image: fails for what only production has.
      node: `case "$*" in *"--service batch "*) exit 1 ;; esac; echo "$*" >> environments/dev.ts`,
      npx: "exit 0",
      gh: `[ "$1 $2" = "pr create" ] && echo "$4" >> ${folder}/opened; exit 0`,
    },
  );
  const { status, stdout, stderr } = spawnSync("bash", [...BASH, "-c", propose.run!], {
    cwd: checkout,
    env,
    encoding: "utf8",
  });
  const opened = path.join(folder, "opened");
  return {
    status,
    said: stdout + stderr,
    opened: existsSync(opened) ? readFileSync(opened, "utf8").trim().split("\n") : [],
  };
}

test("each image is proposed on a branch of its own", () => {
  const built = commit("services/web/a.js", "1");
  const { status, opened, said } = run(built, ["web", "worker"]);
  expect([status, opened, said]).toEqual([0, ["image/dev/web", "image/dev/worker"], said]);
  const proposed = git("show", "origin/image/dev/worker:environments/dev.ts");
  expect(proposed).toContain("--service worker --tag sha-1 --digest sha256:1");
  expect(proposed).not.toContain("web");
});

test("an image of older sources does not take the place of a newer one", () => {
  const built = commit("services/web/a.js", "1");
  commit("services/web/a.js", "2");
  const { status, opened, said } = run(built, ["web", "worker"]);
  expect([status, opened]).toEqual([0, ["image/dev/worker"]]);
  expect(said).toContain("::notice::web: main has changed services/web since");
});

test("commits that leave the service alone make nothing older", () => {
  const built = commit("services/web/a.js", "1");
  commit("services/web-two/a.js", "2");
  expect(run(built, ["web"]).opened).toEqual(["image/dev/web"]);
});

test("an image that cannot be proposed keeps no other back, and fails the job", () => {
  const built = commit("services/web/a.js", "1");
  const { status, opened, said } = run(built, ["batch", "web"]);
  expect([status, opened]).toEqual([1, ["image/dev/web"]]);
  expect(said).toContain("::error::Not proposed: image-batch");
});

test("a commit that is not there is no newer one", () => {
  const { status, opened } = run("0".repeat(40), ["web"]);
  expect([status, opened]).toEqual([1, []]);
});

test("the history is there to compare with", () => {
  const isCheckout = ({ uses = "" }: Step) => uses.startsWith("actions/checkout@");
  const { with: options } = findStep("image.yml", "propose", isCheckout);
  expect(options).toMatchObject({ "fetch-depth": "0" });
});

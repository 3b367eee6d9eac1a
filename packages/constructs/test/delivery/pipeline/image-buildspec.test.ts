import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { imageBuildspec } from "../../../src/delivery/pipeline/image-buildspec";

const DIGEST = `sha256:${"d".repeat(64)}`;
const REPOSITORY = "111111111111.dkr.ecr.eu-central-1.amazonaws.com/acme/web";

const dir = mkdtempSync(path.join(tmpdir(), "image-buildspec-"));
afterAll(() => rmSync(dir, { recursive: true }));

/** Programs of the machine, which write down how they are called. */
const bin = path.join(dir, "bin");
mkdirSync(bin);
const program = (name: string, script: string) =>
  writeFileSync(path.join(bin, name), `#!/usr/bin/env bash\n${script}\n`, { mode: 0o755 });
program(
  "docker",
  `echo "docker $* [$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI]" >> "$CALLS"
  case "$*" in
    *"--target $FAILS"*) exit 1 ;;
    *"--target reports"*) for word; do case "$word" in type=local,dest=*) mkdir -p "\${word#type=local,dest=}"; echo "<testsuite/>" > "\${word#type=local,dest=}/junit.xml" ;; esac; done ;;
    login*) cat > /dev/null ;;
    *--metadata-file*) for word; do [ "$before" != --metadata-file ] || echo "{ \\"containerimage.digest\\": \\"$PUSHED\\" }" > "$word"; before=$word; done ;;
  esac`,
);
program(
  "aws",
  `echo "aws $*" >> "$CALLS"
  case "$*" in
    *describe-images*) case "$KNOWN" in
      sha256:*) echo "$KNOWN" ;;
      *) echo "An error occurred ($KNOWN) when calling the DescribeImages operation" >&2; exit 254 ;;
    esac ;;
    *) echo pa55word ;;
  esac`,
);

const git = (cwd: string, ...args: string[]) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], {
    cwd,
    encoding: "utf8",
  }).trim();

let runs = 0;

/** Builds the image of web as CodeBuild would, in a repository of its own. */
function build(dockerfile: string | undefined, env: Record<string, string> = {}) {
  const cwd = path.join(dir, String(runs++));
  mkdirSync(path.join(cwd, "services/web"), { recursive: true });
  git(cwd, "init", "-q");
  writeFileSync(path.join(cwd, "services/web/x"), "");
  if (dockerfile !== undefined) {
    writeFileSync(path.join(cwd, "services/web/Dockerfile"), dockerfile);
  }
  git(cwd, "add", "-A");
  git(cwd, "commit", "-qm", "web");
  const commit = git(cwd, "rev-parse", "HEAD");
  writeFileSync(path.join(cwd, "other"), "");
  git(cwd, "add", "-A");
  git(cwd, "commit", "-qm", "something else");

  const calls = path.join(cwd, "../calls");
  rmSync(calls, { force: true });
  const handedOn = path.join(cwd, "../handed-on");
  // Where the machine of a build is its own, tests share one.
  const commands = (imageBuildspec(undefined)["phases"] as any).build.commands
    .join("\n")
    .replaceAll("/tmp/groundwork-image.sh", handedOn);
  const { status, stderr } = spawnSync(
    "bash",
    ["-ec", `${commands}\necho "$IMAGE_TAG $IMAGE_DIGEST $IMAGE_BUILT" > said`],
    {
      cwd,
      encoding: "utf8",
      env: {
        PATH: `${bin}:${process.env["PATH"]}`,
        CALLS: calls,
        SERVICE: "web",
        FOLDER: "services/web",
        REPOSITORY,
        PLATFORM: "linux/amd64",
        AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/credentials",
        FAILS: "none",
        KNOWN: "ImageNotFoundException",
        PUSHED: DIGEST,
        ...env,
      },
    },
  );
  const read = (file: string) =>
    existsSync(path.join(cwd, file)) ? readFileSync(path.join(cwd, file), "utf8") : "";
  return {
    status,
    stderr,
    tag: `sha-${commit.slice(0, 12)}`,
    said: read("said").trim(),
    calls: existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : [],
    report: read("reports/image.xml"),
    tests: read("reports/tests/junit.xml"),
  };
}

const DOCKERFILE =
  "FROM node AS tested\nFROM scratch AS reports\nFROM tested as test\nFROM tested AS testing\nFROM node\n";

test("an image is tested and built without credentials, then pushed under its commit, and told by its digest", () => {
  const { status, tag, said, calls, report, tests } = build(DOCKERFILE);
  expect(status).toBe(0);
  // The last commit that changed the folder, not the newest.
  expect(said).toBe(`${tag} ${DIGEST} yes`);
  const steps = calls.filter((call) => /buildx|login|logout/.test(call));
  expect(steps.map((call) => /--target \w+|--push|login|logout/.exec(call)?.[0])).toEqual([
    "--target reports",
    "--target test",
    undefined, // the whole
    "login", // of the AWS CLI
    "login",
    "--push",
    "logout",
  ]);
  const builds = calls.filter((call) => call.includes("buildx"));
  expect(builds.every((call) => call.endsWith(" services/web []"))).toBe(true);
  expect(builds.at(-1)).toContain(`--tag ${REPOSITORY}:${tag} `);
  expect(report).toContain('failures="0"');
  expect(tests).toContain("<testsuite/>");
});

test("an image that the registry has is not built again", () => {
  const { status, tag, said, calls, report } = build(DOCKERFILE, { KNOWN: DIGEST });
  expect(status).toBe(0);
  expect(said).toBe(`${tag} ${DIGEST} no`);
  expect(calls.filter((call) => call.startsWith("docker"))).toEqual([]);
  expect(calls).toHaveLength(1);
  expect(report).toContain("<testcase");
});

test.each<[string, string | undefined, Record<string, string>, string, string]>([
  ["its tests fail", DOCKERFILE, { FAILS: "test" }, "the stage test of the Dockerfile", ""],
  ["the registry does not say", DOCKERFILE, { KNOWN: "AccessDenied" }, "the question", "AccessDen"],
  ["there is no Dockerfile", undefined, {}, "the folder", "services/web/Dockerfile: got no such"],
  ["nobody knows the digest", DOCKERFILE, { PUSHED: "none" }, "the push", "got the digest none"],
])("nothing is handed on where %s, and the report says so", (_, dockerfile, env, step, says) => {
  const { status, said, calls, report, stderr } = build(dockerfile, env);
  expect(status).not.toBe(0);
  expect(said).toBe("");
  expect(report).toContain(`<failure message="${step}`);
  expect(stderr).toContain(says);
  const pushed = calls.filter((call) => call.includes("--push"));
  expect(pushed).toHaveLength(step === "the push" ? 1 : 0);
});

test("a Dockerfile without a stage for tests is built all the same", () => {
  const { status, calls } = build("FROM node\n");
  expect(status).toBe(0);
  expect(calls.join("\n")).not.toContain("--target");
});

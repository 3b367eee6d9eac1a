import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { accessTo, freshAccount, sharedEndpoint } from "../../support/emulated";
import { runByItself } from "../../support/by-itself";
import { checkoutRoot, ProjectCopy, run, type Ended } from "@groundwork/testing/project";

jest.setTimeout(300_000);

let copy: ProjectCopy;
let folder: string;
beforeAll(async () => {
  copy = await ProjectCopy.create();
  folder = await mkdtemp(path.join(tmpdir(), "groundwork-begin-"));
});
afterAll(async () => {
  await copy.remove();
  await rm(folder, { recursive: true });
});

const FILES = ["environments/dev.ts", "environments/prod.ts", "environments/index.ts"];
const texts = () => Promise.all(FILES.map((file) => copy.read(file)));

/** The formatter's own word on files of the copy, as a team's `npm run lint` has it. */
function unformatted(...files: string[]): Promise<Ended> {
  const oxfmt = path.join(checkoutRoot, "node_modules/oxfmt/bin/oxfmt");
  const config = path.join(checkoutRoot, ".oxfmtrc.json");
  return run(process.execPath, [oxfmt, "-c", config, "--check", ...files], { cwd: copy.root });
}

test("an environment and a service are added, in the project's format", async () => {
  // What an environment of that name has left.
  const lock = "locks/staging-stack.terraform.lock.hcl";
  await mkdir(path.join(copy.root, "locks"), { recursive: true });
  await copy.write(lock, "# old\n");
  await copy.write("locks/prod-stack.terraform.lock.hcl", "# new\n");
  const environment = ["add", "environment", "staging", "--from", "prod", "--small", "--json"];
  const added = await copy.groundwork(environment);
  expect(added.code === 0 ? "" : added.stderr).toBe("");
  expect(JSON.parse(added.stdout)).toMatchObject({
    environment: "staging",
    from: "prod",
    cidr: "10.30.0.0/16",
    before: "prod",
    files: ["environments/staging.ts", ".github/workflows/deliver.yml", "environments/index.ts"],
  });
  expect(await copy.read(lock)).toBe("# old\n");
  await copy.build();

  const service = await copy.groundwork(["add", "service", "api", "--http"]);
  expect(service.code === 0 ? "" : service.stderr).toBe("");
  await copy.build();

  const files = [...FILES, "environments/staging.ts", ".github/workflows/deliver.yml"];
  expect((await unformatted(...files)).stdout).toContain(
    "All matched files use the correct format",
  );
  for (const name of ["dev", "staging", "prod"]) {
    const text = await copy.read(`environments/${name}.ts`);
    expect(text).toContain('http: { paths: ["/api", "/api/*"], priority: 90 }');
    expect(text).toMatch(/priority: 100 \}/);
  }
});

test("what the checks or the policies refuse is not written, and nothing is left of the trial", async () => {
  const before = await texts();
  const { code, stderr, left } = await runByItself(["add", "environment", "plan"], {}, copy.root);
  expect({ code, left }).toEqual({ code: 1, left: [] });
  expect(stderr).toMatch(
    /^Error: nothing was written, as the stacks do not come out: the configuration has problems:\n {2}plan\.name: got plan, expected another first word/,
  );
  expect(await texts()).toEqual(before);
  expect(existsSync(path.join(copy.root, "environments/plan.ts"))).toBe(false);
});

test.each([
  [
    ["add", "environment", "dev"],
    "name: got dev, and environments/dev.ts is there, expected a name that is free",
  ],
  [["add", "environment", "Dev"], "name: got Dev, expected 2 to 16 lower-case letters"],
  [
    ["add", "environment", "qa", "--from", "prd"],
    "--from: got prd, expected one of dev, staging, prod. Did you mean prod?",
  ],
  [
    ["add", "environment", "qa", "--cidr", "10.0.0.0/8"],
    "--cidr: got 10.0.0.0/8, expected the first address of a block from /16 to /23",
  ],
  [
    ["add", "environment", "qa", "--from", ""],
    "--from: got nothing, expected the name of an environment",
  ],
  [
    ["add", "service", "web"],
    "name: got web, which every environment has, expected a name that is free",
  ],
  [["add", "service", "shop", "--in", "prod,lab"], "--in: got lab, expected one of"],
  [["add", "service", "shop", "--path", "shop"], "--path[0]: got shop, expected a path"],
  [
    ["init", "--name", "acme"],
    "got nothing for --account, --region, and nobody is there to be asked",
  ],
  [
    ["init", "."],
    "folder: got ., which has files in it, expected a folder that is empty, or not there",
  ],
  [
    ["init", "environments/new"],
    "folder: got environments/new, which lies in this project, expected one outside of it",
  ],
])("%j is refused in one line", async (args, expected) => {
  const { code, stderr } = await copy.groundwork(args, { AWS_REGION: "", AWS_DEFAULT_REGION: "" });
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringContaining(`Error: ${expected}`),
  });
  expect(stderr.trim().split("\n")).toHaveLength(1);
});

test("a new project lies in its folder, with its own values and one commit", async () => {
  const target = path.join(folder, "acme-infra");
  const flags = [
    "--account",
    "222222222222",
    "--region",
    "eu-west-1",
    "--time-zone",
    "Europe/Berlin",
  ];
  const identity = {
    GIT_AUTHOR_NAME: "kim",
    GIT_AUTHOR_EMAIL: "kim@example.com",
    GIT_COMMITTER_NAME: "kim",
    GIT_COMMITTER_EMAIL: "kim@example.com",
  };
  const git = (...args: string[]) => run("git", args, { cwd: copy.root });
  await git("init", "--quiet");
  await copy.write(".git/info/exclude", "node_modules\ndist\n.cache\ncdktf.out\n");
  await git("add", "--all");
  // Git does not have it yet.
  await copy.write("environments/notes.ts", "export {};\n");
  const made = await copy.groundwork(["init", target, ...flags], identity);
  await Promise.all(
    [".git", "environments/notes.ts"].map((name) =>
      rm(path.join(copy.root, name), { recursive: true }),
    ),
  );
  expect(await readdir(path.join(target, "environments"))).toContain("notes.ts");
  expect(made.code === 0 ? "" : made.stderr).toBe("");
  const organization = await readFile(path.join(target, "environments/organization.ts"), "utf8");
  expect(organization).toMatch(
    /name: "acme",\n +accountId: "222222222222",\n +region: "eu-west-1"/,
  );
  const log = await run("git", ["log", "--format=%an %s"], { cwd: target });
  expect(log.stdout).toMatch(/^kim Begin acme with groundwork \S+\n$/);
  expect((await run("git", ["status", "--porcelain"], { cwd: target })).stdout).toBe("");
  // Beside it nothing is left, and the project that it was made of is as it was.
  expect(await readdir(folder)).toEqual(["acme-infra"]);
  expect(await copy.read("environments/organization.ts")).toContain('"groundwork"');
  expect(await readdir(target)).toEqual(
    expect.not.arrayContaining(["node_modules", "dist", ".cache", "cdktf.out"]),
  );
});

test("what is lacking for a delivery is told, whoever does not answer", async () => {
  const nothing = await copy.groundwork(["setup", "github"]);
  expect(nothing).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/groundwork init --repository \S+\n$/),
  });

  const account = freshAccount();
  const organization = "environments/organization.ts";
  await copy.edit(organization, "111111111111", account);
  const github = '{ github: { repository: "acme/infra", repositoryId: "42" } }';
  await copy.edit(
    organization,
    'owner: "platform-team",',
    `owner: "platform-team",\n  delivery: ${github},`,
  );
  await copy.build();
  const env = {
    GH_TOKEN: "",
    GITHUB_TOKEN: "",
    PATH: path.dirname(process.execPath),
    ...accessTo(sharedEndpoint(), account),
  };
  const { code, stdout } = await copy.groundwork(["setup", "github", "--json"], env);
  expect(code).toBe(1);
  const { repository, steps } = JSON.parse(stdout);
  expect(repository).toBe("acme/infra");
  expect(steps.map((one: { step: string; status: string }) => [one.step, one.status])).toEqual([
    ["jobs of deliver.yml", "done"],
    ["branch of the workflows", "done"],
    ["code owners", "missing"],
    ["lock files of providers", "missing"],
    ["GitHub", "unknown"],
    ["AWS account", "done"],
    ["state backend", "missing"],
    ["roles in AWS", "missing"],
  ]);
  expect(steps.at(-1).found).toContain("groundwork-apply-staging is not there");
});

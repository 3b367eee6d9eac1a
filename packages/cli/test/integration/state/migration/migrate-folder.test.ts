import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { HttpBackend } from "../../../support/http-backend";
import { Backends, CONFIGURATION, migration, type Place } from "../../../support/migration";
import { groundwork, run, type Ended } from "@groundwork/testing/project";
import { accessTo } from "../../../support/emulated";
import { stateText } from "@groundwork/testing/states";

jest.setTimeout(180_000);

let backends: Backends;
let home: Place;
let http: HttpBackend;
let dir: string;
beforeAll(async () => {
  backends = await Backends.create("migrate-folder");
  ({ home } = backends);
});
beforeEach(async () => {
  await backends.empty();
  http = await HttpBackend.start();
  dir = await mkdtemp(path.join(tmpdir(), "groundwork-folder-"));
});
afterEach(async () => {
  http.stop();
  await rm(dir, { recursive: true });
});
afterAll(() => backends?.close());

const lineage = (name: string) => `5d4f0b6a-0000-4000-8000-${name.padStart(12, "0")}`;

/** Writes a state that is known again. */
async function put(file: string, name: string): Promise<void> {
  await mkdir(path.dirname(path.join(dir, file)), { recursive: true });
  await writeFile(path.join(dir, file), stateText({ lineage: lineage(name) }));
}

/** A configuration with that backend, in which `terraform init` has run. */
async function init(backend: object, env: NodeJS.ProcessEnv = {}): Promise<void> {
  const stale = path.join(dir, "terraform.tfstate");
  // Init would have it moved to that backend.
  await rename(stale, `${stale}.aside`);
  const configuration = { terraform: { backend }, ...CONFIGURATION };
  await writeFile(path.join(dir, "main.tf.json"), JSON.stringify(configuration));
  await terraform(env, "init", "-input=false");
  await rename(`${stale}.aside`, stale);
}

async function terraform(env: NodeJS.ProcessEnv, ...args: string[]): Promise<void> {
  const quiet = { TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" };
  const ended = await run("terraform", args, { cwd: dir, env: { ...quiet, ...env } });
  if (ended.code !== 0) throw new Error(ended.stderr);
}

const migrate = (env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  groundwork(migration(dir, "--keep-local"), { ...accessTo(backends.endpoint), ...env });

/** Name of the state that is at the stack's key now; undefined when none is. */
async function moved(): Promise<string | undefined> {
  const text = await home.read();
  return text && JSON.parse(text).lineage.slice(-12).replace(/^0+/, "");
}

const relative = (env: NodeJS.ProcessEnv) =>
  Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, value?.replace("DIR", dir)]),
  );

describe("the state that Terraform has there is moved, whatever lies beside it", () => {
  beforeEach(() => put("terraform.tfstate", "eeee"));

  test.each<[string, () => Promise<void>, NodeJS.ProcessEnv]>([
    [
      "a workspace by TF_WORKSPACE, which goes before the one selected",
      async () => {
        await put("terraform.tfstate.d/dev/terraform.tfstate", "abc");
        await mkdir(path.join(dir, ".terraform"));
        await writeFile(path.join(dir, ".terraform/environment"), "default");
      },
      { TF_WORKSPACE: "dev" },
    ],
    [
      "a local path, noted under TF_DATA_DIR",
      async () => {
        await put("there/a.tfstate", "abc");
        await init({ local: { path: "there/a.tfstate" } }, { TF_DATA_DIR: ".data" });
      },
      { TF_DATA_DIR: ".data" },
    ],
    [
      "the same, the folder named from the root, where the stack's init has nothing to look for",
      async () => {
        await put("there/a.tfstate", "abc");
        await init({ local: { path: "there/a.tfstate" } }, relative({ TF_DATA_DIR: "DIR/.data" }));
      },
      { TF_DATA_DIR: "DIR/.data" },
    ],
    [
      "a workspace in a folder of workspaces",
      async () => {
        await put("there/dev/terraform.tfstate", "abc");
        await init({ local: { workspace_dir: "there" } });
      },
      { TF_WORKSPACE: "dev" },
    ],
    [
      "another backend, noted under TF_DATA_DIR",
      async () => {
        http.state = stateText({ lineage: lineage("abc") });
        await init(http.configuration, { TF_DATA_DIR: ".data" });
      },
      { TF_DATA_DIR: ".data" },
    ],
    [
      "arguments that a shell has left over change nothing",
      async () => {
        await put("there/a.tfstate", "abc");
        await init({ local: { path: "there/a.tfstate" } });
      },
      { TF_CLI_ARGS: "-state=terraform.tfstate" },
    ],
  ])("%s", async (_, prepare, env) => {
    await prepare();
    const { code, stderr } = await migrate(relative(env));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(await moved()).toBe("abc");
    expect(await readFile(path.join(dir, "terraform.tfstate"), "utf8")).toContain(lineage("eeee"));
  });

  test("the file itself, where Terraform has nothing else there", async () => {
    expect(await migrate()).toMatchObject({ code: 0, stderr: "" });
    expect(await moved()).toBe("eeee");
  });
});

describe("which state is meant is not known: nothing is moved", () => {
  beforeEach(() => put("terraform.tfstate", "eeee"));

  const note = async (content: object) => {
    await mkdir(path.join(dir, ".terraform"));
    await writeFile(path.join(dir, ".terraform/terraform.tfstate"), JSON.stringify(content));
  };
  const configure = (file: string, text: string) => writeFile(path.join(dir, file), text);

  test.each<[string, () => Promise<void>, RegExp, NodeJS.ProcessEnv?]>([
    [
      "a state store, which Terraform before 1.15 reads over",
      () => note({ version: 3, state_store: { type: "acme_s3", config: {} } }),
      /got a state store of a provider, expected a backend/,
    ],
    [
      "remote state of Terraform 0.8",
      () => note({ version: 3, serial: 1, lineage: "x", remote: { type: "s3" } }),
      /got remote, expected a backend/,
    ],
    ["a note cut short", () => note([]), /terraform init/],
    [
      "a backend in the configuration, without init",
      () => configure("a.tf", 'terraform {\n  backend "s3" {}\n}\n'),
      /Backend initialization required/,
    ],
    [
      "HCP Terraform in the configuration, without init",
      () =>
        configure(
          "a.tf",
          'terraform {\n  cloud {\n    organization = "x"\n    workspaces {\n      name = "y"\n    }\n  }\n}\n',
        ),
      /initialization required/,
    ],
    [
      "another path in the configuration than init has noted",
      async () => {
        await put("a.tfstate", "abc");
        await init({ local: { path: "a.tfstate" } });
        await configure("main.tf.json", '{"terraform":{"backend":{"local":{"path":"b.tfstate"}}}}');
      },
      /Backend configuration block has changed/,
    ],
    [
      "a note under .terraform, another folder meant",
      () => init({ local: { path: "a.tfstate" } }),
      /Backend initialization required/,
      { TF_DATA_DIR: ".other" },
    ],
    [
      "Terragrunt",
      () => configure("terragrunt.hcl", "remote_state {}\n"),
      /terragrunt state pull > <file>/,
    ],
    ["OpenTofu", () => configure("main.tofu", "terraform {}\n"), /tofu state pull > <file>/],
    [
      "a workspace without a state",
      () => Promise.resolve(),
      /in the workspace qa/,
      { TF_WORKSPACE: "qa" },
    ],
  ])("%s", async (_, prepare, message, env = {}) => {
    await prepare();
    const { code, stdout, stderr } = await migrate(env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect([await moved(), await home.locks()]).toEqual([undefined, {}]);
  });
});

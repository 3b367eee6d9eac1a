import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { LocalStates } from "../../src/stand-ins/local-states";

let dir: string;
let file: string;
let states: LocalStates;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "groundwork-local-states-"));
  file = path.join(dir, "states/dev/terraform.tfstate");
  states = new LocalStates(path.join(dir, "states"));
});
afterEach(() => rm(dir, { recursive: true }));

/** What is left of a stack's JSON. */
async function attached(terraform: object) {
  const json = { resource: { a: {} }, terraform: { required_version: ">= 1.11.0", ...terraform } };
  await writeFile(path.join(dir, "cdk.tf.json"), JSON.stringify(json));
  await states.attachElsewhere([{ name: "dev-stack", dir }]);
  return JSON.parse(await readFile(path.join(dir, "cdk.tf.json"), "utf8"));
}

test.each([
  { backend: { azurerm: { key: "dev/terraform.tfstate" } } },
  { backend: { local: { path: "../../../state/dev/terraform.tfstate" } } },
  { cloud: { organization: "acme", workspaces: { name: "groundwork-dev" } } },
])("in place of %j Terraform gets a file in the folder, and keeps all else", async (terraform) => {
  expect(await attached(terraform)).toEqual({
    resource: { a: {} },
    terraform: { required_version: ">= 1.11.0", backend: { local: { path: file } } },
  });
});

test("in S3, which an emulator has, states stay", async () => {
  const terraform = { backend: { s3: { key: "dev/terraform.tfstate" } } };
  expect(await attached(terraform)).toMatchObject({ terraform });
});

describe("after an apply", () => {
  beforeEach(() => mkdir(path.dirname(file), { recursive: true }));

  test("the state's resources are counted", async () => {
    await writeFile(file, JSON.stringify({ resources: [{}, {}] }));
    expect(await states.verify("dev-stack")).toEqual({
      key: "dev/terraform.tfstate",
      version: "-",
      resources: 2,
    });
  });

  test("a state that is missing is named, and so is a lock that is left", async () => {
    await expect(states.verify("dev-stack")).rejects.toThrow(
      `dev-stack: expected its state at ${file}, got ENOENT`,
    );
    await writeFile(file, JSON.stringify({ resources: [] }));
    await writeFile(path.join(path.dirname(file), ".terraform.tfstate.lock.info"), "{}");
    await expect(states.verify("dev-stack")).rejects.toThrow(
      /dev-stack: got the lock .* expected none/,
    );
  });
});

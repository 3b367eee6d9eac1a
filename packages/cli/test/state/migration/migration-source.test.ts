import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseSource, providerIn } from "../../../src/state/migration/migration-source";
import { folderState } from "../../../src/state/migration/source-folder";
import { lockIn } from "../../../src/terraform/foreign-lock";

describe("--from", () => {
  test.each([
    ["a.tfstate", { type: "path", path: "/projects/a.tfstate" }],
    ["../a", { type: "path", path: "/a" }],
    ["/tmp/a b", { type: "path", path: "/tmp/a b" }],
    [
      "s3://bucket/Dev/a.tfstate",
      { type: "s3", address: { bucket: "bucket", key: "Dev/a.tfstate" } },
    ],
    [
      "s3://bucket/env:/prod/a?table=locks&region=eu-west-1",
      {
        type: "s3",
        address: { bucket: "bucket", key: "env:/prod/a", table: "locks", region: "eu-west-1" },
      },
    ],
    ["s3://bucket", { type: "bucket", address: { bucket: "bucket" } }],
    ["s3://bucket/?table=locks", { type: "bucket", address: { bucket: "bucket", table: "locks" } }],
  ])("%s", (from, expected) => {
    expect(parseSource(from, "/projects")).toEqual(expected);
  });

  test.each(["s3://", "s3:///key", "gs://bucket/key", "s3://b/k?tabel=x", "s3://b?tabel=x"])(
    "%s is refused",
    (from) => {
      expect(() => parseSource(from, "/projects")).toThrow("expected a state file, a folder");
    },
  );
});

test.each([
  ['provider["registry.example.com/hashicorp/aws"]', "registry.example.com/hashicorp/aws"],
  ['provider["registry.example.com/hashicorp/aws"].east', "registry.example.com/hashicorp/aws"],
  ['module.a.provider["terraform.io/builtin/terraform"]', "terraform.io/builtin/terraform"],
])("the provider in %s", (provider, expected) => {
  expect(providerIn(JSON.stringify({ resources: [{ provider }] }))).toBe(expected);
});

test("a state without resources has no provider", () => {
  expect(providerIn('{"resources":[]}')).toBeUndefined();
});

describe("the state of a folder", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), "groundwork-folder-"));
    await mkdir(path.join(dir, ".terraform"));
  });
  afterEach(() => rm(dir, { recursive: true }));

  const initialised = (backend: object) =>
    writeFile(path.join(dir, ".terraform/terraform.tfstate"), JSON.stringify({ backend }));

  test("in a backend", async () => {
    await initialised({ type: "gcs", config: { bucket: "b" } });
    expect(await folderState(dir)).toEqual({ backend: "gcs" });
  });

  test("in a file that the local backend names", async () => {
    await initialised({ type: "local", config: { path: "../a.tfstate" } });
    expect(await folderState(dir)).toEqual({ file: path.resolve(dir, "../a.tfstate") });
  });

  test("in the usual file, and in that of a workspace", async () => {
    await writeFile(path.join(dir, "terraform.tfstate"), "{}");
    expect(await folderState(dir)).toEqual({ file: path.join(dir, "terraform.tfstate") });
    await initialised({ type: "local", config: { path: null, workspace_dir: null } });
    await writeFile(path.join(dir, ".terraform/environment"), "blue");
    expect(await folderState(dir)).toEqual({
      file: path.join(dir, "terraform.tfstate.d/blue/terraform.tfstate"),
    });
  });

  test("by TF_WORKSPACE and TF_DATA_DIR, as Terraform has it", async () => {
    await initialised({ type: "gcs", config: { bucket: "b" } });
    await mkdir(path.join(dir, ".data"));
    const note = { backend: { type: "local", config: { path: "a.tfstate", workspace_dir: "w" } } };
    await writeFile(path.join(dir, ".data/terraform.tfstate"), JSON.stringify(note));
    const at = (file: string) => ({ file: path.join(dir, file) });
    expect(await folderState(dir, { TF_DATA_DIR: ".data" })).toEqual(at("a.tfstate"));
    const env = { TF_DATA_DIR: path.join(dir, ".data"), TF_WORKSPACE: "dev" };
    expect(await folderState(dir, env)).toEqual(at("w/dev/terraform.tfstate"));
  });

  test.each([
    ["a state store", { state_store: { type: "acme_s3" } }, "got a state store of a provider"],
    ["what is not known", { remote: { type: "s3" } }, "got remote, expected a backend"],
    ["text", "{", "got what is no JSON"],
  ])("%s is noted: nobody knows, whatever lies beside", async (_, note, message) => {
    await writeFile(path.join(dir, "terraform.tfstate"), "{}");
    const text = typeof note === "string" ? note : JSON.stringify(note);
    await writeFile(path.join(dir, ".terraform/terraform.tfstate"), text);
    await expect(folderState(dir)).rejects.toThrow(message);
  });

  test.each([
    ["terragrunt.hcl", "terragrunt state pull"],
    ["main.tofu", "tofu state pull"],
  ])("%s: another program knows", async (name, message) => {
    await writeFile(path.join(dir, "terraform.tfstate"), "{}");
    await writeFile(path.join(dir, name), "");
    await expect(folderState(dir)).rejects.toThrow(message);
  });

  test("nowhere", async () => {
    await expect(folderState(dir)).rejects.toThrow("in which terraform init has run");
  });
});

describe("what Terraform says of a lock", () => {
  const said = (message: string, id: string) =>
    `\nError: Error acquiring the state lock\n\nError message: ${message}\nLock Info:\n  ID:        ${id}\n` +
    "  Path:      b/k\n  Operation: OperationTypeApply\n  Who:       eve@host\n  Version:   1.11.4\n" +
    "  Created:   2026-11-21 03:49:17.1 +0000 UTC\n  Info:      \n\n";

  test("its holder", () => {
    expect(lockIn(said("resource temporarily unavailable", "theirs"))).toEqual({
      id: "theirs",
      who: "eve@host",
      operation: "OperationTypeApply",
      created: "2026-11-21 03:49:17.1 +0000 UTC",
      version: "1.11.4",
    });
  });

  test("the http backend shows its own try, and the holder's id in the message", () => {
    const message = "HTTP remote state already locked:\nID=theirs";
    expect(lockIn(said(message, "own-try"))).toEqual({ id: "theirs" });
  });

  test("so does HCP Terraform, with the workspace's name, in lines as long as fits", () => {
    const message = 'workspace already locked (lock\nID: "acme/groundwork-dev")';
    expect(lockIn(said(message, "own-try"))).toEqual({ id: "acme/groundwork-dev" });
  });

  test("another error is none", () => {
    expect(lockIn("Error: Backend initialization required")).toBeUndefined();
  });
});

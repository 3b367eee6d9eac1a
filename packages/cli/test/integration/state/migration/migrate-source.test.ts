import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { digestOf } from "../../../../src/state/state-digest";
import { HttpBackend } from "../../../support/http-backend";
import {
  Backends,
  BY_HAND,
  HAND_KEY,
  migration,
  planAt,
  type Place,
} from "../../../support/migration";
import { run, type Ended } from "@groundwork/testing/project";
import { resourceOf, stateOfProviders, stateText } from "@groundwork/testing/states";

jest.setTimeout(180_000);

const IN_BUCKET = ["--from", `s3://${BY_HAND.bucket}?table=${BY_HAND.lockTable}`];

let backends: Backends;
let home: Place;
let hand: Place;
let dir: string;
beforeAll(async () => {
  backends = await Backends.create("migrate-source");
  ({ home, hand } = backends);
});
beforeEach(async () => {
  await backends.empty();
  dir = await mkdtemp(path.join(tmpdir(), "groundwork-source-"));
});
afterEach(() => rm(dir, { recursive: true }));
afterAll(() => backends?.close());

const migrate = (from: string, ...args: string[]): Promise<Ended> =>
  backends.command(...migration(from, ...args));

/** A file of that content in a folder of its own. */
async function fileOf(content: string | Uint8Array): Promise<string> {
  const file = path.join(dir, "old.tfstate");
  await writeFile(file, content);
  return file;
}

/** What it says when it neither moves nor locks nor removes anything, without a stack trace. */
async function refusal(from: string): Promise<string> {
  const { code, stdout, stderr } = await migrate(from);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).not.toMatch(/^ +at /m);
  expect([await home.read(), await home.locks()]).toEqual([undefined, {}]);
  return stderr;
}

const LEGACY =
  "terraform state replace-provider registry.terraform.io/-/aws registry.terraform.io/hashicorp/aws";

describe("a state whose providers the stack cannot initialise is refused before anything moves", () => {
  test("a file; the command that is named mends it", async () => {
    const text = stateOfProviders("provider.aws", "module.a.provider.aws.east");
    const file = await fileOf(text);
    const stderr = await refusal(file);
    expect(stderr).toContain(LEGACY);
    expect(stderr).toContain("terraform_data.r0");
    expect(await readFile(file, "utf8")).toBe(text);
    expect(await readdir(dir)).toEqual(["old.tfstate"]);

    const [, option] = /in an empty one with (\S+) as the first option/.exec(stderr)!;
    const [, , , from, to] = LEGACY.split(" ");
    const empty = path.join(dir, "empty");
    await mkdir(empty);
    const args = ["state", "replace-provider", option!, "-auto-approve", from!, to!];
    expect(await run("terraform", args, { cwd: empty })).toMatchObject({ code: 0 });
    const { code, stdout } = await migrate(file);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("verified") });
  });

  test.each([
    [
      'provider["registry.opentofu.org/hashicorp/aws"]',
      "registry.opentofu.org/hashicorp/aws registry.terraform.io/hashicorp/aws",
    ],
    [
      'module.x.provider["registry.example.com/acme/aws"].east',
      "registry.example.com/acme/aws registry.terraform.io/hashicorp/aws",
    ],
    ["provider.random", "registry.terraform.io/-/random registry.terraform.io/hashicorp/random"],
    [
      'provider["registry.opentofu.org/hashicorp/tls"]',
      "registry.opentofu.org/hashicorp/tls registry.terraform.io/hashicorp/tls",
    ],
  ])("%s", async (provider, replacement) => {
    const file = await fileOf(
      stateOfProviders('provider["registry.terraform.io/hashicorp/aws"]', provider),
    );
    expect(await refusal(file)).toContain(`terraform state replace-provider ${replacement}`);
  });

  test("one that the stack does not name, and that Terraform cannot install", async () => {
    const resources = [
      resourceOf('provider["terraform.io/builtin/terraform"]'),
      resourceOf('provider["registry.invalid/acme/random"]', { type: "random_id", name: "a" }),
    ];
    const file = await fileOf(stateText({ resources }));
    const stderr = await refusal(file);
    expect(stderr).toContain(
      "dev-stack has no provider registry.invalid/acme/random for random_id.a",
    );
    expect(stderr).toContain("terraform state rm random_id.a");
  });

  test("one that Terraform does not read", async () => {
    const file = await fileOf(stateOfProviders("nonsense"));
    expect(await refusal(file)).toContain(
      "does not read the provider nonsense of terraform_data.r0",
    );
  });

  test("in a folder with a backend, and in a bucket, alone and as one of its states", async () => {
    const text = stateOfProviders("provider.aws");
    const http = await HttpBackend.start();
    http.state = text;
    // It notes the backend, and then does not find the provider.
    await writeFile(
      path.join(dir, "main.tf.json"),
      JSON.stringify({ terraform: { backend: http.configuration } }),
    );
    await run("terraform", ["init", "-input=false"], { cwd: dir });
    const stderr = await refusal(dir);
    expect(stderr).toContain(LEGACY);
    expect(stderr).toContain(`First, in ${dir}`);
    expect({ state: http.state, lock: http.lock }).toEqual({ state: text, lock: undefined });
    http.stop();

    await hand.writeWithDigest(text, HAND_KEY);
    const url = `s3://${BY_HAND.bucket}/${HAND_KEY}?table=${BY_HAND.lockTable}`;
    expect(await refusal(url)).toContain(LEGACY);
    const adopted = await backends.command(
      ...["migrate", ...IN_BUCKET, "--map", `dev=${HAND_KEY}`, "--yes"],
    );
    expect(adopted).toMatchObject({ code: 1, stderr: expect.stringContaining(LEGACY) });
    expect([await home.read(), await hand.locks(HAND_KEY)]).toEqual([undefined, {}]);
  });
});

describe("what is no state of format 4 is called what it is, with the way to one", () => {
  const state = stateText();
  const utf16 = Buffer.from(`\uFEFF${state}`, "utf16le");

  test.each<[string, string | Uint8Array, string, string]>([
    [
      "encrypted",
      JSON.stringify({
        serial: 9,
        lineage: "x",
        meta: {},
        encrypted_data: "QUFB",
        encryption_version: "v0",
      }),
      "got a state encrypted by OpenTofu, serial 9",
      "tofu state pull > state.tfstate",
    ],
    [
      "of format 3",
      JSON.stringify({
        version: 3,
        terraform_version: "0.11.14",
        serial: 4,
        lineage: "x",
        modules: [],
      }),
      "got a state of format 3",
      "terraform state pull > state.tfstate",
    ],
    [
      "of a newer format",
      stateText({ version: 5 }),
      "got a state of format 5",
      "upgrade the project",
    ],
    ["in UTF-16", utf16, "in UTF-16LE", "iconv -f UTF-16 -t UTF-8 < "],
    ["in UTF-16 without a mark", utf16.subarray(2), "in UTF-16LE", "iconv -f UTF-16LE -t UTF-8 < "],
    ["with a mark", `\uFEFF${state}`, "with a byte order mark", "tail -c +4 < "],
    ["compressed", gzipSync(state), "compressed as gzip", "gzip -dc < "],
  ])("%s", async (_, content, what, way) => {
    const file = await fileOf(content);
    const stderr = await refusal(file);
    expect(stderr).toContain(what);
    expect(stderr).toContain(way);
    const recode = /(?:iconv|tail|gzip) .* > state\.tfstate/.exec(stderr)?.[0];
    if (recode === undefined) return;
    await run("sh", ["-c", recode], { cwd: dir });
    expect(await readFile(path.join(dir, "state.tfstate"), "utf8")).toBe(state);
  });

  test("a list of the bucket says so, and so does a --map to it", async () => {
    const encrypted = JSON.stringify({ serial: 9, lineage: "x", encrypted_data: "QUFB" });
    await hand.writeWithDigest(encrypted, HAND_KEY);
    const listed = await backends.command("migrate", ...IN_BUCKET);
    expect(listed).toMatchObject({ code: 0 });
    expect(listed.stdout).toMatch(/matches +no +a state encrypted by OpenTofu, serial 9/);
    const mapped = await backends.command(
      ...["migrate", ...IN_BUCKET, "--map", `dev=${HAND_KEY}`, "--yes"],
    );
    expect(mapped).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("where there is a state encrypted by OpenTofu"),
    });
  });
});

describe("a state without a lineage", () => {
  test.each([
    ["none at all", {}],
    ["an empty one", { lineage: "" }],
    ["neither that nor a serial", { serial: undefined }],
  ])("%s: is moved, and has one from then on", async (_, changes) => {
    const text = stateText({ lineage: undefined, ...changes });
    const file = await fileOf(text);
    const first = await migrate(file, "--keep-local");
    expect({ code: first.code, stderr: first.stderr }).toEqual({ code: 0, stderr: "" });
    expect(first.stdout).toContain("which has no lineage and is given one");
    const moved = (await home.read())!;
    const { lineage, serial, ...others } = JSON.parse(moved);
    expect(lineage).toMatch(/^[0-9a-f-]{36}$/);
    expect(serial).toBeGreaterThan(0);
    expect(JSON.parse(text)).toMatchObject(others);
    expect(await home.digest()).toBe(digestOf(moved));
    // Terraform takes it, and finds what it does not declare.
    expect(await planAt(backends.endpoint)).toBe(2);

    const again = await migrate(file);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining("Already done") });
    expect(await home.versions()).toBe(1);
    expect(await readdir(dir)).toEqual([]);
  });

  test("is not put over another, of which it may be no successor", async () => {
    const other = stateText({ serial: 1, outputs: { a: { value: 1, type: "number" } } });
    await home.writeWithDigest(other);
    const file = await fileOf(stateText({ lineage: undefined }));
    const { code, stderr } = await migrate(file);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining("holds another state"),
    });
    expect(await home.read()).toBe(other);
  });
});

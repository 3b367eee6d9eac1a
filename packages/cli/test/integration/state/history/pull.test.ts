import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import type { Emulator } from "../../../../src/emulator/emulator";
import { accessTo, LOCATION, ownEmulator } from "../../../support/emulated";
import { folderAt, KEY, Place } from "../../../support/migration";
import { cliScript, groundwork, run, type Ended } from "@groundwork/testing/project";

jest.setTimeout(120_000);

let emulator: Emulator;
let home: Place;
let dir: string;
beforeAll(async () => {
  emulator = await ownEmulator("pull");
  home = new Place(emulator.endpoint, LOCATION);
  await home.make();
  const folder = await folderAt(emulator.endpoint, LOCATION, KEY);
  await folder.succeed("apply");
  await folder.remove();
  dir = await mkdtemp(path.join(tmpdir(), "groundwork-pull-"));
});
afterAll(() => Promise.all([emulator.stop(), rm(dir, { recursive: true })]));

const pull = (...args: string[]): Promise<Ended> =>
  groundwork(["pull", "dev-stack", ...args], accessTo(emulator.endpoint));

test("the state, and nothing else, goes to standard output", async () => {
  const { code, stdout, stderr } = await pull();
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(JSON.parse(stdout)).toEqual(JSON.parse((await home.read())!));
});

test("TERRAFORM_BINARY_NAME names what is run, also where there is no terraform", async () => {
  const { stdout: terraform } = await run("sh", ["-c", "command -v terraform"]);
  const program = path.join(dir, "terraform-of-another-name");
  await symlink(terraform.trim(), program);
  const access = { ...accessTo(emulator.endpoint), PATH: "/nonexistent" };
  const { code, stdout } = await groundwork(["pull", "dev-stack"], {
    ...access,
    TERRAFORM_BINARY_NAME: program,
  });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toHaveProperty("lineage");
  expect(await groundwork(["doctor"], { ...access, TERRAFORM_BINARY_NAME: "tofuu" })).toMatchObject(
    {
      code: 1,
      stdout: expect.stringContaining("TERRAFORM_BINARY_NAME: got tofuu, which cannot be run"),
    },
  );
});

test("on a terminal it says that there are secrets in it", async () => {
  const line = `${process.execPath} ${cliScript} pull dev-stack > ${dir}/stdout`;
  const { stdout: terminal } = await run("script", ["-qec", line, "/dev/null"], {
    env: accessTo(emulator.endpoint),
  });
  expect(terminal).toContain("A state holds secrets in plain text");
  expect(JSON.parse(await readFile(path.join(dir, "stdout"), "utf8"))).toHaveProperty("lineage");
});

test("a file of it is for its owner alone, and not overwritten unasked", async () => {
  const file = path.join(dir, "dev.tfstate");
  const { code, stdout } = await pull("--out", file);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual(JSON.parse((await home.read())!));

  await writeFile(file, "precious", { mode: 0o644 });
  const refused = await pull("--out", file);
  expect(refused).toMatchObject({
    code: 1,
    stderr: `Error: ${file} exists already, and is not overwritten: name another file, or add --yes\n`,
  });
  expect(await readFile(file, "utf8")).toBe("precious");

  await rm(file);
  await writeFile(file, "precious", { mode: 0o666 });
  const replaced = await pull("--out", file, "--yes", "--json");
  expect(JSON.parse(replaced.stdout)).toMatchObject({ stack: "dev-stack", file, resources: 2 });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(JSON.parse(await readFile(file, "utf8"))).toHaveProperty("lineage");
  // No draft of it is left.
  expect((await readdir(dir)).filter((name) => name.startsWith("."))).toEqual([]);
});

test("a file below another file is an error in one line", async () => {
  await writeFile(path.join(dir, "taken"), "");
  const { code, stderr } = await pull("--out", path.join(dir, "taken/dev.tfstate"));
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/taken\/dev\.tfstate cannot be written: E\w+: [a-z ]+$/m),
  });
  expect(stderr).not.toContain("    at ");
});

test("where there is no state it says so", async () => {
  const { code, stdout, stderr } = await groundwork(
    ["pull", "prod-stack"],
    accessTo(emulator.endpoint),
  );
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: "",
    stderr: `Error: prod-stack has no state yet: there is nothing at s3://${LOCATION.bucket}/prod/terraform.tfstate\n`,
  });
});

test("what Terraform does not read, and its digest fits, is not blamed on the digest", async () => {
  const state = (await home.read())!;
  await home.writeWithDigest(gzipSync(state));
  const { code, stderr } = await pull();
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringContaining("Unsupported state file format"),
  });
  await home.writeWithDigest(state);
});

test("a state that its digest does not match is not given out", async () => {
  await home.write((await home.read())!.replace("admin", "guest"));
  const { code, stdout, stderr } = await pull();
  expect({ code, stdout, stderr }).toEqual({
    code: 4,
    stdout: "",
    stderr: expect.stringContaining("npx --no -- groundwork repair-digest dev-stack"),
  });
});

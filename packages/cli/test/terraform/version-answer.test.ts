import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { versionAnswer } from "../../src/terraform/version-answer";

let dir: string;
let engine: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "groundwork-version-"));
  engine = path.join(dir, "terraform");
});
afterEach(() => rm(dir, { recursive: true }));

/** A program that notes that it was asked, of a length that no script has unless it is padded. */
async function make(version: string, bytes: number): Promise<void> {
  const script = `#!/bin/sh\necho >> ${dir}/asked\necho "Terraform v${version}"\nexit\n`;
  await writeFile(engine, script.padEnd(bytes, "#"), { mode: 0o755 });
}

const answers = async (count: number, program = engine): Promise<(string | undefined)[]> => {
  const said: (string | undefined)[] = [];
  const env = { PATH: `/nowhere:${dir}:/usr/bin:/bin` };
  while (said.length < count) said.push((await versionAnswer(program, env)).stdout);
  return said;
};

const timesAsked = async (): Promise<number> =>
  (await readFile(path.join(dir, "asked"), "utf8")).length;

test.each(["by its path", "by its name"])("a binary is asked once, %s", async (how) => {
  await make("1.11.4", 6_000_000);
  const said = await answers(3, how === "by its name" ? "terraform" : engine);
  expect(said).toEqual(Array.from({ length: 3 }, () => "Terraform v1.11.4\n"));
  expect(await timesAsked()).toBe(1);
});

test("another binary at its place is asked again", async () => {
  await make("1.11.4", 6_000_000);
  await answers(1);
  await make("1.15.8", 6_000_001);
  expect(await answers(1)).toEqual(["Terraform v1.15.8\n"]);
});

test("a script is asked each time: it may start another release in another folder", async () => {
  await make("1.11.4", 100);
  await answers(2);
  expect(await timesAsked()).toBe(2);
});

test("what fails is told, and asked again", async () => {
  await writeFile(engine, "#!/bin/sh\nexit 3\n".padEnd(6_000_000, "#"), { mode: 0o755 });
  expect(await versionAnswer(engine, {})).toMatchObject({ code: 3 });
  await make("1.11.4", 6_000_000);
  expect(await answers(1)).toEqual(["Terraform v1.11.4\n"]);
  await rm(engine);
  expect(await versionAnswer(engine, {})).toMatchObject({ code: "ENOENT" });
});

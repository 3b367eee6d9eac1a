import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Workspace } from "../../src/stand-ins/workspace";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "groundwork-workspace-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A stack as a synth leaves it. */
async function stack(json: object, assets: Record<string, string> = {}) {
  const dir = path.join(folder, "cdktf.out/stacks/dev-stack");
  await mkdir(dir, { recursive: true });
  await writeFile(path.join(dir, "cdk.tf.json"), JSON.stringify(json));
  for (const [name, text] of Object.entries(assets)) {
    await mkdir(path.dirname(path.join(dir, name)), { recursive: true });
    await writeFile(path.join(dir, name), text);
  }
  return { name: "dev-stack", dir };
}

const standIn = async (one: { name: string; dir: string }) => {
  const workspace = await Workspace.create(path.join(folder, "work"), process.pid);
  const [made] = await workspace.standIn([one], { states: path.join(folder, "states"), env: {} });
  return made!.dir;
};

test("stand-ins have the files beside them that expressions of the stack read", async () => {
  const hash = '${filesha256("assets/code/0A1B/code.zip")}';
  const terraform = { backend: { s3: { bucket: "b" } } };
  const resource = { aws_lambda_function: { f: { hash } } };
  const dir = await standIn(
    await stack({ terraform, resource }, { "assets/code/0A1B/code.zip": "zip" }),
  );
  expect(await readFile(path.join(dir, "assets/code/0A1B/code.zip"), "utf8")).toBe("zip");
  const json = JSON.parse(await readFile(path.join(dir, "cdk.tf.json"), "utf8"));
  expect(json.resource.terraform_data.aws_lambda_function__f.input).toEqual({ hash });
});

test("what has no stand-in is told of all stacks at once", async () => {
  const output = { a: { value: "${aws_a.x.id}" }, b: { value: "${module.b.id}" } };
  await expect(standIn(await stack({ output }))).rejects.toThrow(
    /^dev-stack: output\.a refers to aws_a\.x, [^\n]+\ndev-stack: output\.b refers to module\.b, /,
  );
});

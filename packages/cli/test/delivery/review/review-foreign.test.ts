import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { takeForeign } from "../../../src/delivery/review/take-foreign";

const trusted = {
  terraform: { backend: { s3: { bucket: "states" } } },
  provider: { aws: [{ region: "ap-northeast-2" }] },
  resource: { aws_vpc: { main: { cidr_block: "10.0.0.0/16" } } },
};

describe("a synth made elsewhere", () => {
  let root: string;
  const put = async (folder: string, stack: string, text: string) => {
    const dir = path.join(root, folder, "stacks", stack);
    await mkdir(dir, { recursive: true });
    await writeFile(path.join(dir, "cdk.tf.json"), text);
    return { name: stack, dir };
  };
  const take = async (...wanted: string[]) => {
    const own = [
      await put("own", "dev-stack", JSON.stringify(trusted)),
      await put("own", "old-stack", "{}"),
    ];
    return takeForeign(path.join(root, "foreign"), own, wanted, path.join(root, "target"));
  };
  const taken = (stack: string) =>
    readFile(path.join(root, "target", stack, "cdk.tf.json"), "utf8");

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "groundwork-foreign-"));
    await mkdir(path.join(root, "foreign/stacks"), { recursive: true });
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  test("gives the stacks that were asked for, and says of the others why not", async () => {
    await put("foreign", "dev-stack", JSON.stringify(trusted));
    await put("foreign", "new-stack", "{}");
    await put("foreign", "..evil", "{}");
    const { stacks, refused } = await take();
    expect(stacks).toEqual([{ name: "dev-stack", dir: path.join(root, "target/dev-stack") }]);
    expect(JSON.parse(await taken("dev-stack"))).toEqual(trusted);
    expect(refused).toEqual([
      { stack: "old-stack", problem: expect.stringContaining("not in the code any more") },
      { stack: "new-stack", problem: expect.stringContaining("not in the base branch") },
    ]);
    expect((await take("dev-stack")).refused).toEqual([]);
  });

  test("says of a stack whose layers are others that its resources move first", async () => {
    for (const stack of ["dev-stack", "dev-network-stack", "old-stack"])
      await put("foreign", stack, JSON.stringify(trusted));
    const { stacks, refused } = await take("dev-stack", "old-stack");
    expect(stacks.map(({ name }) => name)).not.toContain("dev-stack");
    expect(refused).toContainEqual({
      stack: "dev-stack",
      problem: expect.stringContaining("split ENVIRONMENT"),
    });
    // Where both have the layer, one of them is planned as ever.
    const own = [await put("own", "dev-stack", JSON.stringify(trusted))];
    const both = ["dev-stack", "dev-network-stack"];
    const target = path.join(root, "both");
    expect(
      await takeForeign(path.join(root, "foreign"), own, ["dev-stack"], target, undefined, both),
    ).toMatchObject({ stacks: [{ name: "dev-stack" }], refused: [] });
  });

  test("gives what was looked at: of a key that is there twice Terraform would take both", async () => {
    const text = JSON.stringify(trusted).replace('"data":', '"data":{"external":{"x":{}}},"data":');
    await put("foreign", "dev-stack", text);
    expect((await take("dev-stack")).stacks).toHaveLength(1);
    expect(await taken("dev-stack")).not.toContain("external");
  });

  test("has the files of the base branch's modules, and none of its own", async () => {
    const json = JSON.stringify({ ...trusted, module: { a: { source: "./assets/a/1" } } });
    const own = await put("own", "dev-stack", json);
    const foreign = await put("foreign", "dev-stack", json);
    for (const { dir } of [own, foreign]) {
      await mkdir(path.join(dir, "assets/a/1"), { recursive: true });
      await writeFile(path.join(dir, "assets/a/1/main.tf"), dir);
    }
    const { stacks, refused } = await takeForeign(
      path.join(root, "foreign"),
      [own],
      [],
      path.join(root, "target"),
    );
    expect(refused).toEqual([]);
    expect(await readFile(path.join(stacks[0]!.dir, "assets/a/1/main.tf"), "utf8")).toBe(own.dir);
  });

  test("follows no link, and shows nothing of what is no JSON", async () => {
    await writeFile(path.join(root, "environ"), "AWS_SECRET_ACCESS_KEY=hush");
    const { dir } = await put("foreign", "dev-stack", "AWS_SECRET_ACCESS_KEY=hush");
    const problem = "Not planned before it is merged:\nits JSON cannot be read";
    expect((await take("dev-stack")).refused).toEqual([{ stack: "dev-stack", problem }]);
    await rm(path.join(dir, "cdk.tf.json"));
    const secrets = path.join(root, "secrets.json");
    await writeFile(secrets, JSON.stringify(trusted));
    await symlink(secrets, path.join(dir, "cdk.tf.json"));
    expect((await take("dev-stack")).refused).toEqual([{ stack: "dev-stack", problem }]);
  });

  test("is named when it is none", async () => {
    await expect(takeForeign(root, [], [], root)).rejects.toThrow("got no folder stacks in it");
  });
});

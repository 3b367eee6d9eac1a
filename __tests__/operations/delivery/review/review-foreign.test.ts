import { foreignProblems } from "../../../../operations/delivery/review/foreign-stack";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { takeForeign } from "../../../../operations/delivery/review/take-foreign";

const trusted = {
  "//": { metadata: {} },
  terraform: {
    backend: { s3: { bucket: "states", key: "dev/terraform.tfstate" } },
    required_providers: { aws: { source: "hashicorp/aws", version: "6.25.0" } },
  },
  provider: {
    aws: [
      { region: "ap-northeast-2", allowed_account_ids: ["1"], skip_metadata_api_check: "true" },
    ],
  },
  data: { aws_caller_identity: { me: {} } },
  resource: { aws_vpc: { main: { cidr_block: '${cidrsubnet("10.0.0.0/8", 8, 1)}' } } },
};

const problems = (change: object) =>
  foreignProblems(Array.isArray(change) ? { ...change } : { ...trusted, ...change }, trusted);
const output = (value: unknown) => ({ output: { x: { value } } });

describe("a stack of a pull request is planned", () => {
  test.each<[string, object]>([
    ["as it is", {}],
    [
      "with other resources",
      { resource: { aws_sqs_queue: { a: { name: "${aws_vpc.main.id}" } } } },
    ],
    [
      "with other tags",
      { provider: { aws: [{ region: "eu-west-1", default_tags: [{ tags: { a: "b" } }] }] } },
    ],
    ["with what the base branch has", { provider: { aws: { skip_metadata_api_check: "true" } } }],
    ["with a text that names a function", output("file(1)")],
    ["with an attribute named as a function", output("${aws_x.a.filename}${aws_y.template_body}")],
  ])("%s", (_, change) => {
    expect(problems(change)).toEqual([]);
  });

  // Each carries the planner's credentials away, or has a program of its author's run with them.
  test.each<[string, object, string]>([
    [
      "another backend",
      { terraform: { backend: { s3: { bucket: "mine" } } } },
      "Terraform, backend or providers differ",
    ],
    [
      "a provider from elsewhere",
      { terraform: { ...trusted.terraform, required_providers: { aws: { source: "evil/aws" } } } },
      "Terraform, backend or providers differ",
    ],
    ["another provider", { provider: { http: {} } }, "the provider http"],
    [
      "endpoints",
      { provider: { aws: [{ endpoints: [{ sts: "https://evil" }] }] } },
      "the argument endpoints",
    ],
    [
      "credential_process by a file",
      { provider: { aws: { shared_config_files: ["x"] } } },
      "shared_config_files",
    ],
    [
      "the same argument with another value",
      { provider: { aws: [{ skip_metadata_api_check: "false" }] } },
      "skip_metadata_api_check",
    ],
    ["a program", { data: { external: { x: { program: ["sh"] } } } }, "data source external"],
    [
      "another state",
      { data: { terraform_remote_state: { x: {} } } },
      "data source terraform_remote_state",
    ],
    ["a local file", { resource: { local_file: { x: {} } } }, "resource local_file"],
    ["a module", { module: { x: { source: "evil" } } }, "the block module"],
    ["an ephemeral resource", { ephemeral: { aws_x: {} } }, "the block ephemeral"],
    ["a file", output('${file("/proc/self/environ")}'), "file"],
    ["a file by a comment between", output('${file/**/("/proc/self/environ")}'), "file"],
    ["a file by its namespace", output('${core::file("/proc/self/environ")}'), "file"],
    ["a file in a directive", output('%{ if file("/x") == "" }%{ endif }'), "file"],
    ["a file's hash", output('a${"b${filebase64sha256("/x")}"}'), "filebase64sha256"],
    ["a template file", output('${templatefile("/x", {})}'), "templatefile"],
    ["a template that is a text", output("${templatestring(local.x, {})}"), "templatestring"],
    ["a secret without its mark", output("${nonsensitive(aws_x.a.password)}"), "nonsensitive"],
    ["a list of roots", [{ data: { external: {} } }], "the block 0"],
    ["a list of blocks", { data: [{ external: {} }] }, "data source 0"],
    ["a list of providers", { provider: [{ aws: { endpoints: [] } }] }, "provider 0"],
    ["a list in a list", { provider: { aws: [[{ endpoints: [] }]] } }, "the argument 0"],
    ["a provider's function", output("${provider::evil::x()}"), "provider::evil"],
    ["a file in a key", { locals: { x: { '${file("/x")}': 1 } } }, "file"],
    ["a file deep in a list", { resource: { aws_x: { a: [{ b: ['${file("/x")}'] }] } } }, "file"],
  ])("not with %s", (_, change, problem) => {
    expect(problems(change).join("\n")).toContain(problem);
  });

  test("not when it is new: it has no state to plan with", () => {
    expect(foreignProblems(trusted, undefined)).toHaveLength(1);
  });
});

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

  test("gives what was looked at: of a key that is there twice Terraform would take both", async () => {
    const text = JSON.stringify(trusted).replace('"data":', '"data":{"external":{"x":{}}},"data":');
    await put("foreign", "dev-stack", text);
    expect((await take("dev-stack")).stacks).toHaveLength(1);
    expect(await taken("dev-stack")).not.toContain("external");
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

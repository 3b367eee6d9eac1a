import { isModule, originalAddress, originalAddresses } from "../../src/stand-ins/addresses";
import type { Block } from "../../src/stand-ins/json";
import { standIn } from "../../src/stand-ins/stand-ins";

const translate = (json: object) => standIn("dev-stack", json);
/** The stand-ins by name. */
const standIns = (json: object): any => translate(json).configuration.resource?.["terraform_data"];
const reading = (texts: string[], call: Block = {}): any => {
  const module = { db: { source: "terraform-aws-modules/rds/aws", ...call } };
  const made = standIns({ module, resource: { aws_b: { y: { texts } } } });
  return { ...made["module__db"], texts: made["aws_b__y"].input.texts };
};

describe("a module becomes one stand-in", () => {
  test("that keeps where it comes from and its inputs, without its providers", () => {
    const { configuration, problems } = translate({
      module: {
        db: {
          source: "terraform-aws-modules/rds/aws",
          version: "6.1.0",
          providers: { aws: "aws.other" },
          "//": { metadata: {} },
          // Names of a resource's own blocks, which for a module are inputs.
          provider: "postgres",
          connection: { size: 3 },
          subnets: ["${aws_subnet.a.id}"],
        },
      },
      resource: { aws_subnet: { a: {} } },
    });
    expect(problems).toEqual([]);
    expect(configuration).not.toHaveProperty("module");
    expect((configuration.resource as any)["terraform_data"]["module__db"]).toEqual({
      input: {
        source: "terraform-aws-modules/rds/aws",
        version: "6.1.0",
        inputs: {
          provider: "postgres",
          connection: { size: 3 },
          subnets: ["${terraform_data.aws_subnet__a.output.id}"],
        },
        outputs: {},
      },
    });
  });

  test("with outputs as they are used, apart from inputs of the same name", () => {
    const texts = [
      "${module.db.private_subnets[1]}",
      "${module.db.port}",
      '${module.db.hosts["a"].address}',
    ];
    const { input } = reading(texts, { private_subnets: ["10.0.0.0/24"] });
    expect(input).toEqual({
      source: "terraform-aws-modules/rds/aws",
      inputs: { private_subnets: ["10.0.0.0/24"] },
      outputs: {
        private_subnets: [expect.any(String), expect.any(String)],
        port: expect.any(Number),
        hosts: { a: { address: expect.stringMatching(/rehearsal\.test$/) } },
      },
    });
  });

  test.each([
    [{}, "module.db.arn", "terraform_data.module__db.input.outputs.arn"],
    [{ count: 2 }, "module.db[0].arn", "terraform_data.module__db[0].input.outputs.arn"],
    [{ count: 2 }, "module.db[*].arn", "terraform_data.module__db[*].input.outputs.arn"],
    [{ for_each: {} }, "module.db.*.arn", "terraform_data.module__db.*.input.outputs.arn"],
    [{ for_each: {} }, 'module.db["k"].arn', 'terraform_data.module__db["k"].input.outputs.arn'],
    [{}, "module.db", "terraform_data.module__db.input.outputs"],
    [
      { for_each: {} },
      "values(module.db)[*].arn",
      "values({ for k, v in terraform_data.module__db : k => v.input.outputs })[*].arn",
    ],
  ])("with %j: %s", (call, text, expected) => {
    const { texts, input } = reading([`\${${text}}`], call as Block);
    expect(texts).toEqual([`\${${expected}}`]);
    expect(input.outputs.arn).toMatch(/^arn:aws:rds:/);
  });

  test("which others wait for, also other modules", () => {
    const made = standIns({
      module: {
        a: { source: "./a", depends_on: ["aws_vpc.main", "module.b"] },
        b: { source: "./b", name: "${module.c.name}" },
        c: { source: "./c", for_each: "${toset([])}", key: "${each.value}" },
      },
      resource: { aws_vpc: { main: {}, other: { depends_on: ["module.a"] } } },
    });
    expect(made["module__a"].depends_on).toEqual([
      "terraform_data.aws_vpc__main",
      "terraform_data.module__b",
    ]);
    expect(made["module__b"].input.inputs.name).toBe(
      "${terraform_data.module__c.input.outputs.name}",
    );
    expect(made["module__c"]).toMatchObject({
      for_each: "${toset([])}",
      input: { inputs: { key: "${each.value}" } },
    });
    expect(made["aws_vpc__other"].depends_on).toEqual(["terraform_data.module__a"]);
  });

  test.each([
    ["terraform-aws-modules/s3-bucket/aws", /^arn:aws:s3:::/],
    ["terraform-aws-modules/vpc/aws", /^arn:aws:ec2:/],
    ["app.terraform.io/acme/kms/aws", /^arn:aws:kms:/],
    ["terraform-aws-modules/iam/aws//modules/iam-role", /^arn:aws:iam::\d/],
    ["git::https://example.com/acme/terraform-aws-lambda.git?ref=v1", /^arn:aws:lambda:/],
    ["git@github.com:acme/modules.git//queues/sqs?ref=v1", /^arn:aws:sqs:/],
    ["./assets/module_26CE565C/0A1B/sns", /^arn:aws:sns:/],
  ])("whose ARNs are those of %s", (source, expected) => {
    expect(reading(["${module.db.arn}"], { source }).input.outputs.arn).toMatch(expected);
  });

  test("and a module that is not there is named where it is used", () => {
    expect(translate({ output: { o: { value: "${module.gone.id}" } } }).problems).toEqual([
      expect.stringContaining("output.o refers to module.gone, which the stack does not declare"),
    ]);
  });
});

describe("moves", () => {
  const moves = (moved: Block[], removed?: Block[]) => {
    const { configuration } = translate({
      module: { a: { source: "./a" } },
      moved,
      ...(removed && { removed }),
    });
    return { moved: configuration.moved, removed: configuration.removed };
  };

  test("of a module are those of its stand-in", () => {
    expect(
      moves([{ from: 'module.old["x.y"]', to: "module.a" }], [{ from: "module.gone" }]),
    ).toEqual({
      moved: [{ from: 'terraform_data.module__old["x.y"]', to: "terraform_data.module__a" }],
      removed: [{ from: "terraform_data.module__gone" }],
    });
  });

  test("out of a module are none, and into one the stand-in is forgotten", () => {
    expect(
      moves(
        [
          { from: "module.a.aws_vpc.b", to: "aws_vpc.b" },
          { from: 'module.a["k.l"].aws_vpc.b', to: "module.b.aws_vpc.b" },
          { from: "aws_vpc.c", to: "module.a.aws_vpc.c" },
        ],
        [{ from: "module.a.aws_vpc.d" }],
      ),
    ).toEqual({
      moved: [],
      removed: [{ from: "terraform_data.aws_vpc__c", lifecycle: { destroy: false } }],
    });
  });
});

test("an ephemeral resource has a stand-in, which an argument may read that is not kept", () => {
  const made = standIns({
    ephemeral: { random_password: { db: { length: 20 } } },
    resource: { aws_db: { a: { password_wo: "${ephemeral.random_password.db.result}" } } },
  });
  expect(made).toEqual({
    ephemeral__random_password__db: { input: { length: 20, result: expect.any(String) } },
    aws_db__a: {
      input: { password_wo: "${terraform_data.ephemeral__random_password__db.output.result}" },
    },
  });
  expect(originalAddress("terraform_data.ephemeral__random_password__db")).toBe(
    "ephemeral.random_password.db",
  );
});

test("a variable that no state may keep has none, and the message says so", () => {
  const variable = { token: { type: "string", ephemeral: true }, name: { ephemeral: false } };
  expect(translate({ variable }).problems).toEqual([
    "dev-stack: variable.token is ephemeral, which has no stand-in; rehearse with the true providers",
  ]);
});

describe("Terraform's messages name the module", () => {
  test.each([
    ["terraform_data.module__db: Creating...", "module.db: Creating..."],
    ['terraform_data.module__db["a.b"].input.outputs.arn', 'module.db["a.b"].arn'],
    ["resource.terraform_data.module__my__db.input is", "module.my__db is"],
    ['resource "terraform_data" "module__db" {', 'module "db" {'],
    ["terraform_data.aws_a__b.output.outputs.c", "aws_a.b.outputs.c"],
    ["terraform_data.ephemeral__aws_a__b.output", "ephemeral.aws_a.b"],
  ])("%s", (text, expected) => expect(originalAddresses(text)).toBe(expected));

  test.each([
    ["module.db", true],
    ['module.db["x.y[0]"]', true],
    ["module.db[0]", true],
    ["module.db.aws_vpc.a", false],
    ['module.db["a"].aws_vpc.b["c"]', false],
    ["aws_vpc.module", false],
  ])("%s is the address of a module: %s", (address, expected) => {
    expect(isModule(address)).toBe(expected);
  });
});

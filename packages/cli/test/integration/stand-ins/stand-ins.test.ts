import type { Block } from "../../../src/stand-ins/json";
import type { TerraformConfiguration } from "../../../src/stand-ins/stand-ins";
import { StandInFolder as Rehearsal } from "../../support/stand-in-folder";

jest.setTimeout(60_000);

afterAll(() => Rehearsal.removeAll());

const resources = (aws_a: Record<string, Block>): TerraformConfiguration => ({
  resource: { aws_a },
});

test("a stack with all that Terraform's language has applies, and then has nothing to do", () => {
  const rehearsal = new Rehearsal({
    terraform: {
      required_version: ">= 1.11",
      required_providers: {
        aws: { source: "hashicorp/aws", version: "6.25.0" },
        random: { source: "hashicorp/random", version: "3.7.2" },
        github: { source: "integrations/github", version: "6.6.0" },
      },
    },
    provider: {
      aws: [{ region: "eu-west-1" }],
      random: [{}],
      github: [{ owner: "acme", alias: "acme" }],
    },
    variable: { size: { type: "number", default: 2 } },
    locals: { names: "${data.aws_availability_zones.all.names}" },
    data: { aws_availability_zones: { all: { state: "available" } }, aws_region: { here: {} } },
    resource: {
      aws_vpc: { main: { cidr_block: "10.0.0.0/16", tags: { none: null, n: 1, on: true } } },
      aws_subnet: {
        // What data sources give decides how many there are, as it may with AWS.
        counted: {
          count: "${length(local.names)}",
          vpc_id: "${aws_vpc.main.id}",
          cidr_block: "${cidrsubnet(aws_vpc.main.cidr_block, 8, count.index)}",
          zone: "${element(local.names, count.index)}",
          lifecycle: {
            postcondition: [
              {
                condition: '${startswith(self.arn, "arn:aws:") && self.vpc_id == aws_vpc.main.id}',
                error_message: "got ${self.arn}",
              },
            ],
          },
        },
        each: {
          for_each: "${toset(local.names)}",
          vpc_id: "${aws_vpc.main.id}",
          zone: "${each.value}",
        },
      },
      aws_acm_certificate: { main: { domain_name: "a.test" } },
      aws_route53_record: {
        validation: {
          for_each:
            "${{ for key, val in tolist(aws_acm_certificate.main.domain_validation_options): val.domain_name => val }}",
          name: "${each.value.resource_record_name}",
        },
      },
      aws_nat_gateway: {
        chained: { for_each: "${aws_subnet.each}", subnet_id: "${each.value.id}" },
      },
      aws_s3_bucket: { b: { versioning: { enabled: true } } },
      aws_security_group: {
        g: {
          name: 'a "quoted" $${text} %%{ if } \\ ${aws_s3_bucket.b.versioning[0].enabled}\n',
          dynamic: {
            ingress: { for_each: "${toset(local.names)}", content: { zone: "${ingress.value}" } },
          },
          provisioner: [{ "local-exec": { command: "exit 1" } }],
          depends_on: ["aws_vpc.main", "data.aws_region.here"],
        },
      },
      random_pet: { name: { length: 2 } },
      github_repository: {
        code: { provider: "github.acme", name: "code-${random_pet.name.id}", vulnerable: false },
      },
      aws_db_instance: { db: { password_wo: "${ephemeral.random_password.db.result}" } },
      terraform_data: { own: { input: "${aws_vpc.main.tags.n}" } },
    },
    ephemeral: { random_password: { db: { length: 20 } } },
    module: {
      vpc: {
        source: "terraform-aws-modules/vpc/aws",
        version: "6.5.1",
        providers: { aws: "aws" },
        name: "${random_pet.name.id}",
        private_subnets: ["10.0.1.0/24"],
      },
      // One for each of what another gives, as it may be with a module that computes it.
      bucket: {
        source: "git::https://example.com/modules.git//bucket?ref=v1",
        for_each: "${toset(module.vpc.private_subnets)}",
        name: "logs-${each.value}",
        days: "${module.vpc.is_open ? 1 : module.vpc.days * 2}",
        depends_on: ["module.vpc", "aws_vpc.main"],
      },
    },
    output: {
      counted: { value: "${length(distinct(aws_subnet.counted[*].id))}" },
      joined: { value: '${length(join("", aws_subnet.counted[*].owner)) > 0}' },
      each: { value: "${length(distinct(values(aws_subnet.each)[*].id))}" },
      one: { value: "${aws_subnet.counted[1].cidr_block}" },
      whole: { value: "${aws_s3_bucket.b}", depends_on: ["aws_vpc.main"] },
      name: { value: "${aws_security_group.g.name}" },
      own: { value: "${terraform_data.own.output + var.size}" },
      repository: { value: "${github_repository.code.full_name}" },
      vpc: { value: "${module.vpc.vpc_id}" },
      buckets: { value: "${length(distinct([for one in module.bucket : one.bucket_arn]))}" },
    },
    check: {
      c: { assert: [{ condition: "${aws_vpc.main.cidr_block != null}", error_message: "no" }] },
    },
  });
  rehearsal.apply();
  expect(rehearsal.plan()).toEqual([]);
  expect(rehearsal.output()).toMatchObject({
    counted: 3,
    each: 3,
    joined: true,
    one: "10.0.1.0/24",
    whole: { versioning: [{ enabled: true }] },
    name: 'a "quoted" ${text} %{ if } \\ true\n',
    own: 3,
    repository: expect.any(String),
    vpc: expect.stringMatching(/^vpc-/),
    buckets: 3,
  });
  rehearsal.succeed("destroy", "-auto-approve");
});

test("ignored changes are ignored, also of what was not given before, and no others", () => {
  const lifecycle = {
    ignore_changes: ["desired_count", "task_definition", "container[0].image", 'tags["commit"]'],
  };
  const service = (commit: string, rest: Block = {}) => ({
    desired_count: 1,
    container: { image: commit, port: 80 },
    tags: { commit, team: "t" },
    lifecycle,
    ...rest,
  });
  const rehearsal = new Rehearsal(resources({ s: service("one") }));
  rehearsal.apply();
  rehearsal.use(resources({ s: service("two", { desired_count: 5, task_definition: "t:2" }) }));
  expect(rehearsal.plan()).toEqual([]);
  rehearsal.use(resources({ s: service("two", { name: "n" }) }));
  expect(rehearsal.plan()).toEqual(["aws_a.s will be updated in-place"]);
  const all = service("one", { lifecycle: { ignore_changes: "all" } });
  rehearsal.use(resources({ s: { ...all, name: "n" } }));
  expect(rehearsal.plan()).toEqual([]);
});

test("what must not be destroyed is not, and the message names it", () => {
  const kept = { bucket: "b", lifecycle: { prevent_destroy: true } };
  const rehearsal = new Rehearsal(resources({ state: kept }));
  rehearsal.apply();
  const { code, text } = rehearsal.terraform("destroy", "-auto-approve");
  expect(code).toBe(1);
  expect(text).toMatch(/Resource (instance )?aws_a\.state has (lifecycle\.)?prevent_destroy set/);
});

test("a cycle stops Terraform, and the message names both ends", () => {
  const rehearsal = new Rehearsal(
    resources({ x: { a: "${aws_a.y.arn}" }, y: { depends_on: ["aws_a.x"] } }),
  );
  const { code, text } = rehearsal.terraform("plan");
  expect(code).toBe(1);
  expect(text).toMatch(/Error: Cycle: aws_a\.[xy], aws_a\.[xy]\n/);
  expect(text).not.toContain("terraform_data");
});

test("a cycle through the content of a dynamic block is one too", () => {
  const rule = { for_each: ["a"], content: { group: "${aws_a.y.id}" } };
  const rehearsal = new Rehearsal(
    resources({ x: { dynamic: { rule } }, y: { peer: "${aws_a.x.id}" } }),
  );
  expect(rehearsal.terraform("plan").text).toMatch(/Error: Cycle: aws_a\.[xy], aws_a\.[xy]\n/);
});

test("a condition that does not hold stops Terraform", () => {
  const condition = '${self.arn == "no" || self.name == "no"}';
  const postcondition = [{ condition, error_message: "${self.name} is wrong" }];
  const rehearsal = new Rehearsal(resources({ x: { name: "n", lifecycle: { postcondition } } }));
  const { code, text } = rehearsal.terraform("apply", "-auto-approve");
  expect(code).toBe(1);
  expect(text).toMatch(/Resource postcondition failed[^]*in resource\.aws_a\.x[^]*n is wrong/);
});

test("a computed attribute triggers a replacement when its resource is replaced, not before", () => {
  const stack = (size: number) =>
    resources({
      y: { size },
      arn: { lifecycle: { replace_triggered_by: ["aws_a.y.arn"] } },
      size: { lifecycle: { replace_triggered_by: ["aws_a.y.size"] } },
    });
  const replaced = (name: string) =>
    `aws_a.${name} will be replaced due to changes in replace_triggered_by`;
  const rehearsal = new Rehearsal(stack(1));
  rehearsal.apply();
  expect(rehearsal.plan("-replace=terraform_data.aws_a__y")).toEqual([
    replaced("arn"),
    "aws_a.y will be replaced, as requested",
  ]);
  rehearsal.use(stack(2));
  expect(rehearsal.plan()).toEqual([replaced("size"), "aws_a.y will be updated in-place"]);
});

test("another version or input of a module is an update of it alone", () => {
  const stack = (call: Block, text = "${module.m.id}") => ({
    module: { m: { source: "acme/m/aws", version: "1.0.0", name: "n", ...call } },
    resource: { aws_a: { x: { name: text } } },
  });
  const rehearsal = new Rehearsal(stack({}));
  rehearsal.apply();
  rehearsal.use(stack({ version: "1.1.0", name: "o" }));
  expect(rehearsal.plan()).toEqual(["module.m will be updated in-place"]);
});

test("a move keeps the resource", () => {
  const rehearsal = new Rehearsal(resources({ old: { name: "n" } }));
  rehearsal.apply();
  const moved = [{ from: "aws_a.old", to: "aws_b.new" }];
  rehearsal.use({ resource: { aws_b: { new: { name: "n" } } }, moved });
  expect(rehearsal.plan()).toEqual(["aws_a.old has moved to aws_b.new"]);
});

import type { Construct } from "constructs";
import { Fn, TerraformIterator, Token } from "cdktf";
import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { DataAwsAvailabilityZones } from "@cdktf/provider-aws/lib/data-aws-availability-zones";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import type { Block } from "../../src/stand-ins/json";
import { standIn } from "../../src/stand-ins/stand-ins";
import { synthConstruct } from "@groundwork/testing/synth";

/** The input of `<type>.x`, of which other resources read what the texts say. */
const inputOf = (type: string, texts: string[], x: Block = {}): any => {
  const resource = { [type]: { x }, other: { reader: { texts } } };
  const { configuration } = standIn("dev-stack", { resource });
  return (configuration.resource as any)["terraform_data"][`${type}__x`].input;
};
const valueOf = (type: string, attribute: string, x: Block = {}) =>
  inputOf(type, [`\${${type}.x.${attribute}}`], x)[attribute];

describe("the value", () => {
  test.each([
    ["aws_s3_bucket", "arn", /^arn:aws:s3:::x-\w+$/],
    ["aws_ecs_service", "arn", /^arn:aws:ecs:us-east-1:\d{12}:service\/x-\w+$/],
    ["aws_iam_role", "arn", /^arn:aws:iam::\d{12}:role\/x-\w+$/],
    ["aws_lb_target_group", "arn", /^arn:aws:elasticloadbalancing:us-east-1:\d{12}:group\/x-\w+$/],
    ["aws_cloudwatch_log_group", "arn", /^arn:aws:logs:/],
    ["aws_security_group", "arn", /^arn:aws:ec2:/],
    ["aws_security_group", "id", /^sg-[\da-f]{17}$/],
    ["aws_lb", "security_group_id", /^sg-[\da-f]{17}$/],
    ["aws_subnet", "vpc_id", /^vpc-[\da-f]{17}$/],
    ["aws_lb", "dns_name", /^x-\w+\.rehearsal\.test$/],
    ["aws_lb", "zone_id", /^Z[\dA-F]{20}$/],
    ["aws_ecr_repository", "repository_url", /^\d{12}\.dkr\.ecr\.[\w-]+\.amazonaws\.com\/x-\w+$/],
    ["aws_vpc", "cidr_block", /^10\.\d+\.0\.0\/16$/],
    ["aws_eip", "public_ip", /^10\.\d+\.0\.1$/],
    ["aws_caller_identity", "account_id", /^\d{12}$/],
    ["aws_region", "name", /^us-east-1$/],
    ["aws_thing", "whatever", /^whatever-\w+$/],
  ])("%s.%s looks like one of AWS", (type, attribute, expected) => {
    expect(valueOf(type, attribute)).toMatch(expected);
  });

  test("is of the kind that the name tells", () => {
    expect(JSON.parse(valueOf("aws_iam_policy_document", "json"))).toHaveProperty("Statement");
    expect(valueOf("aws_vpc", "tags_all")).toEqual({});
    expect(valueOf("aws_launch_template", "latest_version")).toEqual(expect.any(Number));
    const ids = valueOf("aws_subnets", "ids");
    expect(new Set(ids).size).toBe(3);
  });

  test("depends on the address alone, and differs between addresses and instances", () => {
    expect(valueOf("aws_vpc", "id")).toBe(valueOf("aws_vpc", "id", { name: "n" }));
    expect(valueOf("aws_vpc", "id")).not.toBe(valueOf("aws_subnet", "vpc_id"));
    expect(valueOf("aws_vpc", "id", { count: 2 })).toMatch(/-\$\{count\.index\}$/);
    expect(valueOf("aws_vpc", "id", { for_each: {} })).toMatch(/-\$\{each\.key\}$/);
  });
});

describe("the shape", () => {
  test.each([
    ["${aws_a.x.o.k}", { o: { k: "k-" } }],
    ['${aws_a.x.o["a b"]}', { o: { "a b": "a b-" } }],
    ["${aws_a.x.l[1]}", { l: ["l-", "l-"] }],
    ["${aws_a.x.l[*].k}", { l: [{ k: "k-" }] }],
    ["${aws_a.x.l[0].k[0]}", { l: [{ k: ["k-"] }] }],
    ["${tolist(aws_a.x.s)[0].k}", { s: [{ k: "k-" }] }],
    ["${one(aws_a.x.l)}", { l: ["l-"] }],
    ["${slice(aws_a.x.l, 0, 3)}", { l: ["l-", "l-", "l-"] }],
    ["${[for i in aws_a.x.l : i.k]}", { l: [{ k: "k-" }] }],
  ])("of %s", (text, expected) => {
    const input = JSON.stringify(inputOf("aws_a", [text])).replaceAll(/-[\da-f]{8}"/g, '-"');
    expect(JSON.parse(input)).toEqual(expected);
  });

  test("a block that CDKTF writes as an object is a list when it is read as one", () => {
    const x = {
      rule: { given: { by: "default" } },
      map: { k: { a: 1 } },
      list: [{ a: 1 }, { a: 2 }],
    };
    const texts = ["${aws_a.x.rule[0].given[0].by}", "${aws_a.x.map.k.a}", "${aws_a.x.list[1].b}"];
    expect(inputOf("aws_a", texts, x)).toEqual({
      rule: [{ given: [{ by: "default" }] }],
      map: { k: { a: 1 } },
      list: [
        { a: 1, b: expect.any(String) },
        { a: 2, b: expect.any(String) },
      ],
    });
    expect(inputOf("aws_a", ["${[for k, v in aws_a.x.map : k]}"], x).map).toEqual(x.map);
    expect(inputOf("aws_a", ["${aws_a.x.map[var.k]}"], x).map).toEqual(x.map);
  });

  test.each([
    ['${join(",", aws_a.x[*].k)}', { count: 2 }, { k: "k-" }],
    ['${join(",", aws_a.x.*.k)}', { count: 2 }, { k: "k-" }],
    ['${join(",", values(aws_a.x)[*].k)}', { for_each: {} }, { k: "k-" }],
    ['${join(",", aws_a.x.l[*].k)}', {}, { l: [{ k: "k-" }] }],
    ["${element(aws_a.x[*].l, 0)[1]}", { count: 2 }, { l: ["l-", "l-"] }],
  ])("of %s, whose splat makes the list", (text, x, expected) => {
    const input = JSON.stringify(inputOf("aws_a", [text], x));
    expect(JSON.parse(input.replaceAll(/-[\da-f]{8}[^"]*"/g, '-"'))).toEqual(expected);
  });

  test("of several readers is the sum of what they read", () => {
    const input = inputOf("aws_a", ["${aws_a.x.l[0].a}", "${aws_a.x.l[1].b}", "${aws_a.x.arn}"]);
    expect(Object.keys(input)).toEqual(["l", "arn"]);
    expect(input.l.map(Object.keys)).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
  });

  test("of what the configuration gives by an expression is not touched", () => {
    expect(inputOf("aws_a", ["${aws_a.x.m.k}"], { m: "${var.m}" })).toEqual({ m: "${var.m}" });
  });

  test("a resource that is handed on as a whole has at least a name", () => {
    expect(Object.keys(inputOf("aws_a", ["${jsonencode(aws_a.x)}"]))).toEqual(["id", "arn"]);
    const many = ["${values(aws_a.x)[*].arn}", "${{ for k, v in aws_a.x : k => v.url }}"];
    expect(Object.keys(inputOf("aws_a", many, { for_each: {} }))).toEqual(["arn", "url"]);
  });
});

test("what CDKTF really writes gets what it reads", () => {
  const json = synthConstruct((scope: Construct) => {
    const zones = new DataAwsAvailabilityZones(scope, "zones");
    const each = TerraformIterator.fromList(Fn.slice(zones.names, 0, 2));
    const zone = Token.asString(each.value);
    const subnet = new Subnet(scope, "subnet", {
      vpcId: "v",
      availabilityZone: zone,
      forEach: each,
    });
    const subnets = TerraformIterator.fromResources(subnet);
    const certificate = new AcmCertificate(scope, "certificate", { domainName: "a.test" });
    const options = TerraformIterator.fromComplexList(
      certificate.domainValidationOptions,
      "domain_name",
    );
    const record = {
      type: "CNAME",
      zoneId: Fn.join(",", Token.asList(subnets.pluckProperty("id"))),
    };
    new Route53Record(scope, "each", {
      ...record,
      name: options.getString("resource_record_name"),
      forEach: options,
    });
    const [first] = [certificate.domainValidationOptions.get(0)];
    new Route53Record(scope, "first", { ...record, name: first.resourceRecordValue });
    const bucket = new S3Bucket(scope, "bucket", { versioning: { enabled: true } });
    new S3Bucket(scope, "copy", {
      bucket: `${bucket.versioning.enabled}-${bucket.bucketDomainName}`,
    });
  });
  const { configuration, problems } = standIn("test-stack", json);
  expect(problems).toEqual([]);
  const inputs = Object.entries((configuration.resource as any)["terraform_data"]);
  expect(Object.fromEntries(inputs.map(([name, { input }]: any) => [name, input]))).toMatchObject({
    data__aws_availability_zones__zones: { names: ["us-east-1a", "us-east-1b", "us-east-1c"] },
    aws_subnet__subnet: { id: expect.stringMatching(/^subnet-.*-\$\{each\.key\}$/) },
    aws_acm_certificate__certificate: {
      domain_validation_options: [
        {
          domain_name: expect.any(String),
          resource_record_name: expect.any(String),
          resource_record_value: expect.any(String),
        },
      ],
    },
    aws_s3_bucket__bucket: {
      versioning: [{ enabled: true }],
      bucket_domain_name: expect.any(String),
    },
  });
});

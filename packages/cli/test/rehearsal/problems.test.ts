import { originalAddresses } from "../../src/stand-ins/addresses";
import { standIn } from "../../src/stand-ins/stand-ins";

const problems = (json: object) => standIn("dev-stack", json).problems;

describe("a reference that leads nowhere is a problem", () => {
  test("that names both ends once, and says what to do", () => {
    const https = { a: "${aws_acm_certificate.main.arn}", b: "${aws_acm_certificate.main.id}" };
    expect(problems({ resource: { aws_lb_listener: { https } } })).toEqual([
      "dev-stack: aws_lb_listener.https refers to aws_acm_certificate.main, which the stack " +
        "does not declare; declare it there, or give what is needed of it as plain configuration",
    ]);
  });

  test.each([
    [
      "a data source",
      { resource: { aws_a: { x: { a: "${data.aws_b.y.z}" } } } },
      "aws_a.x",
      "data.aws_b.y",
    ],
    [
      "of a data source",
      { data: { aws_a: { x: { a: "${aws_b.y.z}" } } } },
      "data.aws_a.x",
      "aws_b.y",
    ],
    [
      "in depends_on",
      { resource: { aws_a: { x: { depends_on: ["aws_b.y"] } } } },
      "aws_a.x",
      "aws_b.y",
    ],
    [
      "in a condition",
      {
        resource: {
          aws_a: { x: { lifecycle: { precondition: [{ condition: "${aws_b.y.z}" }] } } },
        },
      },
      "aws_a.x",
      "aws_b.y",
    ],
    [
      "in content that is dropped",
      {
        resource: {
          aws_a: { x: { dynamic: { b: { for_each: [], content: { a: "${aws_b.y.z}" } } } } },
        },
      },
      "aws_a.x",
      "aws_b.y",
    ],
    ["of an output", { output: { o: { value: "${aws_b.y.z}" } } }, "output.o", "aws_b.y"],
    ["of a local value", { locals: { l: "${aws_b.y.z}" } }, "local.l", "aws_b.y"],
    ["of a provider", { provider: { k8s: [{ host: "${aws_b.y.z}" }] } }, "provider.k8s", "aws_b.y"],
  ])("%s", (_, json, from, to) => {
    expect(problems(json)).toEqual([
      expect.stringContaining(`dev-stack: ${from} refers to ${to}, which the stack does not`),
    ]);
  });

  test("unless it says what has moved or was removed", () => {
    const moved = [{ from: "aws_a.x", to: "aws_a.y" }];
    expect(problems({ moved, removed: [{ from: "aws_a.z" }] })).toEqual([]);
  });
});

describe("Terraform's messages name the stack's own addresses", () => {
  test.each([
    ["terraform_data.aws_s3_bucket__state: Creating...", "aws_s3_bucket.state: Creating..."],
    ["terraform_data.data__aws_region__here", "data.aws_region.here"],
    ["terraform_data.aws_a__b__c", "aws_a.b__c"],
    ["terraform_data.aws_a___b", "aws_a._b"],
    ['terraform_data.aws_a__b["k"].output.arn', 'aws_a.b["k"].arn'],
    ["terraform_data.aws_a__b[0].input is object", "aws_a.b[0] is object"],
    ['terraform_data.aws_a__b["x[0].y"].output.arn', 'aws_a.b["x[0].y"].arn'],
    [String.raw`terraform_data.aws_a__b["x\"]"].input is`, String.raw`aws_a.b["x\"]"] is`],
    ["terraform_data.aws_a__b.*.output.arn", "aws_a.b.*.arn"],
    [
      "Cycle: terraform_data.aws_a__b-1, terraform_data.aws_c__d (expand)",
      "Cycle: aws_a.b-1, aws_c.d (expand)",
    ],
    ["in resource.terraform_data.aws_a__b.input:", "in resource.aws_a.b:"],
    ["in resource.terraform_data.data__aws_a__b:", "in data.aws_a.b:"],
    ['+ resource "terraform_data" "aws_a__b" {', '+ resource "aws_a" "b" {'],
    ['+ resource "terraform_data" "data__aws_a__b" {', '+ data "aws_a" "b" {'],
    [
      'A managed resource "terraform_data"\n│ "aws_a__b" has not been',
      'A managed resource "aws_a"\n│ "b" has not been',
    ],
    ["self.output.arn is empty", "self.arn is empty"],
    // The stack's own.
    ["terraform_data.own.output.x__y", "terraform_data.own.output.x__y"],
    ["terraform_data.terraform_data__own__too.output", "terraform_data.own__too.output"],
    ['resource "terraform_data" "own"', 'resource "terraform_data" "own"'],
  ])("%s", (text, expected) => expect(originalAddresses(text)).toBe(expected));
});

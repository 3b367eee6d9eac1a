import { S3BucketServerSideEncryptionConfigurationA as Encryption } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { S3Backend, TerraformResource, type TerraformElement } from "cdktf";
import { ConfigurationError } from "../src/configuration-error";
import { newerArguments, pinProvider } from "../src/newer-arguments";
import { GroundworkStack } from "../src/stack/groundwork-stack";
import { onlyResource, synthStack, testApp, testStack } from "@groundwork/testing/synth";

class QueueStack extends GroundworkStack {}

const queueStack = (awsProviderVersion?: string) =>
  new QueueStack(testApp(), {
    stackId: "queue-stack",
    accountId: "111111111111",
    region: "eu-west-1",
    tags: {},
    backend: { type: "gcs", bucket: "states" },
    stateKey: "queue/terraform.tfstate",
    awsProviderVersion,
  });

/** Of the typings that are installed. */
const TYPINGS = new SqsQueue(testStack(), "queue", {}).terraformGeneratorMetadata!.providerVersion!;

function refusal(make: () => void): readonly string[] {
  try {
    make();
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

/** What is refused of an element. */
const refused = (
  make: (stack: GroundworkStack) => TerraformElement,
  since: string,
  values: object,
) => refusal(() => newerArguments(make(queueStack()), since, { ...values }));
const queue = (stack: GroundworkStack) => new SqsQueue(stack, "queue", {});

test("an argument that came with a newer provider than the stack demands is refused", () => {
  expect(refused(queue, "6.999.0", { shape: "round", colour: "red", size: undefined })).toEqual(
    ["shape", "colour"].map(
      (name) =>
        `queue-stack/queue.${name}: got the provider aws ${TYPINGS}, expected 6.999.0 or newer, with which it came: set awsProviderVersion in environments/, for one or for the organization`,
    ),
  );
});

test("once the stack demands that provider it is written, besides what the typings know", () => {
  const stack = queueStack("6.999.0");
  const made = new SqsQueue(stack, "queue", { name: "q" });
  const { arn } = new SqsQueue(stack, "other", {});
  newerArguments(made, "6.999.0", { shape: "round", next: { arn }, size: undefined });
  const { resource, terraform } = synthStack(stack);
  expect(resource["aws_sqs_queue"]!["queue"]).toEqual({
    name: "q",
    shape: "round",
    next: { arn: "${aws_sqs_queue.other.arn}" },
  });
  expect(terraform["required_providers"].aws).toMatchObject({ version: "6.999.0" });
});

test.each(["6.9.0", "5.100.1", TYPINGS])("what came with %s needs no other provider", (since) => {
  const stack = queueStack();
  newerArguments(queue(stack), since, { shape: "round" });
  expect(onlyResource(synthStack(stack), "aws_sqs_queue")).toEqual({ shape: "round" });
});

test("in a block it goes by the place of the block", () => {
  const stack = queueStack();
  const sse = { sseAlgorithm: "AES256" };
  const made = new Encryption(stack, "encryption", {
    bucket: "b",
    rule: [{ applyServerSideEncryptionByDefault: sse }],
  });
  newerArguments(made, TYPINGS, { "rule.0.sealed_by": ["wax"] });
  const type = "aws_s3_bucket_server_side_encryption_configuration";
  expect(onlyResource(synthStack(stack), type).rule).toEqual([
    expect.objectContaining({ sealed_by: ["wax"] }),
  ]);
});

test("typings that know it by now change nothing, also where they have set it", () => {
  const written = (known: object) => {
    const stack = queueStack();
    const made = new SecurityGroup(stack, "group", { vpcId: "vpc-1", ...known });
    const ingress = [{ from_port: 443, to_port: 443, protocol: "tcp" }];
    newerArguments(made, "6.0.0", { name_prefix: "web-", ingress });
    return onlyResource(synthStack(stack), "aws_security_group");
  };
  const ingress = [{ fromPort: 443, toPort: 443, protocol: "tcp" }];
  expect(written({})).toMatchObject({ name_prefix: "web-", ingress: [{ from_port: 443 }] });
  expect(written({ namePrefix: "web-", ingress })).toEqual(written({}));
});

test("a resource of a type that the typings do not know goes by the provider of its stack", () => {
  const made = (stack: GroundworkStack, type = "aws_new_thing") =>
    new TerraformResource(stack, "thing", { terraformResourceType: type });
  const stack = queueStack();
  newerArguments(made(stack), TYPINGS, { name: "x" });
  expect(onlyResource(synthStack(stack), "aws_new_thing")).toEqual({ name: "x" });
  expect(refused(made, "6.999.0", { name: "x" })).toEqual([
    expect.stringContaining(
      `queue-stack/thing.name: got the provider aws ${TYPINGS}, expected 6.9`,
    ),
  ]);
  // Nobody says which release of that one it will be.
  expect(refused((on) => made(on, "random_thing"), "3.0.0", { name: "x" })).toEqual([
    "queue-stack/thing.name: got the provider random of an unknown release, expected 3.0.0 or newer, with which it came: install a newer package of it",
  ]);
});

test("another provider can be pinned as well", () => {
  const stack = testStack();
  pinProvider(stack, "random", "3.8.0");
  pinProvider(stack, "github", "6.1.0");
  const made = new TerraformResource(stack, "pet", { terraformResourceType: "random_pet" });
  newerArguments(made, "3.7.2", { length: 2 });
  expect(synthStack(stack).terraform["required_providers"]).toEqual({
    random: { version: "3.8.0" },
    github: { version: "6.1.0" },
  });
});

test("a backend goes by the oldest Terraform that its stack allows", () => {
  const stack = testStack();
  const s3 = () => new S3Backend(stack, { bucket: "b", key: "k" });
  expect(() => newerArguments(s3(), "1.99.0", { shape: "round" })).not.toThrow();
  stack.node.tryRemoveChild("backend");
  stack.node.setContext("targetVersions", { terraform: ">= 1.11.0", opentofu: ">= 1.9.0" });
  expect(refusal(() => newerArguments(s3(), "1.10.0", { use_lockfile: true }))).toEqual([
    "test-stack/backend.use_lockfile: got Terraform 1.9.0, expected 1.10.0 or newer, with which it came: raise what the stack demands",
  ]);
});

test.each(["forceDelete", "rule[0].name", "", "rule..name", ".name", "__proto__.x"])(
  "%j is no name of Terraform's",
  (name) => {
    expect(refused(queue, "6.0.0", { [name]: true })).toEqual([
      `queue-stack/queue.${name}: got that name, expected Terraform's own, such as force_delete, or rule.0.name in the first block called rule`,
    ]);
  },
);

test.each(["6.40", ">= 6.40.0", "v6.40.0", "6.40.0-beta1"])("%j is no release", (since) => {
  expect(refused(queue, since, { shape: "round" })).toEqual([
    `queue-stack/queue.since: got "${since}", expected an exact release such as 6.40.0`,
  ]);
});

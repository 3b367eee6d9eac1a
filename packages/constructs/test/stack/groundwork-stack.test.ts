import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Aspects, TerraformStack, type App } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import satisfies from "semver/functions/satisfies";
import { GroundworkStack, type GroundworkStackProps } from "../../src/stack/groundwork-stack";
import { OLDEST_ENGINES, REQUIRED_VERSION } from "../../src/stack/oldest-engines";
import { annotations, onlyResource, synthStack, testApp } from "@groundwork/testing/synth";

/** One that somebody makes for a queue of theirs. */
class QueueStack extends GroundworkStack {}

const queueStack = (changes: Partial<GroundworkStackProps> = {}, app: App = testApp()) =>
  new QueueStack(app, {
    stackId: "queue-stack",
    accountId: "111111111111",
    region: "eu-west-1",
    tags: { Organization: "acme" },
    backend: { type: "gcs", bucket: "states" },
    stateKey: "queue/terraform.tfstate",
    ...changes,
  });

test("is held to one account and region, tags what it makes, and has a state of its own", () => {
  const stack = queueStack();
  const { provider, terraform } = synthStack(stack);
  expect(provider["aws"]).toEqual([
    {
      region: "eu-west-1",
      allowed_account_ids: ["111111111111"],
      default_tags: [{ tags: { Organization: "acme" } }],
    },
  ]);
  expect(terraform["backend"]).toEqual({ gcs: { bucket: "states", prefix: "queue" } });
  expect(terraform["required_version"]).toBe(REQUIRED_VERSION);
  expect(annotations(stack)).toEqual([]);
});

test("one text keeps out of Terraform and of OpenTofu what each has too old", () => {
  const required = synthStack(queueStack()).terraform["required_version"];
  const lets = (version: string) => satisfies(version, String(required));
  // The last of Terraform's 1.10, the first of its 1.11, the oldest of OpenTofu, and the newest of both.
  expect(["1.10.5", "1.11.0", "1.10.6", "1.12.6", "1.16.0"].map(lets)).toEqual([
    false,
    true,
    true,
    true,
    true,
  ]);
  expect(OLDEST_ENGINES).toEqual({ Terraform: "1.11.0", OpenTofu: "1.10.6" });
});

test("leaves tags of others as they are", () => {
  const { provider } = synthStack(queueStack({ ignoreTags: ["cost"] }));
  expect(provider["aws"]![0].ignore_tags).toEqual([{ keys: ["cost"] }]);
});

test("aimed at an emulator it asks AWS nothing, and says so", () => {
  const stack = queueStack({ emulatorEndpoint: "http://127.0.0.1:4566" });
  const [aws] = synthStack(stack).provider["aws"]!;
  expect(aws).not.toHaveProperty("allowed_account_ids");
  expect(aws).toMatchObject({ s3_use_path_style: true, skip_credentials_validation: true });
  expect(annotations(stack)).toEqual([expect.stringContaining("not at AWS; unset AWS_ENDPOINT")]);
});

test("gives its boundary to every role, whenever that is made", () => {
  const boundary = "arn:aws:iam::111111111111:policy/acme-boundary-queue";
  const role = (changes: Partial<GroundworkStackProps>) => {
    const stack = queueStack(changes);
    new IamRole(stack, "role", { assumeRolePolicy: "{}" });
    return onlyResource(synthStack(stack), "aws_iam_role");
  };
  expect(role({ roleBoundaryArn: boundary }).permissions_boundary).toBe(boundary);
  expect(role({})).not.toHaveProperty("permissions_boundary");
});

test("demands the provider that the typings are made for, or the one it is given", () => {
  const aws = (awsProviderVersion?: string) =>
    synthStack(queueStack({ awsProviderVersion })).terraform["required_providers"].aws;
  const typings = aws();
  expect(typings.version).toMatch(/^6\.\d+\.\d+$/);
  expect(aws("6.25.0")).toEqual({ ...typings, version: "6.25.0" });
  expect(aws("6.999.0")).toEqual({ ...typings, version: "6.999.0" });
});

test.each([
  "6.24.9",
  "5.100.0",
  "7.0.0",
  "~> 6.40",
  ">= 6.40.0",
  "v6.40.0",
  "6.40",
  "6.40.0-beta1",
  "",
])("the provider %j is refused", (awsProviderVersion) => {
  expect(() => queueStack({ awsProviderVersion })).toThrow(
    /queue-stack\.awsProviderVersion: got .*, expected an exact release of the AWS provider from 6\.25\.0 to below 7, such as 6\.25\.0/,
  );
});

test("the provider that the typings are made for can be named as well", () => {
  const { version } = synthStack(queueStack()).terraform["required_providers"].aws;
  expect(() => queueStack({ awsProviderVersion: version })).not.toThrow();
});

test("heeds the aspects that its app had before it", () => {
  const seen: string[] = [];
  const app = testApp();
  Aspects.of(app).add({ visit: ({ node }: IConstruct) => void seen.push(node.path) });
  const stack = queueStack({}, app);
  new SqsQueue(stack, "queue", {});
  synthStack(stack);
  expect(seen).toEqual(expect.arrayContaining(["queue-stack", "queue-stack/queue"]));
});

test("logical ids are cdktf's own, whatever the stack is called and however deep a resource lies", () => {
  class PlainStack extends TerraformStack {}
  const ids = (stack: TerraformStack) => {
    const scope = new Construct(new Construct(stack, "services"), "web");
    const [queue, other] = [new SqsQueue(stack, "queue"), new SqsQueue(scope, "queue")];
    return [queue.friendlyUniqueId, other.friendlyUniqueId, stack.getLogicalId(scope.node)];
  };
  const expected = ids(new PlainStack(testApp(), "plain-stack"));
  expect(new Set(expected).size).toBe(3);
  for (const stackId of ["dev-stack", "production-stack", "queue-stack"]) {
    expect(ids(queueStack({ stackId }))).toEqual(expected);
  }
});

import { CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateSubnetCommand, CreateTagsCommand, CreateVpcCommand } from "@aws-sdk/client-ec2";
import { CreateRepositoryCommand } from "@aws-sdk/client-ecr";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { CreateTopicCommand, TagResourceCommand } from "@aws-sdk/client-sns";
import { groundwork } from "@groundwork/testing/project";
import { regionClients } from "../../../src/adoption/clients";
import type { UnmanagedReport } from "../../../src/adoption/unmanaged";
import type { Emulator } from "../../../src/emulator/emulator";
import {
  accessTo,
  ACCOUNT,
  AS_IN_AWS,
  clientsOf,
  LOCATION,
  makeBackend,
  ownEmulator,
  REGION,
} from "../../support/emulated";
import { startRefusingAws, type Refusal } from "../../support/refusing-aws";

jest.setTimeout(120_000);

let emulator: Emulator;
let vpcs: { managed: string; foreign: string; legacy: string };
const env = (endpoint = emulator.endpoint) => ({ ...accessTo(endpoint), ...AS_IN_AWS });
const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;

/** What Terraform writes of a resource, as far as it is looked at. */
const inState = (type: string, attributes: Record<string, string>) => ({
  mode: "managed",
  type,
  name: "one",
  provider: 'provider["registry.terraform.io/hashicorp/aws"]',
  instances: [{ attributes }],
});

const putState = (key: string, ...resources: object[]) =>
  clientsOf(emulator.endpoint).s3.send(
    new PutObjectCommand({
      Bucket: LOCATION.bucket,
      Key: key,
      Body: JSON.stringify({
        version: 4,
        serial: 1,
        lineage: "l",
        terraform_version: "1.11.4",
        resources,
      }),
    }),
  );

beforeAll(async () => {
  emulator = await ownEmulator("unmanaged");
  const { s3, dynamodb, iam } = clientsOf(emulator.endpoint);
  const { ec2, ecr, logs, sns } = await regionClients({
    region: REGION,
    env: env(),
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: "test" },
  });
  await makeBackend({ s3, dynamodb } as ReturnType<typeof clientsOf>, LOCATION);
  const makeVpc = async () =>
    (await ec2.send(new CreateVpcCommand({ CidrBlock: "10.9.0.0/16" }))).Vpc!.VpcId!;
  vpcs = { managed: await makeVpc(), foreign: await makeVpc(), legacy: await makeVpc() };
  const { Subnet } = await ec2.send(
    new CreateSubnetCommand({ VpcId: vpcs.legacy, CidrBlock: "10.9.1.0/24" }),
  );
  await ec2.send(
    new CreateTagsCommand({
      Resources: [vpcs.legacy, Subnet!.SubnetId!],
      Tags: [
        { Key: "Name", Value: "legacy" },
        { Key: "Owner", Value: "web" },
      ],
    }),
  );
  for (const name of ["old/api", "acme/web"])
    await ecr.send(new CreateRepositoryCommand({ repositoryName: name }));
  for (const logGroupName of ["/made/by/hand", "/groundwork/dev"])
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
  for (const [Path, RoleName] of [
    ["/", "by-hand"],
    ["/aws-service-role/ecs.amazonaws.com/", "AWSServiceRoleForECS"],
  ] as const)
    await iam.send(new CreateRoleCommand({ Path, RoleName, AssumeRolePolicyDocument: "{}" }));
  await s3.send(
    new CreateBucketCommand({
      Bucket: "old-assets",
      CreateBucketConfiguration: { LocationConstraint: REGION },
    }),
  );
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "of-a-stack" }));
  await sns.send(
    new TagResourceCommand({
      ResourceArn: TopicArn!,
      Tags: [{ Key: "aws:cloudformation:stack-name", Value: "legacy-api" }],
    }),
  );
  await putState(
    "dev/terraform.tfstate",
    inState("aws_vpc", { id: vpcs.managed, arn: arn("ec2", `vpc/${vpcs.managed}`) }),
    inState("aws_ecr_repository", { id: "acme/web", arn: arn("ecr", "repository/acme/web") }),
    inState("aws_cloudwatch_log_group", { id: "/groundwork/dev" }),
  );
  await putState("Dev/terraform/vpc/terraform.tfstate", inState("aws_vpc", { id: vpcs.foreign }));
});
afterAll(() => emulator?.stop());

const report = async (...args: string[]) => {
  const { code, stdout, stderr } = await groundwork(["unmanaged", "--json", ...args], env());
  return { code, stderr, ...(JSON.parse(stdout) as UnmanagedReport) };
};
const idsOf = ({ resources }: UnmanagedReport, type: string) =>
  resources.filter((one) => one.type === type).map(({ importId }) => importId);

describe("unmanaged", () => {
  test("tells what no state of the bucket has, by what an import takes", async () => {
    const found = await report();
    expect(found).toMatchObject({ code: 0, stderr: "", states: 2, unread: [], unasked: [] });
    expect(idsOf(found, "aws_vpc")).toEqual([vpcs.legacy]);
    expect(idsOf(found, "aws_subnet")).toHaveLength(1);
    expect(idsOf(found, "aws_ecr_repository")).toEqual(["old/api"]);
    expect(idsOf(found, "aws_cloudwatch_log_group")).toEqual(["/made/by/hand"]);
    expect(idsOf(found, "aws_s3_bucket")).toContain("old-assets");
    const repository = found.resources.find(({ importId }) => importId === "old/api")!;
    expect(Date.now() - Date.parse(String(repository.created))).toBeLessThan(120_000);
  });

  test("leaves out what AWS makes of itself, and counts what CloudFormation manages", async () => {
    const found = await report();
    expect(idsOf(found, "aws_iam_role")).toEqual(["by-hand"]);
    expect(idsOf(found, "aws_security_group")).toEqual([]);
    expect(idsOf(found, "aws_sns_topic")).toEqual([]);
    expect(found.ofCloudFormation).toEqual({ "legacy-api": 1 });
  });

  test("looks for a tag, a type, an age", async () => {
    expect((await report("--tag", "Owner")).resources.map(({ type }) => type)).toEqual([
      "aws_subnet",
      "aws_vpc",
    ]);
    expect((await report("--tag", "Owner=api")).resources).toEqual([]);
    expect((await report("--type", "aws_vpc", "--tag", "Owner=web")).resources).toHaveLength(1);
    // Of a VPC nobody knows the age.
    const old = await report("--before", "1d");
    expect(idsOf(old, "aws_vpc")).toEqual([vpcs.legacy]);
    expect(idsOf(old, "aws_ecr_repository")).toEqual([]);
  });

  test("a table for people, with what is not seen at all", async () => {
    const { code, stdout } = await groundwork(["unmanaged"], env());
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^\d+ resources of account 111111111111 in ap-northeast-2 are in none of 2 states\.$/m,
    );
    expect(stdout).toMatch(
      new RegExp(`^aws_vpc +${vpcs.legacy} +\\? +Name=legacy Owner=web$`, "m"),
    );
    expect(stdout).toContain("CloudFormation's stack legacy-api manages 1 more.");
    expect(stdout).toContain("Without tags only these types are seen: aws_cloudwatch_log_group, ");
  });
});

describe("what is not known is said", () => {
  const refusing = async (refuse: (question: string) => Refusal | undefined) => {
    const aws = await startRefusingAws(emulator.endpoint, refuse);
    try {
      return await groundwork(["unmanaged"], env(aws.endpoint));
    } finally {
      aws.close();
    }
  };

  test("a right that is missing: what it hides, and which right it is", async () => {
    const { code, stdout } = await refusing((question) =>
      question.includes("ListTopics") || question === "Logs_20140328.DescribeLogGroups"
        ? { status: 400, code: "AccessDeniedException", message: "not authorized" }
        : undefined,
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^Not seen: aws_cloudwatch_log_group in ap-northeast-2 of 111111111111: .*not authorized.* \(it takes logs:DescribeLogGroups\)$/m,
    );
    expect(stdout).toContain("old/api");
  });

  test("a list that AWS throttles again and again", async () => {
    let asked = 0;
    const { code, stdout } = await refusing((question) => {
      if (!question.startsWith("ResourceGroupsTaggingAPI")) return undefined;
      asked++;
      return { status: 400, code: "ThrottlingException", message: "Rate exceeded" };
    });
    expect(code).toBe(1);
    expect(asked).toBe(5);
    expect(stdout).toMatch(
      /^Not seen: what has tags in .*Rate exceeded.* \(it takes tag:GetResources\)$/m,
    );
  });

  test("a state that cannot be read: what it manages may stand here", async () => {
    await clientsOf(emulator.endpoint).s3.send(
      new PutObjectCommand({ Bucket: LOCATION.bucket, Key: "x/terraform.tfstate", Body: "<html>" }),
    );
    const { code, stdout } = await groundwork(["unmanaged"], env());
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^Not read, so what it manages may stand here: x\/terraform\.tfstate: got /m,
    );
  });
});

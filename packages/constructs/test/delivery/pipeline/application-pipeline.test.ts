import { decision } from "@groundwork/testing/iam";
import { named, pipelineProps, synthPipeline } from "./synth-pipeline";

const [dev, prod] = pipelineProps.environments;
const OWN_CONNECTION = pipelineProps.connectionArn.replace("01234567", "76543210");
const PARAMETER = "/acme/delivery/registry/api-repository";
const repositoryArn = (service: string) =>
  `arn:aws:ecr:eu-central-1:111111111111:repository/acme/${service}`;

const withApplication = (more: object = {}) =>
  synthPipeline({
    applications: { shop: { repository: "acme/shop", services: { api: "." }, ...more } },
    applicationPipelines: [
      {
        application: "shop",
        name: "acme-pipeline-shop",
        images: [
          {
            service: "api",
            folder: ".",
            repository: "111111111111.dkr.ecr.eu-central-1.amazonaws.com/acme/api",
            repositoryArn: repositoryArn("api"),
            repositoryParameter: PARAMETER,
            architecture: "ARM64",
          },
        ],
        repositories: ["acme/api"],
        toldTo: ["dev"],
      },
    ],
  });

const json = withApplication();
const pipeline: any = named(json, "aws_codepipeline", "acme-pipeline-shop");
const told = (action: any) =>
  Object.fromEntries(
    JSON.parse(action.configuration.EnvironmentVariables).map(({ name, value, type }: any) => [
      name,
      type === "PLAINTEXT" ? value : { [type]: value },
    ]),
  );

test("a push to its repository is built, and pushed where the parameter says", () => {
  const [source, image] = pipeline.stage;
  expect(pipeline.stage).toHaveLength(2);
  expect(source.action[0].configuration).toMatchObject({
    ConnectionArn: pipelineProps.connectionArn,
    FullRepositoryId: "acme/shop",
    BranchName: "main",
    DetectChanges: "true",
  });
  expect(image.action).toHaveLength(1);
  expect(told(image.action[0])).toEqual({
    SERVICE: "api",
    FOLDER: ".",
    PLATFORM: "linux/arm64",
    REPOSITORY: { PARAMETER_STORE: PARAMETER },
  });
  const { environment }: any = named(
    json,
    "aws_codebuild_project",
    "acme-pipeline-shop-image-arm64",
  );
  expect(environment).toMatchObject({ privileged_mode: true, type: "ARM_CONTAINER" });
});

test("branch, connection and machine are its own to choose", () => {
  const own = withApplication({
    branch: "trunk",
    connectionArn: OWN_CONNECTION,
    computeType: "BUILD_GENERAL1_LARGE",
  });
  const { stage }: any = named(own, "aws_codepipeline", "acme-pipeline-shop");
  expect(stage[0].action[0].configuration).toMatchObject({
    ConnectionArn: OWN_CONNECTION,
    BranchName: "trunk",
  });
  const { environment }: any = named(
    own,
    "aws_codebuild_project",
    "acme-pipeline-shop-image-arm64",
  );
  expect(environment.compute_type).toBe("BUILD_GENERAL1_LARGE");
});

/** Whether a role of that name may do something. */
function may(name: string, action: string, resource: string, context = {}): boolean {
  const [role] = Object.entries(json.resource["aws_iam_role"]!).find(
    ([, one]) => one.name === name,
  )!;
  const { policy }: any = Object.values(json.resource["aws_iam_role_policy"]!).find(
    (one: any) => one.role === `\${aws_iam_role.${role}.name}`,
  );
  return decision(policy, { action, resource, context }) === "Allow";
}

test.each<[boolean, string, string, object?]>([
  [true, "ecr:PutImage", repositoryArn("api")],
  [false, "ecr:PutImage", repositoryArn("web")],
  [true, "ssm:GetParameters", `arn:aws:ssm:eu-central-1:111111111111:parameter${PARAMETER}`],
  [false, "ssm:GetParameters", "arn:aws:ssm:eu-central-1:111111111111:parameter/acme/dev/key"],
  [
    true,
    "codeconnections:UseConnection",
    pipelineProps.connectionArn,
    {
      "codeconnections:FullRepositoryId": "acme/shop",
      "codeconnections:ProviderPermissionsRequired": "read_only",
    },
  ],
  // The repository of the environments is none of its business.
  [
    false,
    "codeconnections:UseConnection",
    pipelineProps.connectionArn,
    {
      "codeconnections:FullRepositoryId": "acme/infra",
      "codeconnections:ProviderPermissionsRequired": "read_only",
    },
  ],
  [
    false,
    "codepipeline:StartPipelineExecution",
    "arn:aws:codepipeline:eu-central-1:111111111111:acme-delivery",
  ],
  [false, "s3:GetObject", "arn:aws:s3:::acme-plans/plans/prod/x"],
])("its builds may: %s, %s of %s", (expected, action, resource, context = {}) => {
  expect(may("acme-pipeline-shop-image-arm64", action, resource, context)).toBe(expected);
});

test("the pipeline that delivers is started by its new image, and proposes that", () => {
  const rule: any = named(json, "aws_cloudwatch_event_rule", "acme-delivery-built");
  expect(JSON.parse(rule.event_pattern).detail).toMatchObject({
    "action-type": ["PUSH"],
    "repository-name": ["acme/api"],
    "image-tag": [{ prefix: "sha-" }],
  });
  const delivery: any = named(json, "aws_codepipeline", "acme-delivery");
  const [propose] = delivery.stage.find(({ name }: any) => name === "Image").action;
  expect(propose.name).toBe("Propose");
  expect(JSON.parse(told(propose).PUSHED).digest).toBe("#{variables.PUSHED_DIGEST}");
  expect(delivery.variable.map(({ name }: any) => name)).toContain("PUSHED_DIGEST");
});

test("those of its environments are told of a run that failed, and nobody else", () => {
  const rules = Object.values(json.resource["aws_cloudwatch_event_rule"]!).filter(({ name }) =>
    name.startsWith("acme-pipeline-shop"),
  );
  expect(rules.map(({ name, event_pattern }) => [name, JSON.parse(event_pattern)])).toEqual([
    [
      "acme-pipeline-shop-failed-0",
      expect.objectContaining({
        resources: ["arn:aws:codepipeline:eu-central-1:111111111111:acme-pipeline-shop"],
        detail: { state: ["FAILED"] },
      }),
    ],
  ]);
  const targets = Object.values(json.resource["aws_cloudwatch_event_target"]!).filter(
    ({ target_id: id }) => id === "topic",
  );
  const shop = targets.find(({ input_transformer: it }) =>
    it.input_template.includes("acme/shop"),
  )!;
  expect([shop.arn, prod!.topicArn]).toEqual([dev!.topicArn, expect.not.stringContaining("dev")]);
});

test("without applications there are none of all this", () => {
  expect(JSON.stringify(synthPipeline())).not.toMatch(/pipeline-shop|delivery-built|PUSHED/);
});

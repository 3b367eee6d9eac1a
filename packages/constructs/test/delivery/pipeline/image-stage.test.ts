import type { ImageBuild } from "../../../src/delivery/pipeline/image-stage";
import { decision } from "@groundwork/testing/iam";
import { resourceAddresses } from "@groundwork/testing/synth";
import { named, pipelineProps, synthPipeline } from "./synth-pipeline";

const REGISTRY = "111111111111.dkr.ecr.eu-central-1.amazonaws.com";

const image = (service: string, architecture: ImageBuild["architecture"]): ImageBuild => ({
  service,
  folder: `services/${service}`,
  repository: `${REGISTRY}/acme/${service}`,
  repositoryArn: `arn:aws:ecr:eu-central-1:111111111111:repository/acme/${service}`,
  architecture,
});

const [dev, prod] = pipelineProps.environments;
const registry = { ...prod!, name: "registry", holdsImages: true };
const TOLD = {
  statements: [
    {
      Sid: "TellPeople",
      Effect: "Allow",
      Action: "sns:Publish",
      Resource: "arn:aws:sns:::topic",
    } as const,
  ],
};

const withImages = (
  options: NonNullable<typeof pipelineProps.image> = {
    services: { web: "services/web", worker: "services/worker" },
  },
  images = [image("web", "X86_64"), image("worker", "ARM64")],
) =>
  synthPipeline({
    environments: [registry, dev!, prod!],
    image: options,
    images,
    proposal: TOLD,
  });

const json = withImages();
const pipeline: any = named(json, "aws_codepipeline", "acme-delivery");
const stage = pipeline.stage.find(({ name }: any) => name === "Image");
const project = (name: string) => named(json, "aws_codebuild_project", `acme-delivery-${name}`);

test("there is a build for each kind of processor, and one that proposes, each in a role of its own", () => {
  const before = resourceAddresses(synthPipeline({ environments: [registry, dev!, prod!] }));
  expect(resourceAddresses(json).filter((address) => !before.includes(address))).toEqual([
    "aws_cloudwatch_log_group.pipeline_images_image-arm64_log_DD060FFF",
    "aws_cloudwatch_log_group.pipeline_images_image_log_0B9E5B3C",
    "aws_cloudwatch_log_group.pipeline_images_propose_log_5541D198",
    "aws_codebuild_project.pipeline_images_image-arm64_project_62332219",
    "aws_codebuild_project.pipeline_images_image_project_751E3AEC",
    "aws_codebuild_project.pipeline_images_propose_project_150487C9",
    "aws_codebuild_report_group.pipeline_images_image-arm64_reports_1A4D4857", // of the builds alone
    "aws_codebuild_report_group.pipeline_images_image_reports_5B11D4A9",
    "aws_iam_role.pipeline_images_image-arm64_role_DB7FDDF2",
    "aws_iam_role.pipeline_images_image_role_424AA746",
    "aws_iam_role.pipeline_images_propose_role_642EEE04",
    "aws_iam_role_policy.pipeline_images_image-arm64_policy_106F448B",
    "aws_iam_role_policy.pipeline_images_image_policy_27BB6022",
    "aws_iam_role_policy.pipeline_images_propose_policy_2F54F885",
  ]);
});

test("images come after what makes their repositories, and before the first environment", () => {
  expect(pipeline.stage.map(({ name }: any) => name)).toEqual([
    "Source",
    "Test",
    "Plan-registry",
    "Apply-registry",
    "Image",
    "Plan-dev",
    "Apply-dev",
    "Plan-prod",
    "Apply-prod",
  ]);
});

test("services are built side by side, each told what to build, and then all are proposed", () => {
  const told = (action: any) =>
    Object.fromEntries(
      JSON.parse(action.configuration.EnvironmentVariables).map(({ name, value }: any) => [
        name,
        value,
      ]),
    );
  const [web, worker, propose] = stage.action;
  expect([web.run_order, worker.run_order, propose.run_order]).toEqual([1, 1, 2]);
  expect(web.configuration.ProjectName).toContain("image_project");
  expect(worker.configuration.ProjectName).toContain("image-arm64_project");
  expect(told(worker)).toEqual({
    SERVICE: "worker",
    FOLDER: "services/worker",
    REPOSITORY: `${REGISTRY}/acme/worker`,
    PLATFORM: "linux/arm64",
  });
  // The digest goes by the pipeline, not through the bucket.
  expect(JSON.parse(told(propose).IMAGES)[0]).toEqual({
    service: "web",
    architecture: "X86_64",
    tag: "#{Image-web.IMAGE_TAG}",
    digest: "#{Image-web.IMAGE_DIGEST}",
    built: "#{Image-web.IMAGE_BUILT}",
  });
  const spec = JSON.parse(project("image").source.buildspec);
  expect(spec.env["exported-variables"]).toEqual(["IMAGE_TAG", "IMAGE_DIGEST", "IMAGE_BUILT"]);
});

test("builds of images alone are privileged, on the processor of their services, and keep layers", () => {
  const machines = Object.values(json.resource["aws_codebuild_project"]!).map(
    ({ name, environment, cache }: any) => [
      name.replace("acme-delivery-", ""),
      environment.privileged_mode,
      environment.type,
      cache?.modes,
    ],
  );
  const layers = ["LOCAL_DOCKER_LAYER_CACHE"];
  expect(machines.filter(([, privileged]) => privileged)).toEqual([
    ["image-arm64", true, "ARM_CONTAINER", layers],
    ["image", true, "LINUX_CONTAINER", layers],
  ]);
  expect(machines.filter(([, privileged, , modes]) => !privileged && modes)).toEqual([]);
});

test("image, size, cache and time of the builds are theirs to choose", () => {
  const own = withImages(
    {
      services: { web: "services/web" },
      buildImage: `${REGISTRY}/acme/builder@sha256:${"a".repeat(64)}`,
      computeType: "BUILD_GENERAL1_2XLARGE",
      timeoutMinutes: 90,
    },
    [image("web", "X86_64")],
  );
  const builds: any = named(own, "aws_codebuild_project", "acme-delivery-image");
  expect(builds).toMatchObject({
    build_timeout: 90,
    environment: {
      compute_type: "BUILD_GENERAL1_2XLARGE",
      image: `${REGISTRY}/acme/builder@sha256:${"a".repeat(64)}`,
      image_pull_credentials_type: "SERVICE_ROLE",
    },
  });
  // CodeBuild keeps nothing of its largest machines.
  expect(builds).not.toHaveProperty("cache");
  expect(mayOf(own, "image", "ecr:GetDownloadUrlForLayer", "acme/builder")).toBe(true);
  expect(mayOf(own, "image", "ecr:PutImage", "acme/builder")).toBe(false);
  const none = withImages({ services: { web: "services/web" }, cache: false }, [
    image("web", "X86_64"),
  ]);
  expect(named(none, "aws_codebuild_project", "acme-delivery-image")).not.toHaveProperty("cache");
});

function mayOf(from: typeof json, build: string, action: string, repository: string): boolean {
  const role = Object.entries(from.resource["aws_iam_role"]!).find(
    ([, { name }]) => name === `acme-delivery-${build}`,
  )![0];
  const { policy }: any = Object.values(from.resource["aws_iam_role_policy"]!).find(
    (one: any) => one.role === `\${aws_iam_role.${role}.name}`,
  );
  const resource = repository.startsWith("arn:")
    ? repository
    : `arn:aws:ecr:eu-central-1:111111111111:repository/${repository}`;
  return decision(policy, { action, resource }) === "Allow";
}

test.each<[string, string, string, string[]]>([
  ["push the image of web", "ecr:PutImage", "acme/web", ["image"]],
  ["push the image of worker", "ecr:PutImage", "acme/worker", ["image-arm64"]],
  ["push any other", "ecr:PutImage", "acme/other", []],
  ["delete one", "ecr:BatchDeleteImage", "acme/web", []],
  ["tell people", "sns:Publish", "arn:aws:sns:::topic", ["propose"]],
  ["hand artifacts on", "s3:PutObject", "arn:aws:s3:::acme-pipeline/x", []],
])("who may %s", (_, action, resource, who) => {
  const builds = ["image", "image-arm64", "propose"];
  expect(builds.filter((build) => mayOf(json, build, action, resource))).toEqual(who);
});

test("without services to build there is no stage", () => {
  const none = synthPipeline({ image: undefined, images: [] });
  expect(JSON.stringify(none)).not.toContain("IMAGE_TAG");
});

describe("images that others push", () => {
  const pushed = synthPipeline({
    environments: [registry, dev!, prod!],
    pushedImages: { services: ["web"], tagPrefix: "v" },
    pushedRepositories: ["acme/web"],
    proposal: TOLD,
  });
  const of = (type: string, name: string) => named(pushed, type, name);

  test("start the pipeline by their push, of the repositories that are named alone", () => {
    const rule = of("aws_cloudwatch_event_rule", "acme-delivery-pushed");
    expect(JSON.parse(rule.event_pattern)).toEqual({
      source: ["aws.ecr"],
      "detail-type": ["ECR Image Action"],
      detail: {
        "action-type": ["PUSH"],
        result: ["SUCCESS"],
        "repository-name": ["acme/web"],
        "image-tag": [{ prefix: "v" }],
      },
    });
  });

  test("are handed on by their digest, as variables", () => {
    const target: any = Object.entries(pushed.resource["aws_cloudwatch_event_target"]!).find(
      ([id]) => id.includes("pushed"),
    )![1];
    const { input_paths: paths, input_template: template } = target.input_transformer;
    expect(paths["PUSHED_DIGEST"]).toBe("$.detail.image-digest");
    expect(JSON.parse(template).variables).toContainEqual({
      name: "PUSHED_DIGEST",
      value: "<PUSHED_DIGEST>",
    });
    const main: any = of("aws_codepipeline", "acme-delivery");
    expect(main.variable.map(({ name, default_value }: any) => [name, default_value])).toEqual([
      ["PUSHED_REPOSITORY", "none"],
      ["PUSHED_TAG", "none"],
      ["PUSHED_DIGEST", "none"],
    ]);
    // Nothing is built: what others push is proposed.
    const { action } = main.stage.find(({ name }: any) => name === "Image");
    expect(action.map(({ name }: any) => name)).toEqual(["Propose"]);
    expect(action[0].configuration.EnvironmentVariables).toContain("#{variables.PUSHED_DIGEST}");
    expect(JSON.stringify(pushed)).not.toContain('"privileged_mode":true');
  });

  test("start this pipeline and nothing else, by a role that the rule alone takes on", () => {
    const role: any = of("aws_iam_role", "acme-delivery-pushed");
    const [trust] = JSON.parse(role.assume_role_policy).Statement;
    expect(trust.Principal).toEqual({ Service: "events.amazonaws.com" });
    expect(trust.Condition.ArnEquals["aws:SourceArn"]).toMatch(/pushed_start_rule.*\.arn\}$/);
    expect(mayOf(pushed, "pushed", "codepipeline:StartPipelineExecution", PIPELINE)).toBe(true);
    expect(mayOf(pushed, "pushed", "codepipeline:StartPipelineExecution", `${PIPELINE}-b`)).toBe(
      false,
    );
  });
});

const PIPELINE = "arn:aws:codepipeline:eu-central-1:111111111111:acme-delivery";

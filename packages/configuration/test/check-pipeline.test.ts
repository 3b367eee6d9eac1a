import { ConfigurationError } from "@groundwork/constructs/configuration-error";
import type { EnvironmentInput, OrganizationInput } from "@groundwork/configuration";
import {
  configuration,
  environmentInput,
  pipeline as base,
} from "@groundwork/testing/configuration";
import { deliveryPipeline } from "../src/pipeline-props";

type PipelineInput = NonNullable<NonNullable<OrganizationInput["delivery"]>["pipeline"]>;

const services = (...names: string[]) => names.map((name) => ({ name }));
const dev = environmentInput("dev", { services: services("web", "worker"), production: false });
const prod = environmentInput("prod", { services: services("web") });

const checked = (
  pipeline: Partial<PipelineInput>,
  environments: EnvironmentInput[] = [dev, prod],
) => configuration({ delivery: { pipeline: { ...base, ...pipeline } } }, environments);

function problemsOf(...args: Parameters<typeof checked>): readonly string[] {
  try {
    checked(...args);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message.split("\n  ").slice(1);
    throw error;
  }
}

const image = (folders: Record<string, string>, more: object = {}) => ({
  image: { services: folders, ...more },
});

test("images have the repository of their service, and its processor", () => {
  const arm = { ...dev, services: [{ name: "web", cpuArchitecture: "ARM64" as const }] };
  const props = deliveryPipeline(checked(image({ web: "apps/web" }), [arm]))!;
  expect(props.images).toEqual([
    {
      service: "web",
      folder: "apps/web",
      repository: "111111111111.dkr.ecr.ap-northeast-2.amazonaws.com/acme/web",
      repositoryArn: "arn:aws:ecr:ap-northeast-2:111111111111:repository/acme/web",
      architecture: "ARM64",
    },
  ]);
});

const shop = (services: Record<string, string>, more: object = {}) => ({
  applications: { shop: { repository: "acme/orders", services, ...more } },
});

test("an application's images are pushed where a parameter says, and proposed as those of others", () => {
  const { applicationPipelines, proposesTo, images } = deliveryPipeline(
    checked({ ...image({ web: "apps/web" }), ...shop({ worker: "." }) }, [
      prod,
      { ...dev, name: "dev" },
    ]),
  )!;
  expect(applicationPipelines).toEqual([
    {
      application: "shop",
      name: "acme-pipeline-shop",
      images: [
        {
          service: "worker",
          folder: ".",
          repository: "111111111111.dkr.ecr.ap-northeast-2.amazonaws.com/acme/worker",
          repositoryArn: "arn:aws:ecr:ap-northeast-2:111111111111:repository/acme/worker",
          repositoryParameter: "/acme/delivery/registry/worker-repository",
          architecture: "X86_64",
        },
      ],
      repositories: ["acme/worker"],
      toldTo: ["dev"],
    },
  ]);
  expect(images.map(({ service }) => service)).toEqual(["web"]);
  expect(proposesTo).toEqual(["prod", "dev"]);
});

test("they are proposed to the first environment that has the service, or to those that are named", () => {
  const to = (pipeline: Partial<PipelineInput>) => deliveryPipeline(checked(pipeline))!.proposesTo;
  expect(to(image({ web: "web" }))).toEqual(["dev"]);
  expect(to({ ...image({ web: "web" }), propose: { environments: ["prod", "dev"] } })).toEqual([
    "dev",
    "prod",
  ]);
  expect(to({})).toEqual([]);
  // What others push is proposed as well.
  expect(to({ pushedImages: { services: ["worker"] } })).toEqual(["dev"]);
});

test.each<[string, Partial<PipelineInput>, EnvironmentInput[] | undefined, string]>([
  [
    "a service that there is not",
    image({ wbe: "services/web" }),
    undefined,
    "organization.delivery.pipeline.image.services.wbe: got wbe, expected the name of a service, one of web, worker",
  ],
  [
    "two kinds of processors",
    image({ web: "services/web" }),
    [dev, { ...prod, services: [{ name: "web", cpuArchitecture: "ARM64" }] }],
    "organization.delivery.pipeline.image.services.web: got X86_64 in dev and ARM64 in prod, expected one cpuArchitecture in all environments, on which the pipeline builds it",
  ],
  [
    "a build image for another processor",
    image({ web: "w" }, { buildImage: "aws/codebuild/amazonlinux-aarch64-standard:3.0" }),
    undefined,
    "got X86_64 with buildImage aws/codebuild/amazonlinux-aarch64-standard:3.0, expected an image of CodeBuild for the same processor",
  ],
  [
    "an environment without such a service",
    { ...image({ worker: "services/worker" }), propose: { environments: ["prod"] } },
    undefined,
    "organization.delivery.pipeline.propose.environments: got prod, expected some of dev, which have services whose images come from the pipeline",
  ],
  [
    "an environment where no image comes from the pipeline",
    { propose: { environments: ["dev"] } },
    undefined,
    "got dev, expected none",
  ],
  [
    "a service that is built and pushed by others",
    { ...image({ web: "web" }), pushedImages: { services: ["web"] } },
    undefined,
    "organization.delivery.pipeline.pushedImages.services: got web, expected a service that neither image nor applications build: its own pushes would start the pipeline anew",
  ],
  [
    "a service of others that there is not",
    { pushedImages: { services: ["wbe"] } },
    undefined,
    "pushedImages.services: got wbe, expected the name of a service, one of web, worker",
  ],
  [
    "a service that the pipeline and an application build",
    { ...image({ web: "web" }), ...shop({ web: "." }) },
    undefined,
    "applications.shop.services.web: got web, expected a service that image does not build",
  ],
  [
    "a service that an application builds, and others push",
    { ...shop({ web: "." }), pushedImages: { services: ["web"] } },
    undefined,
    "got web, expected a service that neither image nor applications build",
  ],
  [
    "an application's service that there is not",
    shop({ wbe: "." }),
    undefined,
    "applications.shop.services.wbe: got wbe, expected the name of a service",
  ],
  [
    "an application in the pipeline's own repository",
    shop({ web: "." }, { repository: base.repository }),
    undefined,
    "expected another repository than the pipeline's own, whose images image.services builds",
  ],
  ["an application's folder that leads out", shop({ web: "../x" }), undefined, 'as "." or serv'],
  ["a folder that leads out", image({ web: "../web" }), undefined, "expected a folder of the rep"],
  // It would be built again with each proposal.
  ["the repository itself", image({ web: "." }), undefined, "expected a folder of the repository"],
  ["the files of environments", image({ web: "environments" }), undefined, "expected a folder of"],
  ["words for a shell", image({ web: "a;b $(c)" }), undefined, "expected a folder of the reposit"],
  ["nothing to build", image({}), undefined, "expected 1 to 49 services"],
  [
    "a cache on a machine without one",
    image({ web: "web" }, { computeType: "BUILD_GENERAL1_2XLARGE", cache: true }),
    undefined,
    "image.cache: got true, expected false with BUILD_GENERAL1_2XLARGE",
  ],
  [
    "a build image without its tag",
    image({ web: "web" }, { buildImage: "registry.example.com/builder" }),
    undefined,
    "or the address of one with its tag or digest",
  ],
])("%s is refused", (_, pipeline, environments, says) => {
  expect(problemsOf(pipeline, environments)).toEqual([expect.stringContaining(says)]);
});

import { githubWorkflows, planStore, sharedResources, slackChannels } from "../src/delivery-props";
import { unknownPeople } from "../src/four-eyes";
import { nodeVersion } from "../src/node-version";
import { deliveryPipeline } from "../src/pipeline-props";
import {
  configuration,
  environmentInput,
  github,
  pipeline,
} from "@groundwork/testing/configuration";

const dev = environmentInput("dev", { production: false });
const prod = environmentInput("prod");
const role = (name: string) => `arn:aws:iam::111111111111:role/${name}`;
const delivered = (delivery: object, environments = [dev, prod]) =>
  configuration({ delivery }, environments);

describe("plans", () => {
  test("are read by whom IAM allows it, as long as nobody is named", () => {
    expect(planStore(delivered({}))).toMatchObject({ readers: undefined, planners: [] });
  });

  test("are read by what applies them and by those who apply all; planners do neither", () => {
    const appliers = [role("deployers")];
    const { readers, planners } = planStore(delivered({ github, pipeline, appliers }, [dev]));
    const of = (owner: string, roleArns: string[]) => ({ [owner]: { folders: [owner], roleArns } });
    const apply = (owner: string) =>
      of(owner, [role(`acme-apply-${owner}`), role(`acme-delivery-apply-${owner}`), ...appliers]);
    expect(readers).toEqual({
      ...of("bootstrap", appliers),
      ...apply("registry"),
      ...of("delivery", appliers),
      ...apply("dev"),
    });
    expect(planners).toEqual(
      ["acme-plan-pr", "acme-plan-main", "acme-drift", "acme-delivery-plan-*"].map(role),
    );
  });
});

test("a pull request reads the states of what is not production, unless told", () => {
  expect(githubWorkflows(delivered({}))).toBeUndefined();
  expect(githubWorkflows(delivered({ github }))).toMatchObject({
    pullRequestsRead: ["dev", "registry"],
    roleNames: { "plan-pr": "acme-plan-pr", "image-push-ci": "acme-image-push-ci" },
  });
  const told = { ...github, pullRequestsRead: ["prod"] };
  expect(githubWorkflows(delivered({ github: told }))?.pullRequestsRead).toEqual(["prod"]);
  // What a pull request may add is for its review, and makes no role.
  const adding = { ...github, pullRequestsAdd: { providers: ["hashicorp/random"] } };
  expect(githubWorkflows(delivered({ github: adding }))).not.toHaveProperty("pullRequestsAdd");
});

test("a pipeline waits for a person for as long as a plan may be applied, and 60 days at most", () => {
  expect(deliveryPipeline(delivered({}))).toBeUndefined();
  expect(deliveryPipeline(delivered({ pipeline }, []))).toBeUndefined();
  const minutes = (hours: number) =>
    deliveryPipeline(delivered({ pipeline, planExpiryHours: hours, planRetentionDays: 365 }))
      ?.approvalTimeoutMinutes;
  expect([minutes(2), minutes(8760)]).toEqual([120, 86_400]);
  // As .nvmrc says, so that one edit changes workflows and builds.
  expect(deliveryPipeline(delivered({ pipeline }))?.nodeVersion).toBe(nodeVersion());
});

test("buckets and repositories that all share", () => {
  const bucket = (of: string) => `acme-111111111111-ap-northeast-2-${of}`;
  const pullThroughCaches = [{ upstream: "ecr-public" as const }];
  const { organization } = configuration({
    registry: { pullThroughCaches, scanning: { type: "enhanced" } },
    delivery: { pipeline },
  });
  const repository = (name: string) =>
    `arn:aws:ecr:ap-northeast-2:111111111111:repository/${name}/*`;
  expect(sharedResources(organization)).toMatchObject({
    sharedBuckets: [bucket("plans-logs"), bucket("pipeline")],
    repositoryArn: repository("acme"),
    cachedRepositoryArns: [repository("ecr-public")],
    enhancedScanning: true,
    pipeline: true,
  });
  expect(sharedResources(delivered({}).organization)).toMatchObject({
    sharedBuckets: [bucket("plans-logs")],
    pipeline: false,
  });
});

test("a channel of Slack shows the messages of all environments that name it", () => {
  const slack = (channelId: string) => ({ delivery: { slack: { workspaceId: "T0", channelId } } });
  const channels = slackChannels(
    configuration({}, [
      environmentInput("dev", slack("C1")),
      environmentInput("staging", slack("C2")),
      environmentInput("prod", slack("C1")),
    ]),
  );
  expect(channels.map(({ name, environments }) => [name, environments])).toEqual([
    ["acme-delivery-C1", ["dev", "prod"]],
    ["acme-delivery-C2", ["staging"]],
  ]);
});

test("nobody may be able to approve where it is not said who is who", () => {
  expect(unknownPeople(delivered({}))).toContain("four-eyes: plans of prod must be approved");
  for (const known of [{ people: {} }, { github }, { pipeline }]) {
    expect(unknownPeople(delivered(known))).toBeUndefined();
  }
  expect(unknownPeople(delivered({}, [dev]))).toBeUndefined();
});

test("nobody is able to approve in a folder where no workflow proves who somebody is", () => {
  const folder = { type: "folder", path: "plans" } as const;
  const said = unknownPeople(delivered({ store: folder, people: {} }));
  expect(said).toContain("four-eyes: plans of prod must be approved");
  expect(said).toContain("none of these plans can be applied");
  expect(unknownPeople(delivered({ store: folder }, [dev]))).toBeUndefined();
  const proved = { ...folder, github: { repositoryId: "42" } };
  expect(unknownPeople(delivered({ store: proved }))).toBeUndefined();
});

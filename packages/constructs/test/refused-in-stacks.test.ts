import { TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import { synthConstruct, testApp } from "@groundwork/testing/synth";
import { Cluster, LoadBalancerAlarms, Service } from "../src/container-service";
import { GithubRoles, PlanStoreBucket, SlackChannel } from "../src/delivery";
import { NotificationTopic } from "../src/observability";
import {
  ImagePushRole,
  ImageRepository,
  PullThroughCaches,
  RegistryReplication,
  RegistryScanning,
} from "../src/registry";
import { GroundworkStack, type GroundworkStackProps } from "../src/stack/groundwork-stack";
import { synthPipeline } from "./delivery/pipeline/synth-pipeline";
import { addLoadBalancer } from "./container-service/load-balancer/synth-load-balancer";

/**
 * What a schema refuses is tested beside it. Here is shown of each construct that it asks its own:
 * a stack that makes one by hand is refused what a file is.
 */
const topicArn = "arn:aws:sns:eu-central-1:111111111111:told";
const place = { accountId: "111111111111", region: "eu-central-1" };
const subnets = { vpcId: "vpc-1", subnetIds: ["subnet-1", "subnet-2"], assignPublicIp: false };

const cluster = (scope: Construct, props: object = {}) =>
  new Cluster(scope, "cluster", { name: "acme", ...place, ...props });

const service = (scope: Construct, props: object) =>
  new Service(scope, "web", {
    name: "web",
    namePrefix: "acme",
    ...place,
    ...subnets,
    cluster: cluster(scope),
    containers: [{ name: "web", image: "nginx:1", essential: true, port: 80 }],
    ...props,
  });

test.each<[string, (scope: Construct) => unknown, string]>([
  [
    "a strategy of a cluster",
    (scope) => cluster(scope, { capacityProviderStrategy: [] }),
    "cluster.capacityProviderStrategy: got [], expected at least one capacity provider",
  ],
  [
    "logs of a cluster's sessions",
    (scope) => cluster(scope, { exec: { kmsKeyArn: "arn:key", logRetentionDays: 2 } }),
    "cluster.exec.logRetentionDays: got 2, expected one of 1, 3, 5",
  ],
  [
    "instances of a cluster",
    (scope) => cluster(scope, { instances: { instanceType: "m7g.large", maxCount: 1 } }),
    "cluster/instances.cpuArchitecture: got nothing, expected ARM64, the processor of m7g.large",
  ],
  [
    "a load balancer's time-out",
    (scope) => addLoadBalancer(scope, { idleTimeoutSeconds: 0 }),
    "load-balancer.idleTimeoutSeconds: got 0, expected a whole number from 1 to 4000",
  ],
  [
    "an alarm that always rings",
    (scope) => {
      const loadBalancer = addLoadBalancer(scope);
      const props = { name: "acme", loadBalancer, topicArn, errors5xxCount: 0 };
      return new LoadBalancerAlarms(scope, "alarms", props);
    },
    "alarms.errors5xxCount: got 0, expected a whole number from 1",
  ],
  [
    "a service's memory",
    (scope) => service(scope, { memoryMiB: 300 }),
    "web.memoryMiB: got 300, expected one of 512, 1024, 2048 for 256 cpu units",
  ],
  [
    "a service's bounds",
    (scope) => service(scope, { autoscaling: { minCount: 2, maxCount: 1 } }),
    "web.autoscaling.maxCount: got 1, expected at least minCount, 2",
  ],
  [
    "a deployment without requests",
    (scope) => service(scope, { deployment: { strategy: "CANARY" } }),
    'web.deployment: got {"strategy":"CANARY"}, expected the strategy ROLLING',
  ],
  [
    "the port of a route",
    (scope) => service(scope, { http: { loadBalancer: addLoadBalancer(scope), port: 0 } }),
    "web.http.port: got 0, expected a whole number from 1 to 65535",
  ],
  [
    "a container's health check",
    (scope) =>
      service(scope, {
        containers: [{ name: "web", image: "nginx:1", healthCheck: { command: ["CMD"] } }],
      }),
    'web.containers[0].healthCheck.command: got ["CMD"], expected ["CMD-SHELL", "..."]',
  ],
  [
    "an alarm of a service",
    (scope) => service(scope, { alarms: { topicArn, latencySeconds: 0 } }),
    "web.alarms.latencySeconds: got 0, expected a number of seconds above 0",
  ],
  [
    "rules of a repository",
    (scope) =>
      new ImageRepository(scope, "web", {
        repositoryName: "acme/web",
        untaggedImageMaxAgeDays: 7,
        lifecycleRules: [],
      }),
    "web.untaggedImageMaxAgeDays: got 7, expected nothing beside lifecycleRules",
  ],
  [
    "who pushes",
    (scope) =>
      new ImagePushRole(scope, "push", {
        name: "push",
        trusted: [{ account: "*" }],
        policyArn: "arn:policy",
      }),
    "push.trusted[0].account: got *, expected an account id",
  ],
  [
    "how images are scanned",
    (scope) => new RegistryScanning(scope, "scanning", { type: "basic", frequency: "continuous" }),
    "scanning.frequency: got continuous, expected on-push, as type is basic",
  ],
  [
    "where images are copied",
    (scope) =>
      new RegistryReplication(scope, "copies", {
        ...place,
        repositoryPrefix: "acme/",
        replication: [{ region: "eu-central-9" }],
      }),
    "copies.replication[0].region: got eu-central-9, expected an AWS region",
  ],
  [
    "what is cached",
    (scope) =>
      new PullThroughCaches(scope, "caches", {
        ...place,
        roleName: "caches",
        pullThroughCaches: [{ upstream: "docker-hub" }],
        resourceTags: {},
      }),
    "caches.pullThroughCaches[0].credentialArn: got nothing, expected a secret, as docker-hub",
  ],
  [
    "who is told",
    (scope) =>
      new NotificationTopic(scope, "topic", {
        name: "told",
        accountId: place.accountId,
        kmsKeyArn: "arn:key",
        emails: ["ops"],
      }),
    "topic.emails[0]: got ops, expected an e-mail address",
  ],
  [
    "a channel",
    (scope) =>
      new SlackChannel(scope, "slack", {
        name: "told",
        workspaceId: "acme",
        channelId: "C0123ABCD",
        topicArns: [topicArn],
      }),
    "slack.workspaceId: got acme, expected a Slack workspace's id such as T0123ABCD",
  ],
  [
    "a repository of workflows",
    (scope) => new GithubRoles(scope, "github", { repository: "shop", repositoryId: "1" } as never),
    "github.repository: got shop, expected owner/name of a repository",
  ],
  [
    "a repository of a pipeline",
    () => synthPipeline({ repository: "shop" }),
    "pipeline.repository: got shop, expected owner/name of a repository",
  ],
  [
    "results that are forgotten before their plans",
    (scope) => new PlanStoreBucket(scope, "plans", { resultRetentionDays: 7 } as never),
    "plans.resultRetentionDays: got 7, expected at least 30, the days for which plans are kept",
  ],
])("%s", (_, build, message) => {
  expect(() => synthConstruct(build)).toThrow(`test-stack/${message}`);
});

test("but not what another resource will be: names, ARNs and addresses that AWS gives", () => {
  const build = (scope: Construct) => {
    const other = new TerraformVariable(scope, "other", {}).stringValue;
    service(scope, {
      containers: [
        {
          name: "web",
          image: other,
          essential: true,
          port: 80,
          variables: { DATABASE_HOST: other },
          secrets: { DATABASE_URL: { parameter: other } },
        },
      ],
      http: { loadBalancer: addLoadBalancer(scope) },
      deployment: {
        strategy: "CANARY",
        hooks: [{ lambdaArn: other, stages: ["POST_SCALE_UP"] }],
      },
      secretsKmsKeyArn: other,
    });
  };
  const { resource } = synthConstruct(build);
  const [task] = Object.values(resource["aws_ecs_task_definition"]!);
  expect(JSON.parse(task.container_definitions)).toMatchObject([
    { image: "${var.other}", environment: [{ value: "${var.other}" }], stopTimeout: 30 },
  ]);
});

/** A stack of a team's own. */
class OwnStack extends GroundworkStack {}

test.each<[string, Partial<GroundworkStackProps>, string]>([
  ["region", { region: "eu-west-9" }, "region: got eu-west-9, expected an AWS region that"],
  ["account", { accountId: "1" }, "accountId: got 1, expected an account id: 12 digits"],
  ["tags", { tags: { "aws:x": "y" } }, "tags.aws:x: got aws:x, expected a tag key"],
  ["tags of others", { ignoreTags: ["Owner"] }, "ignoreTags[0]: got Owner, expected a tag key"],
  ["backend", { backend: { type: "gcs", bucket: "" } }, 'backend.bucket: got "", expected a text'],
])("a stack's %s", (_, changes, message) => {
  const build = () =>
    new OwnStack(testApp(), {
      stackId: "own-stack",
      ...place,
      tags: {},
      backend: { type: "local" },
      stateKey: "own/terraform.tfstate",
      ...changes,
    });
  expect(build).toThrow(`own-stack.${message}`);
});

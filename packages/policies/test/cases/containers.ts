import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { EcsService, type EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import type { Build, Cases } from "./case";

export const taskOf =
  (...containers: object[]): Build =>
  (stack) =>
    new EcsTaskDefinition(stack, "task", {
      family: "f",
      containerDefinitions: JSON.stringify(
        containers.map((container) => ({ name: "web", image: "nginx", ...container })),
      ),
    });

const image = (name: string): Build => taskOf({ image: name });

const service =
  (config: Partial<EcsServiceConfig>): Build =>
  (stack) =>
    new EcsService(stack, "service", { name: "s", ...config });

const REGISTRY = "111111111111.dkr.ecr.ap-northeast-2.amazonaws.com";
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

const repository = (imageTagMutability?: string): Build => {
  return (stack) =>
    new EcrRepository(stack, "repository", {
      name: "r",
      ...(imageTagMutability && { imageTagMutability }),
    });
};

export const containerCases: Readonly<Record<string, Cases>> = {
  "immutable-repository": {
    fails: {
      "a repository as AWS makes it": [
        repository(),
        "got image_tag_mutability none, expected IMMUTABLE",
      ],
      "a mutable one": [
        repository("MUTABLE"),
        'got image_tag_mutability "MUTABLE", expected IMMUTABLE',
      ],
    },
    passes: {
      "an immutable one": repository("IMMUTABLE"),
      "one with named exceptions": repository("IMMUTABLE_WITH_EXCLUSION"),
    },
  },
  "pinned-image": {
    fails: {
      latest: [
        image("public.ecr.aws/nginx/nginx:latest"),
        "container web: got public.ecr.aws/nginx/nginx:latest, expected a digest: latest moves with every push",
      ],
      "no tag": [
        image("localhost:5000/nginx"),
        "container web: got localhost:5000/nginx, expected a digest: without a tag it is latest",
      ],
      "a tag in ECR": [
        image(`${REGISTRY}/acme/web:v1`),
        `container web: got ${REGISTRY}/acme/web:v1, expected a digest`,
      ],
      "a digest cut short": [
        image(`${REGISTRY}/acme/web@sha256:0123`),
        `container web: got ${REGISTRY}/acme/web@sha256:0123, expected a digest: without a tag it is latest`,
      ],
      "a tag in a repository of the stack": [
        (stack) => {
          const { repositoryUrl } = new EcrRepository(stack, "repository", { name: "r" });
          image(`${repositoryUrl}:v1`)(stack);
        },
        "container web: got ${aws_ecr_repository.repository.repository_url}:v1, expected a digest",
      ],
      "an image that Terraform computes": [
        image("${data.aws_ssm_parameter.image.value}"),
        "container web: got ${data.aws_ssm_parameter.image.value}, expected a digest that can be read before Terraform runs",
      ],
      "one of two containers": [
        taskOf({ image: `web@${DIGEST}` }, { name: "proxy", image: "envoy:latest" }),
        "container proxy: got envoy:latest, expected a digest: latest moves with every push",
      ],
    },
    passes: {
      "a digest": image(`${REGISTRY}/acme/web@${DIGEST}`),
      "a tag and a digest": image(`${REGISTRY}/acme/web:v1@${DIGEST}`),
      "a fixed tag from elsewhere, which is but warned of": image(
        "public.ecr.aws/nginx/nginx:1.27",
      ),
    },
  },
  "placeholder-image": {
    fails: {
      "a public image by its tag": [
        image("public.ecr.aws/nginx/nginx:1.27"),
        "container web: got public.ecr.aws/nginx/nginx:1.27, expected an image from ECR, or a digest",
      ],
    },
    passes: {
      "a public image by digest": image(`public.ecr.aws/nginx/nginx@${DIGEST}`),
      "an image of ours": image(`${REGISTRY}/acme/web@${DIGEST}`),
    },
  },
  "deployment-rollback": {
    fails: {
      "neither circuit breaker nor alarms": [
        service({}),
        "got neither a circuit breaker nor alarms that roll back",
      ],
      "a circuit breaker that only stops": [
        service({ deploymentCircuitBreaker: { enable: true, rollback: false } }),
        "got neither a circuit breaker nor alarms that roll back",
      ],
      "a circuit breaker where there can be none": [
        service({
          deploymentConfiguration: { strategy: "BLUE_GREEN" },
          deploymentCircuitBreaker: { enable: true, rollback: true },
        }),
        "got BLUE_GREEN with neither alarms that roll back nor a lifecycle hook",
      ],
    },
    passes: {
      "a circuit breaker": service({ deploymentCircuitBreaker: { enable: true, rollback: true } }),
      alarms: service({
        deploymentConfiguration: { strategy: "CANARY" },
        alarms: { enable: true, rollback: true, alarmNames: ["5xx"] },
      }),
      "a lifecycle hook": service({
        deploymentConfiguration: {
          strategy: "LINEAR",
          lifecycleHook: [
            { hookTargetArn: "arn", roleArn: "arn", lifecycleStages: ["POST_TEST_TRAFFIC_SHIFT"] },
          ],
        },
      }),
      "CodeDeploy, which rolls back itself": service({
        deploymentController: { type: "CODE_DEPLOY" },
      }),
    },
  },
};

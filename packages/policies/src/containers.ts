import {
  blocks,
  isTrue,
  list,
  type Attributes,
  type Resource,
  type StackResources,
} from "./resources";
import { eachOf, shown, type Finding, type Rule } from "./rule";

/**
 * Containers of a task definition, in the spelling of the ECS API; none if only Terraform knows
 * them.
 */
export function containersOf(task: Resource, stack: StackResources): Attributes[] {
  return blocks(stack.json(task.attributes["container_definitions"]));
}

export const containerRules: readonly Rule[] = [
  {
    id: "immutable-repository",
    severity: "error",
    appliesTo: "every stack",
    statement: "Tags of an image repository never move.",
    reason: "What was tested under a tag and what is deployed under it could be two images.",
    fix: 'set imageTagMutability to "IMMUTABLE", or "IMMUTABLE_WITH_EXCLUSION" for named patterns',
    find: eachOf(["aws_ecr_repository"], ({ attributes }) => {
      const got = attributes["image_tag_mutability"];
      return (
        !["IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"].includes(String(got)) &&
        `got image_tag_mutability ${shown(got)}, expected IMMUTABLE`
      );
    }),
  },
  {
    id: "pinned-image",
    severity: "error",
    appliesTo: "production",
    statement: "Containers run an image that is named: never latest, and ours by digest.",
    reason:
      "ECS pulls anew for every task it starts: a tag that moves or is gone changes, or stops, what runs in the middle of the night.",
    fix: "name the image's digest in the environment's file (services[].image.digest)",
    find: (stack) => images(stack, unpinned),
  },
  {
    id: "placeholder-image",
    severity: "warning",
    appliesTo: "production",
    statement: "Containers run images from ECR, or others by digest.",
    reason:
      "A public registry limits pulls, moves tags and goes down; and a placeholder is not the application.",
    fix: "push the image to the service's repository and name its digest in the environment's file",
    find: (stack) =>
      images(stack, (image) => {
        const foreign = !unpinned(image) && !isPrivateEcr(image) && !image.includes("@");
        return foreign ? "expected an image from ECR, or a digest" : undefined;
      }),
  },
  {
    id: "deployment-rollback",
    severity: "error",
    appliesTo: "every stack",
    statement: "A deployment that fails goes back by itself.",
    reason:
      "Without that ECS goes on starting tasks that die, for hours, and the service stays half replaced.",
    fix: "rolling deployments: deploymentCircuitBreaker with enable and rollback; all others: alarms with enable and rollback, or a lifecycle hook that judges the new version",
    find: eachOf(["aws_ecs_service"], ({ attributes }) => {
      const { deployment_controller: controllers, deployment_configuration: settings } = attributes;
      // CodeDeploy and external controllers have rollbacks of their own.
      if (blocks(controllers).some(({ type }) => type !== undefined && type !== "ECS"))
        return false;
      const rollsBack = (block: string) =>
        blocks(attributes[block]).some((b) => isTrue(b["enable"]) && isTrue(b["rollback"]));
      const [{ strategy = "ROLLING", lifecycle_hook: hooks } = {}] = blocks(
        settings,
      ) as Attributes[];
      if (rollsBack("alarms")) return false;
      // The circuit breaker takes part in rolling deployments only (ECS API,
      // DeploymentCircuitBreaker).
      if (strategy === "ROLLING") {
        return (
          !rollsBack("deployment_circuit_breaker") &&
          "got neither a circuit breaker nor alarms that roll back"
        );
      }
      return (
        blocks(hooks).length === 0 &&
        `got ${String(strategy)} with neither alarms that roll back nor a lifecycle hook`
      );
    }),
  },
];

/** Looks at the image of each container of each task definition. */
const images = (stack: StackResources, problem: (image: string) => string | undefined): Finding[] =>
  eachOf(["aws_ecs_task_definition"], (task) =>
    containersOf(task, stack).map((container) => {
      const image = stack.text(container["image"]);
      const expected = problem(image);
      return expected && `container ${String(container["name"])}: got ${image}, ${expected}`;
    }),
  )(stack);

/** Whether an image lies in ECR, in any account, or behind its pull-through cache. */
const isPrivateEcr = (image: string): boolean =>
  /^\d{12}\.dkr[.-]ecr(-fips)?[.-]|\$\{aws_ecr_repository\./.test(image);

function unpinned(image: string): string | undefined {
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return undefined;
  if (image.endsWith("}")) return "expected a digest that can be read before Terraform runs";
  const [name = ""] = image.slice(image.lastIndexOf("/") + 1).split("@");
  const [, tag] = /:([\w.-]+)$/.exec(name) ?? [];
  if (tag === undefined) return "expected a digest: without a tag it is latest";
  if (tag === "latest") return "expected a digest: latest moves with every push";
  return isPrivateEcr(image) ? "expected a digest" : undefined;
}

export const environmentOf = (container: Attributes): { name: string; value: string }[] =>
  list(container["environment"]).map((entry) => {
    const { name, value } = entry as Attributes;
    return { name: String(name), value: String(value ?? "") };
  });

import { Testing, type TerraformStack } from "cdktf";
import { annotations, synthStack, testApp, type TerraformJson } from "@groundwork/testing/synth";
import { loadConfiguration } from "../environments";
import { addStacks } from "../stacks";

const configuration = loadConfiguration();
const app = testApp();
addStacks(app, configuration);
const stacks = app.node.children as TerraformStack[];
const stackOf = (environment: string): TerraformStack =>
  app.node.findChild(`${environment}-stack`) as TerraformStack;

test.each(stacks.map((stack) => [stack.node.id, stack] as const))(
  "no policy stops a deployment of %s, and no acknowledgement is stale",
  (_, stack) => {
    synthStack(stack);
    expect(annotations(stack).filter((text) => /^error|is stale/.test(text))).toEqual([]);
  },
);

/** HCP Terraform has a block of its own. */
const stateOf = ({ terraform: { backend, cloud } }: TerraformJson): unknown => backend ?? cloud;

test("every stack has a state of its own", () => {
  const backends = stacks.map((stack) => JSON.stringify(stateOf(synthStack(stack))));
  expect(new Set(backends).size).toBe(stacks.length);
});

// Testing.synth is enough for what a stack contains; synthStack runs its validations as well.
test.each(
  configuration.environments.map((environment) => [environment.name, environment] as const),
)("%s runs each of its services, and no other", (name, { services }) => {
  const { resource } = JSON.parse(Testing.synth(stackOf(name)));
  const running = Object.values<{ name: string }>(resource["aws_ecs_service"] ?? {});
  expect(running.map((service) => service.name).toSorted()).toEqual(
    services.map((service) => service.name).toSorted(),
  );
});

import { Testing, type TerraformStack } from "cdktf";
import { addStacks } from "../../stacks";
import { configuration, environmentInput } from "../support/configuration";
import { resourceAddresses, synthStack } from "../support/synth";

test("one repository a service, however many environments run it, whatever it is called", () => {
  const app = Testing.app();
  const dev = environmentInput("dev", { services: [{ name: "web" }, { name: "backend" }] });
  addStacks(app, configuration({}, [dev, environmentInput("prod")]));
  const json = synthStack(app.node.findChild("registry-stack") as TerraformStack);
  expect(resourceAddresses(json)).toEqual([
    "aws_ecr_lifecycle_policy.repositories_backend_lifecycle-policy_B871FD17",
    "aws_ecr_lifecycle_policy.repositories_web_lifecycle-policy_65F87095",
    "aws_ecr_repository.repositories_backend_repository_82548AD7", // stateful
    "aws_ecr_repository.repositories_web_repository_B9E31F47", // stateful
  ]);
  const names = Object.values(json.resource["aws_ecr_repository"]!).map(({ name }) => name);
  expect(names.toSorted()).toEqual(["acme/backend", "acme/web"]);
});

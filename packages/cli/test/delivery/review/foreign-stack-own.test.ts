import { foreignProblems } from "../../../src/delivery/review/foreign-stack";
import { loadConfiguration } from "../../../../testing/project/environments/index";
import { synthEnvironment } from "@groundwork/testing/synth-environment";
import { configuration, github } from "@groundwork/testing/configuration";
import { everything, everythingInRegistry } from "@groundwork/testing/everything";
import { stacksOf } from "@groundwork/testing/stacks";
import { synthStack, type TerraformJson } from "@groundwork/testing/synth";

const problems = (foreign: TerraformJson, trusted: TerraformJson) =>
  foreignProblems({ ...foreign }, { ...trusted });

test("every stack of this checkout may be planned, whatever in it is another text or number", () => {
  const stacks = stacksOf(loadConfiguration());
  for (const id of ["bootstrap", "registry", "delivery", "dev", "prod"]) {
    const json = synthStack(stacks(`${id}-stack`));
    // So that they are not the same as a whole.
    expect(
      problems({ ...json, output: { ...json.output, more: { value: "${1}" } } }, json),
    ).toEqual([]);
  }
});

test("a change from one service to every option there is is planned", () => {
  expect(problems(synthEnvironment(everything("dev")), synthEnvironment())).toEqual([]);
  const registry = (input: object) =>
    synthStack(stacksOf(configuration({ delivery: { github }, ...input }))("registry-stack"));
  expect(problems(registry({ registry: everythingInRegistry }), registry({}))).toEqual([]);
});

test("the first service of an environment is planned, though it brings postconditions", () => {
  const none = synthEnvironment({ services: [] });
  expect(problems(synthEnvironment(), none)).toEqual([]);
});

test("a text of a service that names a function is no function", () => {
  const variables = { VIEWS: "/srv/templates", BEAT: "filebeat (x)", SHELL: "file(1)" };
  const json = synthEnvironment({ services: [{ name: "web", image: { tag: "v1" }, variables }] });
  const text = JSON.stringify(json.resource["aws_ecs_task_definition"]);
  expect(text.includes("filebeat (x)") && text.includes("${")).toBe(true);
  expect(problems(json, synthEnvironment())).toEqual([]);
});

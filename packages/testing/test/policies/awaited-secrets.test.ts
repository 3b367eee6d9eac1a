import { environmentInput } from "../../src/configuration";
import { annotations, synthStack } from "../../src/synth";
import { environmentStack } from "../../src/synth-environment";

const errorsOf = (service: object) => {
  const stack = environmentStack(
    environmentInput("dev", { services: [{ name: "worker", ...service }] }),
  );
  const json = JSON.stringify(synthStack(stack).resource);
  return { errors: annotations(stack).filter((text) => text.startsWith("error")), json };
};

test("a secret in the variables of a service is found before its first image as after it", () => {
  const variables = { DB_PASSWORD: "hunter2hunter2" };
  const found = [
    expect.stringContaining(
      "error dev-stack/services/worker/task/definition: no-plain-secret: container worker: got the variable DB_PASSWORD in the clear",
    ),
  ];
  const image = { tag: "v1", digest: `sha256:${"a".repeat(64)}` };
  expect(errorsOf({ variables, image }).errors).toEqual(found);
  const before = errorsOf({ variables });
  expect(before.errors).toEqual(found);
  // The placeholder runs without it.
  expect(before.json).not.toContain("hunter2");
});

test("ordinary variables are none", () => {
  expect(errorsOf({ variables: { LOG_LEVEL: "info" }, command: ["work"] }).errors).toEqual([]);
});

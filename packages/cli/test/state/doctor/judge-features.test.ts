import { judgeFeatures } from "../../../src/state/doctor/judge-features";
import type { StackJson } from "../../../src/state/stack-json";

const json: StackJson = { resource: { aws_db_instance: { main: { password_wo: "x" } } } };
const synthesized = new Map([
  ["dev-stack", json],
  ["prod-stack", json],
]);

test("what a stack uses and the release lacks is an error of that stack, where it is asked for", () => {
  const release = { product: "OpenTofu", version: "1.10.10" } as const;
  expect(judgeFeatures(["dev-stack", "registry-stack"], synthesized, release)).toEqual([
    expect.objectContaining({
      check: "engine-lacks",
      severity: "error",
      about: "dev-stack",
      what: expect.stringContaining("aws_db_instance.main.password_wo: got OpenTofu 1.10.10"),
    }),
  ]);
  expect(judgeFeatures(["dev-stack"], undefined, release)).toEqual([]);
  const bootstrap = new Map([["bootstrap-stack", json]]);
  expect(judgeFeatures(["bootstrap-stack"], bootstrap, release)).toEqual([
    expect.objectContaining({ severity: "warning", about: "bootstrap-stack" }),
  ]);
});

test("a release that has it all is no finding", () => {
  const release = { product: "OpenTofu", version: "1.11.0" } as const;
  expect(judgeFeatures(["dev-stack"], synthesized, release)).toEqual([]);
});

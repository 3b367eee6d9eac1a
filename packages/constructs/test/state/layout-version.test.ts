import { testStack } from "@groundwork/testing/synth";
import { LayoutVersion } from "../../src/state/layout-version";

test("a write-only argument wants OpenTofu 1.11, which cdktn is told, and of no other resource", () => {
  const stack = testStack();
  const { node } = new LayoutVersion(stack, "layout-version", { name: "/layout", version: 1 });
  expect(node.tryGetContext("targetVersions")).toMatchObject({ opentofu: ">= 1.11.0" });
  expect(stack.node.tryGetContext("targetVersions")).toBeUndefined();
});

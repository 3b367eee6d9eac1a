import { LAYERS } from "@groundwork/constructs/layers/options";
import { configuration, environmentInput } from "@groundwork/testing/configuration";
import { handedOver } from "../../src/code-deploy/hand-over";
import { environmentServedBy, ownerOfAny } from "../../src/core/stack-of";
import { deployLine } from "../../src/core/deploy-line";

const layered = configuration({}, [
  environmentInput("dev", {
    layers: [...LAYERS],
    services: [{ name: "web", http: {}, deployment: { strategy: "CODE_DEPLOY" } }],
  }),
]);

test("services are of their own layer: no other stack runs, deploys or hands over any", () => {
  const served = ["dev-network-stack", "dev-cluster-stack", "dev-stack", "registry-stack"].map(
    (stack) => environmentServedBy(stack, layered)?.name,
  );
  expect(served).toEqual([undefined, undefined, "dev", undefined]);
  expect(ownerOfAny("dev-network-stack", layered)).toBe("dev");
  expect(handedOver("dev-cluster-stack", layered, {})).toBeUndefined();
  expect(() => handedOver("dev-stack", layered, {})).toThrow(/that says how to deploy web/);
});

test("by hand the layers are deployed one at a time, the lowest first", () => {
  expect(deployLine(layered.environments[0]!)).toBe(
    "npx cdktf deploy dev-network-stack dev-cluster-stack dev-stack --parallelism 1",
  );
  expect(deployLine(configuration().environments[0]!)).toBe("npx cdktf deploy dev-stack");
});

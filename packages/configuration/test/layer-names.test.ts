import type { EnvironmentInput } from "../src";
import { checkConfiguration } from "../src/check";
import { LAYERS } from "@groundwork/constructs/layers/options";
import { hasLayers, layersBeside, roundsOf } from "../src/rounds";
import { environmentInput } from "@groundwork/testing/configuration";
import { organization, problems } from "./problems";

const layered = (name: string, changes: Partial<EnvironmentInput> = {}) =>
  environmentInput(name, { layers: [...LAYERS], ...changes });

const check = (...environments: EnvironmentInput[]) =>
  checkConfiguration(organization, environments).environments;

const places = [{ region: "eu-west-1", cidr: "10.101.0.0/16" }];

const idsOf = (rounds: ReturnType<typeof roundsOf>) =>
  rounds.map(({ layer, stacks }) => [layer, ...stacks.map(({ id }) => id)]);

test("an environment is delivered layer by layer, each in all of its places", () => {
  expect(idsOf(roundsOf(check(layered("prod", { places }))[0]!))).toEqual([
    ["network", "prod-network-stack", "prod-eu-west-1-network-stack"],
    ["cluster", "prod-cluster-stack", "prod-eu-west-1-cluster-stack"],
    ["services", "prod-stack", "prod-eu-west-1-stack"],
  ]);
});

test("what is one stack is delivered at once, and with the services where another place has layers", () => {
  const [one] = check(environmentInput("prod", { places }));
  expect(idsOf(roundsOf(one!))).toEqual([["services", "prod-stack", "prod-eu-west-1-stack"]]);
  expect(hasLayers(one!)).toBe(false);
  const differences = () => ({ layers: [...LAYERS] as EnvironmentInput["layers"] });
  const [mixed] = check(environmentInput("prod", { places, differences }));
  expect(idsOf(roundsOf(mixed!))).toEqual([
    ["network", "prod-eu-west-1-network-stack"],
    ["cluster", "prod-eu-west-1-cluster-stack"],
    ["services", "prod-stack", "prod-eu-west-1-stack"],
  ]);
  expect(hasLayers(mixed!)).toBe(true);
});

test("a stack stands on the lower layers of its own place, and on nobody else's", () => {
  const environments = check(
    layered("prod", { places }),
    environmentInput("dev", { network: { cidr: "10.50.0.0/16", zones: ["a", "c"] } }),
  );
  const beside = (stack: string) => {
    const { below, above } = layersBeside(environments, stack);
    return [below, above].map((stacks) => stacks.map(({ id }) => id));
  };
  expect(beside("prod-eu-west-1-cluster-stack")).toEqual([
    ["prod-eu-west-1-network-stack"],
    ["prod-eu-west-1-stack"],
  ]);
  expect(beside("prod-stack")).toEqual([["prod-network-stack", "prod-cluster-stack"], []]);
  expect(beside("dev-stack")).toEqual([[], []]);
  expect(beside("registry-stack")).toEqual([[], []]);
});

test("an environment with the name of another's layer would have its stack", () => {
  const other = environmentInput("dev-network", {
    network: { cidr: "10.50.0.0/16", zones: ["a", "c"] },
  });
  const message =
    "dev.layers: got the stack dev-network-stack, expected no environment of that name: dev-network has that stack already";
  expect(problems([layered("dev"), other])).toEqual([message]);
  expect(problems([other, layered("dev")])).toEqual([message]);
  // Without layers, or beside another environment's, it has a name of its own.
  expect(problems([environmentInput("dev"), other])).toEqual([]);
  expect(problems([layered("test"), other])).toEqual([]);
});

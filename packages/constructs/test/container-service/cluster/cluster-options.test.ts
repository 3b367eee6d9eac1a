import {
  capacityProviderStrategy,
  instanceOptions,
} from "../../../src/container-service/cluster/cluster-options";
import { refusals } from "../../refusals";

describe("where tasks run", () => {
  const share = (capacityProvider: string, weight = 1, base = 0) => ({
    capacityProvider,
    weight,
    base,
  });

  test("a provider without more has an equal part, and no base", () => {
    expect(capacityProviderStrategy.parse([{ capacityProvider: "FARGATE" }])).toEqual([
      share("FARGATE"),
    ]);
  });

  test.each<[string, object[], string]>([
    ["no provider", [], ": at least one capacity provider"],
    ["one provider twice", [share("FARGATE"), share("FARGATE", 2)], "each capacity provider once"],
    ["Fargate mixed with instances", [share("FARGATE"), share("EC2")], ": EC2 alone, or FARGATE"],
    ["a weight below 0", [share("FARGATE", -1), share("FARGATE_SPOT")], "0.weight: a whole number"],
    ["a weight too high", [share("FARGATE", 1001)], "0.weight: a whole number from 0 to 1000"],
    ["weights of 0 alone", [share("FARGATE", 0)], ": a weight above 0"],
    ["a base too high", [share("FARGATE", 1, 100_001)], "0.base: a whole number from 0 to 100000"],
    ["half a task", [share("FARGATE", 1, 0.5)], "0.base: a whole number"],
    ["two bases", [share("FARGATE", 1, 1), share("FARGATE_SPOT", 1, 1)], ": a base on one"],
  ])("cannot be %s", (_, shares, message) => {
    expect(refusals(capacityProviderStrategy, shares)).toContainEqual(
      expect.stringContaining(message),
    );
  });

  test("can have the highest weight and base", () => {
    const highest = [share("FARGATE", 1000, 100_000), share("FARGATE_SPOT", 0)];
    expect(refusals(capacityProviderStrategy, highest)).toEqual([]);
  });
});

describe("instances", () => {
  const arm = { instanceType: "m7g.large", cpuArchitecture: "ARM64", maxCount: 3 };
  const found = (change: object) => refusals(instanceOptions, { ...arm, ...change });

  test("are none at least, full and of the least volume where nothing is said", () => {
    expect(instanceOptions.parse({ instanceType: "m7i.large", maxCount: 3 })).toEqual({
      instanceType: "m7i.large",
      cpuArchitecture: "X86_64",
      minCount: 0,
      maxCount: 3,
      targetCapacityPercent: 100,
      rootVolumeGiB: 30,
    });
  });

  test.each<[string, object, string]>([
    [
      "an ARM type for X86_64",
      { cpuArchitecture: "X86_64" },
      "cpuArchitecture: ARM64, the processor of m7g.large",
    ],
    [
      "an Intel type for ARM64",
      { instanceType: "m7i.large" },
      "cpuArchitecture: X86_64, the processor of m7i.large",
    ],
    [
      "a GPU type whose family only starts with g, for ARM64",
      { instanceType: "g4dn.xlarge" },
      "X86_64, the processor of g4dn.xlarge",
    ],
    ["more at least than at most", { minCount: 4 }, "maxCount: at least minCount, 4"],
    ["no instance at all", { maxCount: 0 }, "maxCount: a whole number from 1 to 1000"],
    ["a negative count", { minCount: -1 }, "minCount: a whole number from 0"],
    ["no capacity", { targetCapacityPercent: 0 }, "targetCapacityPercent: a whole number from 1"],
    ["too much capacity", { targetCapacityPercent: 101 }, "a whole number from 1 to 100"],
    ["a volume below the image's", { rootVolumeGiB: 8 }, "rootVolumeGiB: a whole number from 30"],
  ])("cannot be %s", (_, change, message) => {
    expect(found(change)).toEqual([expect.stringContaining(message)]);
  });

  test.each(["a1.large", "t4g.nano", "c7gn.xlarge", "im4gn.large", "is4gen.large", "g5g.xlarge"])(
    "can be of the ARM type %s",
    (instanceType) => {
      expect(found({ instanceType })).toEqual([]);
    },
  );
});

import {
  RegistryReplication,
  type RegistryReplicationProps,
} from "../../src/registry/registry-replication";
import type { ScanningInput } from "../../src/registry/registry-options";
import { RegistryScanning } from "../../src/registry/registry-scanning";
import { onlyResource, resourceAddresses, synthConstruct } from "@groundwork/testing/synth";

describe("scanning", () => {
  const synthScanning = (scanning: ScanningInput) =>
    synthConstruct((scope) => {
      new RegistryScanning(scope, "scanning", scanning);
    });
  const configuration = (props: ScanningInput) =>
    onlyResource(synthScanning(props), "aws_ecr_registry_scanning_configuration");

  test("is one setting of the registry", () => {
    expect(resourceAddresses(synthScanning({ type: "basic" }))).toEqual([
      "aws_ecr_registry_scanning_configuration.scanning_configuration_96397B85",
    ]);
  });

  test("BASIC scans every push", () => {
    expect(configuration({ type: "basic" })).toMatchObject({
      scan_type: "BASIC",
      rule: [
        {
          scan_frequency: "SCAN_ON_PUSH",
          repository_filter: [{ filter: "*", filter_type: "WILDCARD" }],
        },
      ],
    });
  });

  test("ENHANCED scans all the time, or every push", () => {
    const frequency = (props: ScanningInput) => configuration(props).rule[0].scan_frequency;
    expect(frequency({ type: "enhanced" })).toBe("CONTINUOUS_SCAN");
    expect(frequency({ type: "enhanced", frequency: "on-push" })).toBe("SCAN_ON_PUSH");
  });

  test("takes the repositories to scan", () => {
    const { rule } = configuration({ type: "basic", repositories: ["acme/*", "quay/*"] });
    expect(rule[0].repository_filter.map(({ filter }: any) => filter)).toEqual([
      "acme/*",
      "quay/*",
    ]);
  });
});

describe("replication", () => {
  const tokyo = { region: "ap-northeast-1" };
  const synthReplication = (overrides: Partial<RegistryReplicationProps> = {}) =>
    synthConstruct((scope) => {
      new RegistryReplication(scope, "replication", {
        region: "ap-northeast-2",
        accountId: "111111111111",
        replication: [tokyo, { ...tokyo, accountId: "222222222222" }],
        repositoryPrefix: "acme/",
        ...overrides,
      });
    });

  test("is one setting of the registry: to all destinations what has the prefix", () => {
    expect(resourceAddresses(synthReplication())).toEqual([
      "aws_ecr_replication_configuration.replication_configuration_8CE400A3",
    ]);
    const resource = onlyResource(synthReplication(), "aws_ecr_replication_configuration");
    expect(resource.replication_configuration).toEqual({
      rule: [
        {
          destination: [
            { region: "ap-northeast-1", registry_id: "111111111111" },
            { region: "ap-northeast-1", registry_id: "222222222222" },
          ],
          repository_filter: [{ filter: "acme/", filter_type: "PREFIX_MATCH" }],
        },
      ],
    });
  });

  test.each<[string, RegistryReplicationProps["replication"]]>([
    ["itself", [{ region: "ap-northeast-2" }]],
    ["one place twice", [tokyo, { ...tokyo, accountId: "111111111111" }]],
  ])("fails on a copy to %s", (_, replication) => {
    expect(() => synthReplication({ replication })).toThrow(
      "expected each registry once, and not ap-northeast-2 of 111111111111 itself",
    );
  });
});

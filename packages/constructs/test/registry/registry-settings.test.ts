import {
  RegistryReplication,
  type RegistryReplicationProps,
} from "../../src/registry/registry-replication";
import { RegistryScanning, type RegistryScanningProps } from "../../src/registry/registry-scanning";
import { onlyResource, resourceAddresses, synthConstruct } from "@groundwork/testing/synth";

describe("scanning", () => {
  const synthScanning = (props: RegistryScanningProps) =>
    synthConstruct((scope) => {
      new RegistryScanning(scope, "scanning", props);
    });
  const configuration = (props: RegistryScanningProps) =>
    onlyResource(synthScanning(props), "aws_ecr_registry_scanning_configuration");

  test("is one setting of the registry", () => {
    expect(resourceAddresses(synthScanning({ scanType: "BASIC" }))).toEqual([
      "aws_ecr_registry_scanning_configuration.scanning_configuration_96397B85",
    ]);
  });

  test("BASIC scans every push", () => {
    expect(configuration({ scanType: "BASIC" })).toMatchObject({
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
    const frequency = (props: RegistryScanningProps) => configuration(props).rule[0].scan_frequency;
    expect(frequency({ scanType: "ENHANCED" })).toBe("CONTINUOUS_SCAN");
    expect(frequency({ scanType: "ENHANCED", scanFrequency: "SCAN_ON_PUSH" })).toBe("SCAN_ON_PUSH");
  });

  test("takes the repositories to scan", () => {
    const { rule } = configuration({ scanType: "BASIC", repositoryFilters: ["acme/*", "quay/*"] });
    expect(rule[0].repository_filter.map(({ filter }: any) => filter)).toEqual([
      "acme/*",
      "quay/*",
    ]);
  });

  test.each<[string, RegistryScanningProps, string]>([
    [
      "BASIC that goes on",
      { scanType: "BASIC", scanFrequency: "CONTINUOUS_SCAN" },
      'scanning.scanFrequency: got "CONTINUOUS_SCAN", expected SCAN_ON_PUSH, as BASIC',
    ],
    [
      "no repository at all",
      { scanType: "BASIC", repositoryFilters: [] },
      "scanning.repositoryFilters: got [], expected 1 to 100 names",
    ],
    [
      "a name that ECR refuses",
      { scanType: "BASIC", repositoryFilters: ["Acme/*"] },
      "names in lower case",
    ],
  ])("fails on %s", (_, props, message) => {
    expect(() => synthScanning(props)).toThrow(message);
  });
});

describe("replication", () => {
  const tokyo = { region: "ap-northeast-1", accountId: "111111111111" };
  const synthReplication = (overrides: Partial<RegistryReplicationProps> = {}) =>
    synthConstruct((scope) => {
      new RegistryReplication(scope, "replication", {
        region: "ap-northeast-2",
        accountId: "111111111111",
        destinations: [tokyo, { ...tokyo, accountId: "222222222222" }],
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

  test.each<[string, RegistryReplicationProps["destinations"]]>([
    ["itself", [{ region: "ap-northeast-2", accountId: "111111111111" }]],
    ["nowhere", []],
    ["one place twice", [tokyo, tokyo]],
    [
      "more places than ECR takes",
      Array.from({ length: 26 }, (_, i) => ({ ...tokyo, accountId: String(10 ** 11 + i) })),
    ],
  ])("fails on a copy to %s", (_, destinations) => {
    expect(() => synthReplication({ destinations })).toThrow(
      "expected 1 to 25 registries, each once, and not ap-northeast-2 of 111111111111 itself",
    );
  });
});

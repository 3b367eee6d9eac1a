import { imageScanning } from "@groundwork/constructs/registry";
import { registryContents } from "../src/images";
import { configuration, environmentInput } from "@groundwork/testing/configuration";

test("a repository for each service of any environment, and every image that one runs", () => {
  const { environments } = configuration({}, [
    environmentInput("dev", { services: [{ name: "web", image: { tag: "v2" } }] }),
    environmentInput("prod", {
      services: [{ name: "web", image: { tag: "v1" } }, { name: "batch" }],
    }),
  ]);
  expect(registryContents(environments)).toEqual({
    services: ["batch", "web"],
    images: [
      { service: "web", option: "dev.services[0].image", tag: "v2" },
      { service: "web", option: "prod.services[0].image", tag: "v1" },
    ],
  });
});

test.each([
  [undefined, { scanType: "BASIC", continuous: false }],
  [
    { type: "basic", frequency: "on-push" },
    { scanFrequency: "SCAN_ON_PUSH", continuous: false },
  ],
  [{ type: "enhanced" }, { scanType: "ENHANCED", scanFrequency: undefined, continuous: true }],
  [
    { type: "enhanced", frequency: "on-push" },
    { scanType: "ENHANCED", continuous: false },
  ],
  [
    { type: "enhanced", frequency: "continuous" },
    { scanFrequency: "CONTINUOUS_SCAN", continuous: true },
  ],
] as const)("scanning of %o", (scanning, expected) => {
  const { organization } = configuration({ registry: { scanning } });
  expect(imageScanning(organization.registry.scanning)).toMatchObject(expected);
});

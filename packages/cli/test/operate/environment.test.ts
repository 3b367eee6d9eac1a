import { LAYERS } from "@groundwork/constructs/layers/options";
import { configuration, environmentInput } from "@groundwork/testing/configuration";
import { askedEnvironment } from "../../src/core/asked-environment";
import { askedContainer, askedService } from "../../src/operate/environment";

const services = [
  { name: "web", http: {}, sidecars: [{ name: "envoy", image: "public.ecr.aws/x/envoy:1" }] },
  { name: "worker" },
];
const all = configuration({}, [
  environmentInput("dev", { services }),
  environmentInput("prod", { services: [], network: { cidr: "10.30.0.0/16", zones: ["a", "c"] } }),
]);
const dev = askedEnvironment("dev", all);

test("an environment is named by its name, or by its stack's", () => {
  expect(dev.name).toBe("dev");
  expect(askedEnvironment("prod-stack", all).name).toBe("prod");
});

test.each([
  ["prdo", "got the environment prdo, expected one of dev, prod\nDid you mean prod?"],
  ["registry-stack", "got the environment registry-stack, expected one of dev, prod"],
  ["", 'got the environment "", expected one of dev, prod'],
])("%j is none", (name, said) => {
  expect(() => askedEnvironment(name, all)).toThrow(said);
});

test("of layers an environment has the name of its services' stack, and no layer is one", () => {
  const layered = configuration({}, [environmentInput("dev", { layers: [...LAYERS], services })]);
  expect(askedEnvironment("dev-stack", layered).name).toBe("dev");
  expect(() => askedEnvironment("dev-network", layered)).toThrow(
    "got the environment dev-network, expected one of dev",
  );
});

test("a service is named, or is the only one", () => {
  expect(askedService(dev, "worker").name).toBe("worker");
  expect(askedService({ ...dev, services: dev.services.slice(0, 1) }, undefined).name).toBe("web");
  expect(() => askedService(dev, undefined)).toThrow(
    "got no service, expected one of web, worker in dev",
  );
  expect(() => askedService(dev, "wrker")).toThrow(
    "got the service wrker, expected one of web, worker in dev\nDid you mean worker?",
  );
  expect(() => askedService(askedEnvironment("prod", all), "web")).toThrow(
    "prod.services: got none, expected one (environments/prod.ts)",
  );
});

test("a container is the service's own, or one beside it", () => {
  const web = askedService(dev, "web");
  expect(askedContainer(web, undefined)).toBe("web");
  expect(askedContainer(web, "envoy")).toBe("envoy");
  expect(() => askedContainer(web, "envoi")).toThrow(
    "--container: got envoi, expected one of web, envoy in web\nDid you mean envoy?",
  );
});

import { configuration, environmentInput, github } from "@groundwork/testing/configuration";

const environment = (name: string, production: boolean, host: string, ...hosts: string[]) =>
  environmentInput(name, {
    production,
    loadBalancer: { domain: { hostedZone: "example.com", name: host } },
    services: [{ name: "web", http: { hosts } }],
  });

const both = (devHost: string, prodHost: string, delivery: object = { github }) =>
  configuration({ delivery }, [
    environment("dev", false, "dev.example.com", devHost),
    environment("prod", true, "www.example.com", prodHost),
  ]);

test.each([
  ["*.example.com", "api.example.com", "www.example.com"],
  ["*.api.example.com", "api.example.com", "api.example.com"],
  ["*.api.example.com", "*.api.example.com", "*.api.example.com"],
  ["api.example.com", "api.example.com", "api.example.com"],
  ["www.example.com", "api.example.com", "www.example.com"],
])("no certificate of dev for %s, where %s is prod's", (wildcard, prodHost, name) => {
  expect(() => both(wildcard, prodHost)).toThrow(
    `dev.services: got the host ${wildcard}, expected hosts that are none of prod: a certificate for it is one for ${name}`,
  );
});

test.each(["*.dev.example.com", "*.api.example.com"])("but for %s", (wildcard) => {
  expect(() => both(wildcard, "a.b.api.example.com")).not.toThrow();
});

test("dev's domain is none of prod's names", () => {
  expect(() =>
    configuration({ delivery: { github } }, [
      environment("dev", false, "www.example.com"),
      environment("prod", true, "www.example.com"),
    ]),
  ).toThrow("dev.loadBalancer.domain.name: got the host www.example.com, expected hosts that are");
});

test("a name above prod's may be dev's", () => {
  expect(() => both("example.com", "api.example.com")).not.toThrow();
});

test("prod's own wildcard may be that of dev's name", () => {
  expect(() => both("try.dev.example.com", "*.example.com")).not.toThrow();
});

test("where no workflow applies, nothing is kept apart", () => {
  expect(() => both("*.example.com", "api.example.com", {})).not.toThrow();
});

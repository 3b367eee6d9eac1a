import type { Environment, Service } from "@groundwork/configuration";
import { namedTarget, ownTarget } from "../../src/load-test/target";

const environment = (testListener?: { port: number }) =>
  ({ name: "dev", loadBalancer: { testListener } }) as unknown as Environment;
const service = (...hosts: string[]) => ({ name: "web", http: { hosts } }) as unknown as Service;

test.each<[string, Service, string, string, string | undefined]>([
  ["the load balancer", service(), "http://lb.example.com", "http://lb.example.com", undefined],
  [
    "a host of the service, behind the load balancer",
    service("api.example.com", "b.example.com"),
    "https://www.example.com",
    "https://www.example.com",
    "api.example.com",
  ],
  [
    "the address itself, where it is one of the hosts",
    service("api.example.com", "www.example.com"),
    "https://www.example.com",
    "https://www.example.com",
    undefined,
  ],
  [
    "a name for a wildcard",
    service("*.shop.example.com"),
    "https://www.example.com",
    "https://www.example.com",
    "load-test.shop.example.com",
  ],
])("requests go to %s", (_, web, output, origin, host) => {
  const target = ownTarget(environment(), web, { url: output, testListener: false });
  expect([target.url.origin, target.host]).toEqual([origin, host]);
});

test("the next version is behind the test listener", () => {
  const asked = { url: "https://www.example.com", testListener: true };
  const target = ownTarget(environment({ port: 8443 }), service(), asked);
  expect(target.url.origin).toBe("https://www.example.com:8443");
  expect(() => ownTarget(environment(), service(), asked)).toThrow(
    "--test-listener: dev.loadBalancer.testListener: got none",
  );
});

test("a stack that is not applied has no address", () => {
  expect(() =>
    ownTarget(environment(), service(), { url: undefined, testListener: false }),
  ).toThrow("dev-stack has no output url");
});

test.each(["", "staging", "ftp://a", "https://a/b", "https://a?b", "https://kim:pw@a", "http://"])(
  "%j is no address of a service",
  (text) => {
    expect(() => namedTarget(text)).toThrow(`--url: got ${text || "nothing"}, expected an address`);
  },
);

test.each(["http://127.0.0.1:8080", "https://a/"])("%s is one", (text) => {
  expect(namedTarget(text).url.href).toBe(new URL(text).href);
});

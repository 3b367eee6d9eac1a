import { freePriority, type Route } from "../../src/begin/priority";
import { withService, type NewHttp } from "../../src/begin/service-entry";

const route = (name: string, priority: number, paths = ["/*"], hosts: string[] = []): Route => ({
  name,
  priority,
  paths,
  hosts,
});
const api = { name: "api", paths: ["/api", "/api/*"], hosts: [] };

describe("a free priority", () => {
  test.each([
    ["before one with all paths", [route("web", 100)], 90],
    ["before the first of several", [route("web", 100), route("old", 300)], 90],
    ["the next in tens", [route("web", 100), route("one", 90, ["/one"])], 80],
    ["any number where tens are taken", [route("web", 5)], 4],
    [
      "behind those whose requests it would take",
      [route("web", 100), route("v2", 40, ["/api/v2/*"])],
      90,
    ],
    ["between the two", [route("web", 43), route("v2", 40, ["/api/v2/*"])], 42],
    [
      "behind all that have other requests",
      [route("one", 100, ["/one"]), route("two", 200, ["/two"])],
      300,
    ],
    ["behind those of other hosts", [route("shop", 100, ["/*"], ["shop.example.com"])], 200],
  ])("is %s", (_, others, expected) => {
    expect(freePriority(api, others)).toBe(expected);
  });

  test("of a host is before that of all hosts, also where a wildcard stands for it", () => {
    const own = { name: "api", paths: ["/*"], hosts: ["API.example.com"] };
    expect(freePriority(own, [route("web", 100)])).toBe(90);
    expect(freePriority(own, [route("all", 50, ["/*"], ["*.example.com"])])).toBe(40);
  });

  test("is none where another one has the same requests, or there is no number between", () => {
    expect(() => freePriority(api, [route("old", 10, ["/api", "/api/*"])])).toThrow(
      "api: got the requests that old has (/api, /api/*), expected others: name them by --path or --host",
    );
    const close = [route("web", 41), route("v2", 40, ["/api/v2/*"])];
    expect(() => freePriority(api, close)).toThrow(
      "api: got no free priority from 41 to 40, expected one between those whose requests it has and takes: name one by --priority",
    );
  });
});

const environment = (services: string) =>
  `export const dev = {\n  name: "dev",\n  services: ${services},\n};\n`;

const WEB = '[\n    {\n      name: "web",\n      http: {},\n    },\n  ]';
const alone = { name: "dev", services: [{ name: "web", http: { paths: ["/*"], hosts: [] } }] };

const add = (text: string, running: object, http?: NewHttp) =>
  withService(text, running as never, { name: "api", http });

test("a worker is an entry behind the others", () => {
  expect(add(environment(WEB), alone)).toBe(
    environment(WEB.replace("    },\n  ]", '    },\n    {\n      name: "api",\n    },\n  ]')),
  );
});

test("beside one that was alone, both have a number, and that one's is what it has so far", () => {
  const text = add(environment(WEB), alone, {});
  expect(text).toContain("http: { priority: 100 },");
  expect(text).toContain('      http: { paths: ["/api", "/api/*"], priority: 90 },\n    },\n  ]');
});

test("alone with requests it needs neither paths nor a number", () => {
  const running = { name: "dev", services: [{ name: "worker" }] };
  expect(add(environment('[{ name: "worker" }]'), running, {})).toContain("http: {},");
  expect(add(environment('[{ name: "worker" }]'), running, { port: 8080 })).toContain(
    "http: { port: 8080 },",
  );
});

test("what is asked for is written", () => {
  const http = { hosts: ["api.example.com"], port: 8080, priority: 7, healthCheckPath: "/up" };
  expect(add(environment(WEB), alone, http)).toContain(
    'http: { port: 8080, hosts: ["api.example.com"], priority: 7, healthCheckPath: "/up" },',
  );
});

test.each([
  ["none", 'export const dev = {\n  name: "dev",\n};\n', '  name: "dev",\n  services: [{'],
  ["an empty one", environment("[]"), "services: [{"],
  ["a constant", `const all = [];\n${environment("all")}`, "const all = [{"],
  [
    "a name alone",
    `const services = [];\nexport const dev = { name: "dev", services };\n`,
    "const services = [{",
  ],
])("a list that is %s gets it", (_, text, expected) => {
  expect(add(text, { name: "dev", services: [] }).replace(/\{\s+name: "api"/, "{name")).toContain(
    expected.replace(/\{$/, "{name"),
  );
});

test.each([
  ["a call", environment("all()"), "services: got services: all(), expected services: [...]"],
  ["an import", environment("all"), "services: got services: all, expected services: [...]"],
])("a list that is %s is refused", (_, text, expected) => {
  expect(() => add(text, { name: "dev", services: [] })).toThrow(expected);
});

test("a number that cannot be written down is asked for", () => {
  const text = environment('[{ name: "web", http: shared }]');
  expect(() => add(text, alone, {})).toThrow(
    "services: got web without an http.priority, expected one as soon as another has http: write priority: 100 there, which it has so far",
  );
});

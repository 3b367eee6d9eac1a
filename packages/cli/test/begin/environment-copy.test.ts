import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "@groundwork/testing/project";
import { environmentCopy, type Copy } from "../../src/begin/environment-copy";

const shipped = (name: string) =>
  readFileSync(path.join(projectRoot, `environments/${name}.ts`), "utf8");

const copy = (text: string, changes: Partial<Copy> = {}) =>
  environmentCopy(text, {
    from: "prod",
    name: "staging",
    constant: "staging",
    cidr: "10.30.0.0/16",
    small: false,
    ...changes,
  });

/** An environment with these lines. */
const prod = (...lines: string[]) =>
  [
    'import type { EnvironmentInput } from "@groundwork/prod";',
    "export const prod: EnvironmentInput = {",
    '  name: "prod",',
    '  network: { cidr: "10.20.0.0/16", zones: ["a", "b", "c"] },',
    ...lines.map((line) => `  ${line}`),
    "};",
  ].join("\n");

test("a copy differs in name, constant, addresses and the comment above, and in nothing else", () => {
  const { text, named } = copy(shipped("prod"));
  expect(text).toBe(
    shipped("prod")
      .replace("What customers use: every zone twice guarded.", "As prod.")
      .replace("const prod:", "const staging:")
      .replace('name: "prod"', 'name: "staging"')
      .replace("10.20.0.0/16", "10.30.0.0/16"),
  );
  expect(named).toEqual([]);
});

test("texts that name the other environment name the new one", () => {
  const { text, named, shared } = copy(
    prod(
      'services: [{ name: "prod", image: { tag: "prod-1" }, variables: { STAGE: "prod", MODE: "production" },',
      '  secrets: { DB: { parameter: "/acme/prod/db" }, KEY: { parameter: "/acme/key" } },',
      '  permissions: [{ reason: `reads ${"x"} of prod`, resources: ["arn:aws:s3:::acme-prod-up/*", "arn:aws:s3:::all/*"] }] }],',
    ),
  );
  expect(named).toEqual([
    ["prod", "staging"],
    ["/acme/prod/db", "/acme/staging/db"],
    [" of prod", " of staging"],
    ["arn:aws:s3:::acme-prod-up/*", "arn:aws:s3:::acme-staging-up/*"],
  ]);
  expect(text).toContain('{ name: "prod", image: { tag: "prod-1" }, variables: { STAGE: "staging"');
  expect(text).toContain('from "@groundwork/prod"');
  expect(shared).toEqual(["/acme/key", "arn:aws:s3:::all/*"]);
});

test("what the other one takes over is its own", () => {
  const imports = [
    "imports: {",
    '  "network/vpc": "vpc-1",',
    '  "cluster/cluster": "acme-prod",',
    "},",
  ];
  const { text, named } = copy(prod(...imports, "exec: true,"));
  expect(text).toBe(copy(prod("exec: true,")).text);
  expect(named).toEqual([]);
});

test("files of devices are none of an environment called dev", () => {
  const command = 'healthCheck: { command: ["CMD-SHELL", "curl -f localhost/dev > /dev/null"] }';
  const text = prod(`services: [{ name: "web", ${command} }],`).replaceAll("prod", "dev");
  expect(copy(text, { from: "dev" }).text).toContain("curl -f localhost/staging > /dev/null");
});

test("a host is of one environment alone", () => {
  const { text } = copy(
    prod(
      'loadBalancer: { domain: { hostedZone: "example.com", name: "www.example.com" } },',
      'services: [{ name: "web", http: { hosts: ["*.shop.example.com", "api.prod.example.com"] } }],',
    ),
  );
  expect(text).toContain('{ hostedZone: "example.com", name: "staging.www.example.com" }');
  expect(text).toContain('hosts: ["*.staging.shop.example.com", "api.staging.example.com"]');
});

test("a constant that is renamed is renamed wherever the file speaks of it", () => {
  const text = `${prod("exec: true,")}\nexport const same = prod.exec;`;
  expect(copy(text, { constant: "prodEu" }).text).toMatch(
    /const prodEu: [^]*const same = prodEu\.exec/,
  );
});

test.each([
  ["network: { cidr: block(20) },", "got block(20)"],
  ["network: shared,", "got none"],
])("addresses that no text says (%s) are refused: the copy would have the same", (line, got) => {
  const text = prod().replace(/ {2}network.*/, `  ${line}`);
  expect(() => copy(text)).toThrow(
    `network.cidr: ${got}, expected a text in network: { cidr: "..." }, which alone can be edited`,
  );
});

describe("small", () => {
  test("is what is paid for in less: tasks, gateways, zones, logs, CPU; memory stays", () => {
    const { text, smaller } = copy(shipped("prod"), { small: true });
    expect(smaller).toEqual([
      "production: false",
      "nat: single",
      "no interfaceEndpoints",
      "two zones",
      "no containerInsights",
      "flowLogRetentionDays: 7",
      "accessLogRetentionDays: 7",
      "minCount: 1",
      "maxCount: 2",
      "logRetentionDays: 7",
      "cpuUnits: 256",
    ]);
    expect(text).toContain('  name: "staging",\n  production: false,\n');
    expect(text).toContain("cpuUnits: 256,\n      memoryMiB: 1024,");
    expect(text).toContain("/** What prod has, in less. Every option");
    // What it is made of is as in the other one.
    expect(text).toContain('strategy: "CANARY"');
    expect(text).toContain('webAcl: "managed"');
  });

  test("keeps the memory that was the least for more CPU", () => {
    const { text } = copy(
      prod("services: [", '  {\n    name: "web",\n    cpuUnits: 1024,\n  },', "],"),
      {
        small: true,
      },
    );
    expect(text).toContain("    cpuUnits: 256,\n    memoryMiB: 2048,\n");
  });

  test("leaves a service with sidecars its size, and endpoints where they are the only way", () => {
    const lines = [
      'services: [{ name: "web", cpuUnits: 1024, sidecars: [{ name: "x", cpuUnits: 512 }] }],',
      'instances: { instanceType: "m7g.large", maxCount: 8 },',
    ];
    const isolated = 'nat: "isolated", interfaceEndpoints: ["ecr.api"]';
    const text = prod(...lines).replace('["a", "b", "c"]', `["a", "b"], ${isolated}`);
    const made = copy(text, { small: true });
    expect(made.smaller).toEqual(["production: false"]);
    expect(made.text).toContain(isolated);
    expect(made.text).toContain("cpuUnits: 1024");
    expect(made.text).toContain("maxCount: 8");
  });

  test("has databases of the smallest class in one zone, made empty", () => {
    const { text, smaller } = copy(
      prod(
        "databases: [",
        '  { name: "orders", engineVersion: "17", instanceClass: "db.m7g.large", multiZone: true },',
        "  {",
        '    name: "again",',
        '    engineVersion: "17",',
        "    backupRetentionDays: 30,",
        '    restoreFrom: { database: "orders", time: "latest" },',
        "  },",
        "],",
      ),
      { small: true },
    );
    expect(smaller).toEqual(
      expect.arrayContaining([
        "backupRetentionDays: 1",
        "no instanceClass",
        "no multiZone",
        "no restoreFrom",
      ]),
    );
    expect(text).toMatch(/\{ name: "orders", engineVersion: "17",? \}/);
    expect(text).toMatch(/"again",\n\s+engineVersion: "17",\n\s+backupRetentionDays: 1,\n\s+\},/);
  });

  test("is the same where there is nothing more to take", () => {
    expect(copy(shipped("dev"), { from: "dev", small: true }).smaller).toEqual([]);
  });
});

import { configuration, environmentInput } from "@groundwork/testing/configuration";
import type { EnvironmentInput } from "../src/environment";

type Changes = Partial<EnvironmentInput>;
const configured = (changes: Changes) => configuration({}, [environmentInput("dev", changes)]);
const orders = { name: "orders", engineVersion: "17" } as const;
const web = { name: "web", http: {} };
const database = (changes: object): Changes => ({ databases: [{ ...orders, ...changes }] });
const using = (uses: unknown, changes: object = {}): Changes => ({
  databases: [orders],
  services: [
    { ...web, uses: uses as never, ...changes },
    { name: "api", serviceConnect: { port: 80 } },
  ],
});

test("a name and a major version are a database", () => {
  const [dev] = configured({ databases: [orders] }).environments;
  expect(dev!.databases).toEqual([{ ...orders, storageGiB: 20 }]);
});

test.each<[string, Changes]>([
  [
    "one after the other",
    { backupWindow: "16:00-16:30", maintenanceWindow: "sun:16:30-sun:17:30" },
  ],
  ["over midnight", { backupWindow: "23:45-00:15", maintenanceWindow: "sun:22:00-sun:23:30" }],
  ["over the week", { backupWindow: "03:00-04:00", maintenanceWindow: "sun:23:30-mon:00:30" }],
] as never)("windows apart: %s", (_, windows) => {
  expect(() => configured(database(windows))).not.toThrow();
});

test.each<[string, Changes, string]>([
  [
    "no version",
    { databases: [{ name: "orders" } as never] },
    "databases[0].engineVersion: got nothing",
  ],
  [
    "a version that RDS has no more",
    database({ engineVersion: "12" }),
    "got 12, expected one of 14, 15, 16, 17, 18",
  ],
  [
    "a class with a slip",
    database({ instanceClass: "db.t4g.mirco" }),
    "did you mean db.t4g.micro?",
  ],
  [
    "a class of another kind",
    database({ instanceClass: "cache.t4g.micro" }),
    "expected an instance class such as db.t4g.micro",
  ],
  [
    "a word of PostgreSQL",
    database({ name: "user" }),
    "expected another name than user, which PostgreSQL or RDS keeps",
  ],
  [
    "such a word with a hyphen",
    database({ name: "current-user" }),
    "expected another name than current-user",
  ],
  [
    "no room to grow",
    database({ storageGiB: 100, maxStorageGiB: 100 }),
    "maxStorageGiB: got 100, expected at least 111",
  ],
  ["less storage than RDS takes", database({ storageGiB: 10 }), "from 20 to 65536"],
  ["backups for longer than RDS keeps them", database({ backupRetentionDays: 36 }), "from 1 to 35"],
  [
    "one window alone",
    database({ backupWindow: "16:00-16:30" }),
    "both backupWindow and maintenanceWindow, or neither",
  ],
  [
    "windows that meet",
    database({ backupWindow: "16:00-17:00", maintenanceWindow: "sun:16:30-sun:17:30" }),
    "a time beside backupWindow, 16:00-17:00",
  ],
  [
    "windows that meet over the week",
    database({ backupWindow: "23:45-00:15", maintenanceWindow: "mon:00:00-mon:01:00" }),
    "a time beside backupWindow",
  ],
  [
    "a window of no length",
    database({ backupWindow: "16:00-16:10", maintenanceWindow: "sun:17:00-sun:18:00" }),
    "half an hour or more",
  ],
  [
    "a time that no clock has",
    database({ backupWindow: "24:00-25:00" }),
    "two times in UTC, as 16:00-16:30",
  ],
  ["a name twice", { databases: [orders, orders] }, "orders is there twice"],
  ["what is not there", using(["order"]), "order is none, there are orders; did you mean orders?"],
  [
    "what is not there at all",
    { services: [{ ...web, uses: ["orders"] }] },
    "orders is none, there is none",
  ],
  ["the same twice", using(["orders", { name: "orders" }]), "orders is there twice"],
  [
    "variables of a call",
    using([{ name: "orders", as: "api" }], { calls: ["api"] }),
    "other names than its calls, as both would have variables of api",
  ],
  [
    "a sidecar's own",
    using([], { sidecars: [{ name: "migrate", image: "m:1", uses: ["orders"] }] }),
    "its sidecar migrate uses, and orders is none of them",
  ],
  ["no name", using([{ nme: "orders" }]), 'a name, or { name: "orders-restored", as: "orders" }'],
  ["no number", using(7), "got 7"],
])("refused: %s", (_, changes, problem) => {
  expect(() => configured(changes)).toThrow(problem);
});

const uploads = { name: "uploads" };

test.each<[string, Changes, string]>([
  [
    "a database and a bucket of one name",
    { databases: [orders], buckets: [{ name: "orders" }] },
    "orders is there twice",
  ],
  [
    "a bucket that is not there",
    { buckets: [uploads], services: [{ ...web, uses: ["upload"] }] },
    "upload is none, there are uploads; did you mean uploads?",
  ],
  [
    "a database that is only read",
    using([{ name: "orders", readOnly: true }]),
    "readOnly of buckets alone, and orders is a database",
  ],
  [
    "no origin",
    { buckets: [{ ...uploads, corsOrigins: ["https://www.example.com/path"] }] },
    "an origin such as https://www.example.com",
  ],
  [
    "no day",
    { buckets: [{ ...uploads, expireDays: 0 }] },
    "dev.buckets[0].expireDays: got 0, expected a whole number from 1 to 3650",
  ],
])("refused: %s", (_, changes, problem) => {
  expect(() => configured(changes)).toThrow(problem);
});

test("a bucket's name fits into S3's, with organization, environment and account", () => {
  const at = (organization: string, name: string) => () =>
    configuration({ name: organization }, [environmentInput("staging", { buckets: [{ name }] })]);
  expect(at("o".repeat(20), "b".repeat(20))).not.toThrow();
  const long = () =>
    configuration({ name: "o".repeat(20) }, [
      environmentInput("e".repeat(16), { buckets: [{ name: "b".repeat(20) }] }),
    ]);
  expect(long).toThrow("expected a name of at most 12 characters, as S3 takes 63");
});

test("no name begins as those of another environment do", () => {
  const both = (name: string) => () =>
    configuration({}, [
      environmentInput("dev", { databases: [{ ...orders, name }] }),
      environmentInput("dev-eu"),
    ]);
  expect(both("eu-orders")).toThrow(
    "dev.databases[0].name: got eu-orders, expected another name: acme-dev-eu-orders begins as all that acme-dev-eu has",
  );
  expect(both("europe")).not.toThrow();
});

test("an isolated network reaches the passwords", () => {
  const network = {
    cidr: "10.10.0.0/16",
    zones: ["a", "c"],
    nat: "isolated",
    interfaceEndpoints: ["ecr.api", "ecr.dkr", "logs"],
  } as const;
  const isolated = { services: [{ ...web, image: { tag: "1" } }] };
  const at = (changes: Changes) => () =>
    configured({ ...isolated, network: network as never, ...changes });
  expect(at({})).not.toThrow();
  expect(at({ databases: [orders] })).toThrow("secretsmanager as well");
});

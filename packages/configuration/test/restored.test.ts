import { configuration, environmentInput } from "@groundwork/testing/configuration";
import { dataProps } from "../src/data";
import type { EnvironmentInput } from "../src/environment";

type Database = NonNullable<EnvironmentInput["databases"]>[number];

const orders: Database = { name: "orders", engineVersion: "17", storageGiB: 50 };
const restored = (changes: Partial<Database> = {}): Database => ({
  ...orders,
  name: "orders-restored",
  restoreFrom: { database: "orders", time: "2026-11-29T16:20:00Z" },
  ...changes,
});
const configured = (databases: Database[], uses: unknown[] = ["orders"]) =>
  configuration({}, [
    environmentInput("dev", {
      databases,
      services: [{ name: "web", http: {}, uses: uses as never }],
    }),
  ]);

test("what was restored stands beside the other, and says how services come to it", () => {
  const { organization, environments } = configured([orders, restored()]);
  expect(dataProps({ organization, environment: environments[0]! }).unused).toEqual({
    "orders-restored":
      'is restored from orders and used by nobody yet: once it has what it should, write { name: "orders-restored", as: "orders" } in place of orders in uses of web, and take orders out when nobody needs it any more',
  });
});

test("once services have come to it, the other is what nobody uses", () => {
  const use = [{ name: "orders-restored", as: "orders" }];
  const { organization, environments } = configured([orders, restored()], use);
  const { unused } = dataProps({ organization, environment: environments[0]! });
  expect(unused).toEqual({ orders: expect.stringMatching(/^is used by nobody: uses: /) });
});

test("a snapshot knows no database, and so no name for it", () => {
  const snapshot = restored({ restoreFrom: { snapshot: "rds:acme-dev-orders-2026-11-29-17-05" } });
  const { organization, environments } = configured([orders, snapshot]);
  expect(dataProps({ organization, environment: environments[0]! }).unused).toEqual({
    "orders-restored": expect.stringContaining(
      "from rds:acme-dev-orders-2026-11-29-17-05 and used",
    ),
  });
});

test.each<[string, unknown[], string]>([
  [
    "itself",
    [restored({ name: "orders" })],
    "what orders is restored from to be another of them, and orders is itself",
  ],
  [
    "one that is gone",
    [restored()],
    "there is no orders: once it is made, restoreFrom may be taken out",
  ],
  [
    "one of another version",
    [orders, restored({ engineVersion: "16" })],
    "of its engineVersion, 17: upgrade it once it is made",
  ],
  [
    "one that does not fit in",
    [orders, restored({ storageGiB: 40 })],
    "orders has a storageGiB of 50",
  ],
  [
    "a day",
    [orders, restored({ restoreFrom: { database: "orders", time: "2026-11-29" } })],
    'a time in UTC, as 2026-11-29T16:20:00Z, or "latest"',
  ],
  [
    "a day that no month has",
    [orders, restored({ restoreFrom: { database: "orders", time: "2026-13-29T16:20:00Z" } })],
    "a time in UTC",
  ],
  [
    "a time of another zone",
    [orders, restored({ restoreFrom: { database: "orders", time: "2026-11-29T16:20:00+09:00" } })],
    "a time in UTC",
  ],
  [
    "a name that no snapshot has",
    [orders, restored({ restoreFrom: { snapshot: "acme_dev" } })],
    "the name or the ARN of a snapshot",
  ],
  ["nothing", [orders, restored({ restoreFrom: {} as never })], '{ snapshot: "..." } or {'],
])("refused: from %s", (_, databases, problem) => {
  expect(() => configured(databases as Database[])).toThrow(problem);
});

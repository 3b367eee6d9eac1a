import { unusedData } from "../../../src/delivery/plan/unused-data";
import type { StackJson } from "../../../src/state/stack-json";

const at = (path: string) => ({ "//": { metadata: { path, uniqueId: "x" } } });
const resource = {
  aws_db_parameter_group: { group: at("dev-stack/databases/orders/parameter-group") },
  aws_db_instance: {
    orders: at("dev-stack/databases/orders/instance"),
    more: at("dev-stack/databases/orders-restored/instance"),
  },
  aws_s3_bucket: { uploads: at("dev-stack/buckets/uploads/bucket") },
};
const told = (...paths: string[]) =>
  unusedData({
    resource,
    "//": { unused: paths.map((path) => ({ path, detail: `${path} is used by nobody` })) },
  } as unknown as StackJson);

test("a plan warns of data that nobody uses, by the resource that holds it", () => {
  expect(told("dev-stack/databases/orders", "dev-stack/buckets/uploads")).toEqual([
    {
      rule: "unused-data",
      severity: "warning",
      address: "aws_db_instance.orders",
      path: "dev-stack/databases/orders/instance",
      detail: "dev-stack/databases/orders is used by nobody",
    },
    expect.objectContaining({ address: "aws_s3_bucket.uploads" }),
  ]);
});

test("what a stack does not say, or does not have, is not warned of", () => {
  expect(told()).toEqual([]);
  expect(told("dev-stack/databases/gone")).toEqual([]);
  expect(unusedData({ resource })).toEqual([]);
});

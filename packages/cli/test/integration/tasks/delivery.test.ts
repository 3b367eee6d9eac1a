import { Delivery } from "../../support/delivery";

jest.setTimeout(240_000);

let delivery: Delivery;
const digest = `sha256:${"a".repeat(64)}`;
const tasks = [{ name: "migrate", command: ["bin/migrate"], run: "before-deployment" }];
const own = `"image":${JSON.stringify({ tag: "v1", digest })},"tasks":${JSON.stringify(tasks)}`;
beforeAll(async () => {
  delivery = await Delivery.create("tasks");
  await delivery.copy.edit("environments/dev.ts", '"name":"web"', `$&,${own}`);
  await delivery.commit("a migration before deployments");
});
afterAll(() => delivery?.close());

const logOf = async (id: string) => String(await delivery.read(`results/dev/${id}/log.txt`));

test("the stored result of an apply has what its task printed", async () => {
  const { id, sha256 } = await delivery.plan("dev-stack");
  expect(await delivery.apply({ id, sha256 })).toMatchObject({ code: 0 });
  expect(await logOf(id)).toContain(
    "migrate of web would run now, before web gets its new version: bin/migrate",
  );
});

test("a new image runs it again, a plan that changes nothing of the service does not", async () => {
  await delivery.copy.edit("environments/dev.ts", "a".repeat(64), "b".repeat(64));
  await delivery.commit("a new image");
  const { id, sha256 } = await delivery.plan("dev-stack");
  await delivery.apply({ id, sha256 });
  expect(await logOf(id)).toContain("migrate of web would run now");
  await delivery.copy.edit("environments/dev.ts", '"logRetentionDays":7', '"logRetentionDays":14');
  await delivery.commit("longer logs");
  const other = await delivery.plan("dev-stack");
  await delivery.apply(other);
  expect(await logOf(other.id)).not.toContain("migrate of web");
});

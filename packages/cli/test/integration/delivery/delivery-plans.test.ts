import { Delivery, refused, type Planned } from "../../support/delivery";

jest.setTimeout(240_000);

let delivery: Delivery;
beforeAll(async () => {
  delivery = await Delivery.createApplied("delivery-plans");
});
afterAll(() => delivery?.close());

/** A change, planned by a clock that is so many hours off. */
async function plannedAt(hours: number): Promise<Planned> {
  await delivery.alter();
  return delivery.plan("dev-stack", await delivery.later(delivery.kim, hours));
}

test("whatever clocks say, plans are in the order in which S3 took them in", async () => {
  const first = await plannedAt(30);
  expect(await delivery.apply(first)).toMatchObject({ code: 0 });

  // Both come after a plan whose clock was further ahead, so that their ids are the older ones.
  const ahead = await plannedAt(29);
  const next = await plannedAt(-200);
  expect(await delivery.apply(ahead)).toMatchObject(refused(5, `superseded by ${next.id}`));
  // Planned so long ago by its own clock that it would have expired.
  expect(await delivery.apply(next)).toMatchObject({ code: 0 });

  const { document } = await delivery.json(delivery.lee, "plans", "dev-stack");
  const ids = document.map(({ summary }: { summary: Planned }) => summary.id);
  expect(ids).toEqual([next.id, ahead.id, first.id]);
});

test("a stack that there is not, and a plan that there is not", async () => {
  const stack = await delivery.run(delivery.kim, "plan", "qa-stack");
  expect(stack).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("got the stack qa-stack"),
  });
  const id = "dev-stack-20200101T000000Z-00000000-0000";
  for (const command of [
    ["show", id],
    ["apply", id, "--sha256", "0".repeat(64)],
  ]) {
    const { code, stderr } = await delivery.run(delivery.kim, ...command);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining("npx --no -- groundwork plans"),
    });
  }
});

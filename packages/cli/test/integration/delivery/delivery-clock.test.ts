import { Delivery, refused, type Planned } from "../../support/delivery";

jest.setTimeout(240_000);

let delivery: Delivery;
const made: Planned[] = [];
beforeAll(async () => {
  delivery = await Delivery.create("delivery-clock");
});
afterAll(() => delivery?.close());

/** Each comes after a plan whose clock was further ahead, so that its id is the older one. */
test.each([30, -1])(
  "a plan by a clock that is %d hours off is applied after the one before it",
  async (hours) => {
    await delivery.change();
    const planned = await delivery.plan("dev-stack", await delivery.later(delivery.kim, hours));
    made.push(planned);
    expect(await delivery.apply(planned)).toMatchObject({ code: 0 });
  },
);

test("plans are listed as S3 took them in", async () => {
  const { document } = await delivery.json(delivery.lee, "plans", "dev-stack");
  const ids = document.map(({ summary }: { summary: Planned }) => summary.id);
  expect(ids).toEqual(made.map(({ id }) => id).toReversed());
});

test("of two that wait the one that S3 took in last counts, whatever their clocks", async () => {
  await delivery.change();
  const ahead = await delivery.plan("dev-stack", await delivery.later(delivery.kim, 30));
  await delivery.change();
  const next = await delivery.plan("dev-stack", await delivery.later(delivery.kim, -200));
  expect(await delivery.apply(ahead)).toMatchObject(refused(5, `superseded by ${next.id}`));
  // Planned so long ago by its own clock that it would have expired.
  expect(await delivery.apply(next)).toMatchObject({ code: 0 });
});

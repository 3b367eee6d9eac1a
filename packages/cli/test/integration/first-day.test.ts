import { Clone } from "../support/first-day";

jest.setTimeout(300_000);

test("a clone's own tests are green after its first day, whatever it names things", async () => {
  const clone = await Clone.after({
    organization: "tf101",
    accountId: "210987654321",
    region: "eu-central-1",
    environment: "staging-2",
    service: "shop",
  });
  const { code, stderr } = await clone.test();
  expect({ code, said: code === 0 ? "" : stderr }).toEqual({ code: 0, said: "" });
  // Those of the stacks that were added are among them.
  expect(stderr).toMatch(/Tests: +11 passed, 11 total/);
  await clone.remove();
});

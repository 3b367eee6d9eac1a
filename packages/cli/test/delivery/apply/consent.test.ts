import type { Person } from "../../../src/core/person";
import { expectConsent } from "../../../src/delivery/apply/consent";

const { isTTY } = process.stdin;
afterEach(() => void Object.assign(process.stdin, { isTTY }));

/** Answers, and is asked so many times. */
function person(answer: boolean) {
  const confirm = jest.fn(() => Promise.resolve(answer));
  return { person: { tell: () => {}, confirm } satisfies Person, confirm };
}

test.each([
  [true, undefined],
  [false, "stopped at your no; nothing was applied, and the plan can still be"],
])("at a terminal whoever applies is asked; %s decides", async (answer, stopped) => {
  Object.assign(process.stdin, { isTTY: true });
  const { person: asked, confirm } = person(answer);
  const ended = await expectConsent(asked).catch((error: unknown) => (error as Error).message);
  expect(ended).toBe(stopped);
  expect(confirm).toHaveBeenCalledTimes(1);
});

test("without one the hash is the consent", async () => {
  Object.assign(process.stdin, { isTTY: undefined });
  const { person: absent, confirm } = person(false);
  await expectConsent(absent);
  expect(confirm).not.toHaveBeenCalled();
});

import { toleratedIn, wavesOf } from "../src/waves";

const places = (count: number) => Array.from({ length: count }, (_, index) => index);

const sizes = (count: number, of: readonly (number | string)[]) =>
  wavesOf(places(count), of).map((wave) => wave.length);

test.each([
  [60, [1, "20%"], [1, 12, 47]],
  [60, [1, "20%", 10], [1, 12, 10, 37]],
  [6, [1, "20%"], [1, 1, 4]],
  [1, [1, "20%"], [1]],
  // A share of few is one place, and no wave is empty.
  [3, ["10%", "10%"], [1, 1, 1]],
  [3, ["100%", 1], [3]],
  [2, [1, 1, 1], [1, 1]],
])("%d places by %j are waves of %j", (count, of, expected) => {
  expect(sizes(count, of)).toEqual(expected);
});

test("waves have all places, each once and in their order", () => {
  expect(wavesOf(places(17), [1, "20%", 4]).flat()).toEqual(places(17));
});

test.each([
  [10, 0, 0],
  [10, 2, 2],
  [10, "15%", 1],
  [3, "10%", 0],
])("of %d places %j may fail: %d", (count, tolerance, expected) => {
  expect(toleratedIn(places(count), { tolerance })).toBe(expected);
});

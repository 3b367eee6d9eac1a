import { isAtLeast, isRelease } from "../src/release";

test.each([
  ["6.40.0", "6.25.0", true],
  ["6.40.0", "6.40.0", true],
  ["6.9.0", "6.25.0", false],
  ["6.40.1", "6.40.0", true],
  ["6.40.0", "6.40.1", false],
  ["10.0.0", "9.99.99", true],
])("%s is %s or newer: %s", (release, least, expected) => {
  expect(isAtLeast(release, least)).toBe(expected);
});

test.each(["6", "6.40", "6.40.0.1", "v6.40.0", "6.40.0-beta1", "06.4.0", " 6.4.0", "6.4.0\n", ""])(
  "%j is no exact release",
  (text) => {
    expect(isRelease(text)).toBe(false);
  },
);

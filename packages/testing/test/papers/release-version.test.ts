const { wantedVersion } = require("../../release") as {
  wantedVersion(args: readonly string[], current: string): string;
};

test.each([
  ["patch", "0.1.9", "0.1.10"],
  ["minor", "0.9.3", "0.10.0"],
  ["major", "0.9.3", "1.0.0"],
  ["2.0.0", "0.9.3", "2.0.0"],
  ["v2.0.0", "0.9.3", "2.0.0"],
])("%s after %s is %s", (asked, current, version) => {
  expect(wantedVersion([asked], current)).toBe(version);
});

test.each([
  ["next"],
  ["1.0"],
  ["1.0.0-rc.1"],
  ["1.0.0+build"],
  ["1.02.3"],
  ["1.0.99999999999999999999"],
  ["1.0.0 "],
  ["1.0.0", "2.0.0"],
])("%s is no version", (...args) => {
  expect(() => wantedVersion(args, "0.1.0")).toThrow(
    `version: got ${args.join(" ")}, expected one such as 1.2.3, or patch, minor, major: npm run release -- minor`,
  );
});

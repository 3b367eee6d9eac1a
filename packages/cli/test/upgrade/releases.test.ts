import { releasesIn, targetOf } from "../../src/upgrade/releases";

const [one, two, three] = ["a", "b", "c"].map((digit) => digit.repeat(40));
const LISTED = [
  `${one}\trefs/tags/v0.9.0`,
  `${three}\trefs/tags/v0.10.0`,
  `${two}\trefs/tags/v0.10.0^{}`,
  `${one}\trefs/tags/v0.11.0-rc.1`,
  `${one}\trefs/tags/nightly`,
  "",
].join("\n");
const releases = releasesIn(LISTED);
const of = (version: string) => ({ upstream: "x", version });

test("releases are tags of versions, by number and not by letter, with the commit of an annotated one", () => {
  expect(releases).toEqual([
    { version: "v0.10.0", commit: two },
    { version: "v0.9.0", commit: one },
  ]);
});

test("the newest is meant where none is named, with or without its v", () => {
  expect(targetOf(of("v0.9.0"), releases)?.version).toBe("v0.10.0");
  expect(targetOf(of("v0.9.0"), releases, "0.10.0")?.version).toBe("v0.10.0");
  expect(targetOf(of("v0.10.0"), releases)).toBeUndefined();
  expect(targetOf(of(three!), releases)?.version).toBe("v0.10.0");
});

test("an older one, and one that there is not, are refused, with what may be meant", () => {
  expect(() => targetOf(of("v0.10.0"), releases, "v0.9.0")).toThrow(
    "version: got v0.9.0, expected one above v0.10.0, which this clone is of",
  );
  expect(() => targetOf(of("v0.9.0"), releases, "v0.10.1")).toThrow(
    "version: got v0.10.1, which upstream has no tag of, expected a release of it such as v0.10.0",
  );
});

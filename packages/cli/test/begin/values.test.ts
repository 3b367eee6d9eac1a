import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "@groundwork/testing/project";
import { timeZoneHere, zonesIn } from "../../src/begin/place";
import { environmentIn, organizationWith, presentValues } from "../../src/begin/values";

const shipped = (name: string) =>
  readFileSync(path.join(projectRoot, `environments/${name}.ts`), "utf8");

const acme = {
  name: "acme",
  accountId: "222222222222",
  region: "eu-west-1",
  owner: 'the "best"',
  timeZone: "Europe/Berlin",
};

test("as shipped nobody has begun; with an account of its own somebody has", () => {
  expect(presentValues(shipped("organization"))).toEqual({
    name: "groundwork",
    accountId: "111111111111",
    region: "ap-northeast-2",
    owner: "platform-team",
    repository: undefined,
    isBegun: false,
  });
  expect(presentValues(organizationWith(shipped("organization"), acme)).isBegun).toBe(true);
});

test("the organization's file gets the values, and keeps all else", () => {
  expect(organizationWith(shipped("organization"), acme)).toBe(
    shipped("organization")
      .replace('"groundwork"', '"acme"')
      .replace("111111111111", "222222222222")
      .replace("ap-northeast-2", "eu-west-1")
      .replace('"platform-team"', '"the \\"best\\""'),
  );
});

test.each([
  ["", "delivery: {\n    github: GITHUB,\n  },"],
  ["delivery: { planExpiryHours: 3 },", "delivery: { planExpiryHours: 3, github: GITHUB },"],
  [
    'delivery: { github: { repository: "a/b", repositoryId: "1" } },',
    "delivery: { github: GITHUB },",
  ],
])("the repository is written where delivery is %j", (before, expected) => {
  const text = shipped("organization").replace("\n};", `\n  ${before}\n};`);
  const github = { repository: "acme/infra", repositoryId: "42", subjectPrefix: undefined };
  expect(organizationWith(text, { ...acme, github })).toContain(
    expected.replace("GITHUB", '{ repository: "acme/infra", repositoryId: "42" }'),
  );
});

test("a region that is left out is written", () => {
  const text = shipped("organization").replace(/ {2}region:.*\n/, "");
  expect(presentValues(text).region).toBeUndefined();
  expect(presentValues(organizationWith(text, acme)).region).toBe("eu-west-1");
});

test("a file without an organization is refused", () => {
  expect(() => presentValues("export const organization = shared();")).toThrow(
    "got 0 exported objects with an accountId, expected one, as export const organization = {",
  );
});

test.each([
  ["ap-northeast-2", ["a", "b", "c"], ["a", "b", "c"]],
  ["eu-west-1", ["a", "c"], ["a", "c"]],
  ["eu-west-1", ["a", "d"], ["a", "b"]],
  ["ap-northeast-1", ["a", "b", "c"], ["a", "c", "d"]],
  ["ca-central-1", ["a", "c"], ["a", "b"]],
  ["us-west-1", ["a", "b", "c"], ["a", "c"]],
])("in %s the zones %j are %j", (region, letters, expected) => {
  expect(zonesIn(region, letters)).toEqual(expected);
});

test("environments go along: zones that the region has, and the clock of the people", () => {
  const dev = environmentIn(shipped("dev"), {
    region: "ca-central-1",
    timeZone: "America/Toronto",
  });
  expect(dev).toBe(
    shipped("dev").replace('["a", "c"]', '["a", "b"]').replace("Asia/Seoul", "America/Toronto"),
  );
  // A clock that is not the shipped one was chosen by somebody.
  const own = shipped("dev").replace("Asia/Seoul", "Asia/Tokyo");
  expect(environmentIn(own, acme)).toBe(own);
});

test("a machine without a place has the time of none", () => {
  const resolved = jest.spyOn(Intl.DateTimeFormat.prototype, "resolvedOptions");
  resolved.mockReturnValue({ timeZone: "UTC" } as Intl.ResolvedDateTimeFormatOptions);
  expect(timeZoneHere()).toBe("Etc/UTC");
  resolved.mockReturnValue({ timeZone: "Europe/Berlin" } as Intl.ResolvedDateTimeFormatOptions);
  expect(timeZoneHere()).toBe("Europe/Berlin");
  resolved.mockRestore();
});

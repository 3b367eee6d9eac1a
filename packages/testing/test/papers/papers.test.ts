import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { EnvironmentInput } from "@groundwork/configuration";
import { configuration, environmentInput } from "../../src/configuration";
import { checkoutRoot, projectRoot } from "../../src/project";

const { CHANGELOG, sections } = require("../../changelog") as {
  readonly CHANGELOG: string;
  sections(text: string): readonly { readonly title: string; readonly entries: string }[];
};

/** What a team owns is read as it is shipped, all else where it lies. */
const placeOf = (file: string): string => {
  const shipped = path.join(projectRoot, file);
  return existsSync(shipped) ? shipped : path.join(checkoutRoot, file);
};
const read = (file: string): string => readFileSync(placeOf(file), "utf8");

test("CODEOWNERS names what is there, all of a team's and the packages, and owns nothing by itself", () => {
  const lines = read(".github/CODEOWNERS").split("\n").filter(Boolean);
  const owned = lines.flatMap((line) => /^# (\/\S+) +@\S+$/.exec(line)?.[1] ?? []);
  expect(owned.filter((name) => !existsSync(placeOf(name)))).toEqual([]);
  expect(owned).toEqual(
    expect.arrayContaining(["/environments/", "/stacks/", "/main.ts", "/.github/", "/packages/"]),
  );
  expect(lines.filter((line) => !line.startsWith("# "))).toEqual([]);
});

test("the error that CONTRIBUTING shows is one", () => {
  const [, shown] = /^```\n(dev\..+)\n```$/m.exec(read("packages/CONTRIBUTING.md"))!;
  const service = { name: "web", cpuUnits: 256, memoryMiB: 300 } as unknown;
  const changes = { services: [service] } as Partial<EnvironmentInput>;
  expect(() => configuration({}, [environmentInput("dev", changes)])).toThrow(shown);
});

describe("the changelog", () => {
  const [first, ...released] = sections(read(CHANGELOG));
  const versions = released.map(({ title }) =>
    /^(\d+\.\d+\.\d+) - (\d{4}-\d\d-\d\d)$/.exec(title)!,
  );

  test("has what is unreleased, then versions with their dates, the newest first", () => {
    expect(first!.title).toBe("Unreleased");
    const dates = versions.map(([, , date]) => date!);
    expect(dates).toEqual(dates.toSorted().toReversed());
    const numbers = versions.map(([, version]) => version!.split(".").map(Number));
    expect(numbers).toEqual(
      numbers.toSorted((a, b) => b[0]! - a[0]! || b[1]! - a[1]! || b[2]! - a[2]!),
    );
  });

  test("ends at the version that every package has", () => {
    const own = readdirSync(path.join(checkoutRoot, "packages"))
      .map((name) => path.join(checkoutRoot, "packages", name, "package.json"))
      .filter((file) => existsSync(file))
      .map((file) => JSON.parse(readFileSync(file, "utf8")).version);
    expect(new Set(own)).toEqual(new Set([versions[0]![1]]));
  });
});

test("no source or test of the packages is over the 250 lines that CONTRIBUTING allows", () => {
  // With file types no link is followed: a cache that is linked here has links of its own, in circles.
  const files = readdirSync(path.join(checkoutRoot, "packages"), {
    recursive: true,
    withFileTypes: true,
  })
    .filter((entry) => entry.isFile() && /\.(ts|js)$/.test(entry.name))
    .map((entry) => path.relative(checkoutRoot, path.join(entry.parentPath, entry.name)))
    .filter((file) => !/\/(dist|node_modules|cdktf\.out|\.cache)\//.test(file));
  const long = files.filter(
    (file) =>
      readFileSync(path.join(checkoutRoot, file), "utf8").trimEnd().split("\n").length > 250,
  );
  expect(files.length).toBeGreaterThan(1000);
  expect(long).toEqual([]);
});

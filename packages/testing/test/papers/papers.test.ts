import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { EnvironmentInput } from "@groundwork/configuration";
import { configuration, environmentInput } from "../../src/configuration";
import { checkoutRoot, projectRoot } from "../../src/project";

const { CHANGELOG, sections } = require("../../changelog") as {
  readonly CHANGELOG: string;
  sections(text: string): readonly { readonly title: string; readonly entries: string }[];
};

/** Papers by the place that they have in a clone; those of its own are the copies that are shipped. */
const PAPERS = [
  "AGENTS.md",
  ".github/SECURITY.md",
  ".github/pull_request_template.md",
  "packages/AGENTS.md",
  CHANGELOG,
  "packages/CONTRIBUTING.md",
  "packages/SECURITY.md",
  "packages/README.md",
  "packages/docs/architecture.md",
  "packages/docs/decisions/README.md",
  "packages/examples/README.md",
];

/** What a team owns is read as it is shipped, all else where it lies. */
const placeOf = (file: string): string => {
  const shipped = path.join(projectRoot, file);
  return existsSync(shipped) ? shipped : path.join(checkoutRoot, file);
};
const read = (file: string): string => readFileSync(placeOf(file), "utf8");

/** As GitHub makes the address of a heading. */
const anchorsOf = (file: string): string[] =>
  [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .replaceAll(" ", "-"),
  );

describe.each(PAPERS)("%s", (paper) => {
  const text = read(paper);

  test("leads to what is there", () => {
    const links = [...text.matchAll(/\]\(([^)#\s]*)(?:#([^)\s]+))?\)/g)].filter(
      ([, file]) => !file!.startsWith("https:"),
    );
    const wrong = links.filter(([, file, anchor]) => {
      const target = file === "" ? paper : path.posix.join(path.posix.dirname(paper), file!);
      if (!existsSync(placeOf(target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(wrong.map(([link]) => link)).toEqual([]);
  });

  test("names files that are there", () => {
    const named = [
      ...text.matchAll(/`((?:[\w.@-]+\/)+[\w.-]*|\.?[\w-]+\.(?:ts|js|json|md|yml))`/g),
    ];
    const missing = named
      .map(([, name]) => name!)
      .filter((name) => !/^(@|node_modules|dist|cdktf\.out)/.test(name))
      .filter((name) => !existsSync(placeOf(name)) && !elsewhere(name));
    expect(missing).toEqual([]);
  });

  test("names scripts that are there", () => {
    const { scripts } = JSON.parse(readFileSync(path.join(checkoutRoot, "package.json"), "utf8"));
    const named = [...text.matchAll(/npm run (?:-s )?([a-z:-]+)/g)].map(([, name]) => name!);
    // Earlier versions had others.
    const now = paper === CHANGELOG ? [] : named;
    expect(now.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});

/** Files that a page names from within a package or a room. */
const elsewhere = (name: string): boolean =>
  ["packages", "packages/cli", "packages/cli/src", "packages/policies/src", "environments"].some(
    (folder) => existsSync(placeOf(`${folder}/${name}`)),
  ) || sourceNames().has(name);

let names: Set<string> | undefined;
const sourceNames = (): Set<string> =>
  (names ??= new Set(
    readdirSync(path.join(checkoutRoot, "packages/cli/src"), {
      recursive: true,
      encoding: "utf8",
    }).map((file) => path.basename(file)),
  ));

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
  const long = readdirSync(path.join(checkoutRoot, "packages"), {
    recursive: true,
    encoding: "utf8",
  })
    .filter(
      (file) =>
        /\.(ts|js)$/.test(file) && !/(^|\/)(dist|node_modules|cdktf\.out|\.cache)\//.test(file),
    )
    .filter((file) => {
      const text = readFileSync(path.join(checkoutRoot, "packages", file), "utf8");
      return text.trimEnd().split("\n").length > 250;
    });
  expect(long).toEqual([]);
});

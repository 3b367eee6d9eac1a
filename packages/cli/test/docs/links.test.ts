import { existsSync } from "node:fs";
import path from "node:path";
import { checkoutRoot } from "@groundwork/testing/project";
import { current, filesIn, pages, proseOf, textOf } from "./pages";

/** The anchors of a page, as GitHub makes them of its headings. */
function anchorsOf(text: string): Set<string> {
  const seen = new Map<string, number>();
  const headings = [...proseOf(text).matchAll(/^#{1,6} +(.+?) *#*$/gm)];
  return new Set(
    headings.map(([, heading]) => {
      const anchor = heading!
        .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\p{M}\p{Pc} -]/gu, "")
        .replaceAll(" ", "-");
      const times = seen.get(anchor) ?? 0;
      seen.set(anchor, times + 1);
      return times === 0 ? anchor : `${anchor}-${times}`;
    }),
  );
}

/** Links of a page that lead nowhere; those to other sites are not followed. */
function brokenLinks(page: string, text: string): string[] {
  const links = [
    ...proseOf(text)
      .replace(/`[^`\n]*`/g, "``")
      .matchAll(/\]\(<?([^)\s>]+)>?[^)]*\)/g),
  ];
  return links
    .map(([, link]) => link!)
    .filter((link) => !/^[a-z]+:/i.test(link))
    .filter((link) => {
      const [to = "", anchor] = decodeURI(link).split("#");
      const target = to === "" ? page : path.posix.join(path.posix.dirname(page), to);
      if (target !== page && !existsSync(path.join(checkoutRoot, target))) return true;
      if (anchor === undefined) return false;
      return !anchorsOf(target === page ? text : textOf(target)).has(anchor);
    })
    .map((link) => `${page}: ${link}`);
}

test("every link of README and docs leads to a file and a heading that exist", () => {
  expect(pages).toEqual(
    expect.arrayContaining(["packages/README.md", "packages/docs/delivery.md"]),
  );
  expect(pages.flatMap((page) => brokenLinks(page, textOf(page)))).toEqual([]);
});

test.each([
  ["a file that is not there", "[x](packages/docs/deliveries.md)"],
  ["a heading that is not there", "[x](packages/docs/delivery.md#what-is-maskd)"],
  ["a heading of the page itself", "# Here\n[x](#there)"],
  ["a heading within code", "```sh\n# Here\n```\n[x](#here)"],
  ["the second of one heading", "# Here\n[x](#here-1)"],
])("%s would be found", (_, text) => {
  expect(brokenLinks("README.md", text)).toHaveLength(1);
});

/** Files and folders of this checkout that a page names in code, and that are not there. */
const missingPaths = (page: string, text: string): string[] =>
  [...proseOf(text).matchAll(/`((?:packages|stacks|__tests__|\.github|\.ci)\/[^`\s]*)`/g)]
    .map(([, named]) => named!.replace(/\/[^/]*[*<{][^]*$/, ""))
    .filter((named) => !existsSync(path.join(checkoutRoot, named)))
    .map((named) => `${page}: ${named}`);

test("files that a page names in code are there", () => {
  expect(current.flatMap((page) => missingPaths(page, textOf(page)))).toEqual([]);
  expect(missingPaths("x.md", "`packages/nowhere.ts`, `packages/docs/*.md`")).toHaveLength(1);
});

test("headings are named as GitHub names them", () => {
  const text = "# `npm run x`: what, and why?\n## Twice\n## Twice\n### A [link](x.md) ###\n";
  expect([...anchorsOf(text)]).toEqual(["npm-run-x-what-and-why", "twice", "twice-1", "a-link"]);
});

/** Where sources name a page, and what they name of it. */
const mentions = filesIn("packages", "stacks", "environments")
  .filter((file) => file.endsWith(".ts") && !file.includes("/test/"))
  .flatMap((file) => [
    ...textOf(file).matchAll(/(packages\/docs\/[\w-]+\.md)(?:, \\?"([^"\\]+)\\?")?/g),
  ]);

test("pages and headings that sources and messages name are there", () => {
  expect(mentions.length).toBeGreaterThan(10);
  const wrong = mentions.filter(([, page, heading]) => {
    if (!existsSync(path.join(checkoutRoot, page!))) return true;
    return heading !== undefined && !textOf(page!).includes(`# ${heading}\n`);
  });
  expect(wrong.map(([mention]) => mention)).toEqual([]);
});

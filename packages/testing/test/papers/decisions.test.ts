import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { checkoutRoot, projectRoot } from "../../src/project";

const folder = path.join(checkoutRoot, "packages/docs/decisions");
const files = readdirSync(folder).filter((file) => file !== "README.md");
const read = (file: string): string => readFileSync(path.join(folder, file), "utf8");

test("the index has each once, with its title and date, the oldest first", () => {
  const rows = [...read("README.md").matchAll(/^\| (\S+) +\| \[(.+)\]\((.+)\) +\|$/gm)].map(
    ([, date, title, file]) => ({ date, title, file }),
  );
  const pages = files.map((file) => {
    const [title, , date] = read(file).split("\n");
    return { date, title: title!.replace(/^# /, ""), file };
  });
  expect(new Set(rows)).toEqual(new Set(pages));
  expect(rows).toHaveLength(pages.length);
  expect(rows.map(({ date }) => date)).toEqual(rows.map(({ date }) => date).toSorted());
});

test.each(files)("%s is half a page: date, what holds, why, what it costs", (file) => {
  const text = read(file);
  expect(text).toMatch(
    /^# .+\n\n20\d\d-\d\d-\d\d\n\n[^*].+\n\n\*\*Why\.\*\* .+\n\n\*\*What it costs\.\*\* .+\n/,
  );
  expect(text.split(/\s+/).length).toBeLessThan(220);
});

test.each(files)("what %s names is there", (file) => {
  const named = [...read(file).matchAll(/`((?:[\w.-]+\/)+[\w.-]*|[\w-]+\.(?:ts|js|json))`/g)];
  const places = [checkoutRoot, projectRoot, path.join(checkoutRoot, "packages/cli")];
  const inside = path.join(checkoutRoot, "packages/cli/src");
  const missing = named
    .map(([, name]) => name!)
    .filter((name) => !name.startsWith("@"))
    .filter((name) => ![...places, inside].some((place) => existsSync(path.join(place, name))));
  expect(missing).toEqual([]);
});

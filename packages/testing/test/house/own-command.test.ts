import { readFileSync } from "node:fs";
import path from "node:path";
import { ownCommand } from "@groundwork/constructs/own-command";
import { checkoutRoot } from "../../src/project";
import { sources } from "./rooms";

const { scripts } = JSON.parse(readFileSync(path.join(checkoutRoot, "package.json"), "utf8"));

test("a command is named so that npm never fetches a stranger's package", () => {
  expect(ownCommand("unlock dev-stack")).toBe("npx --no -- groundwork unlock dev-stack");
});

/** Ways to name a command that are none. Comments may speak of a script that there is. */
const misnamed = (text: string): string[] =>
  [
    ...text.matchAll(
      /npx (?:--no (?:-- )?)?groundwork\b|npm run (?:-s )?([\w-]+)|(?:add|or) -- --\w+/g,
    ),
  ]
    .filter(([, script]) => script === undefined || !(script in scripts))
    .map(([found]) => found);

test("all that is printed names commands through it, and scripts that package.json has", () => {
  const home = "packages/constructs/src/own-command.ts";
  const found = sources()
    .filter((file) => file !== home)
    .flatMap((file) => {
      const text = readFileSync(path.join(checkoutRoot, file), "utf8");
      return misnamed(text).map((words) => `${file}: ${words}`);
    });
  expect(found).toEqual([]);
  expect(misnamed("npm run dig, npx groundwork doctor, add -- --yes")).toHaveLength(3);
});

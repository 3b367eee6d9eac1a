import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { checkoutRoot } from "../../src/project";
import { sources } from "./rooms";

const pages = readdirSync(path.join(checkoutRoot, "packages/docs"))
  .filter((file) => file.endsWith(".md"))
  .map((file) => `packages/docs/${file}`);

test("a person is not taken for a man", () => {
  const found = [...sources(), ...pages].flatMap((file) => {
    const lines = readFileSync(path.join(checkoutRoot, file), "utf8").split("\n");
    return lines.flatMap((line, index) =>
      /\b(he|him|his|himself)\b/i.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
    );
  });
  expect(found).toEqual([]);
});

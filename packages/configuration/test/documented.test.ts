import { readFileSync } from "node:fs";
import path from "node:path";
import { checkConfiguration } from "../src/check";
import type { EnvironmentInput } from "../src/environment";
import { dev, organization, problems } from "./problems";

/** What the page leaves to whoever copies from it. */
const FILLED = [
  ['"sha256:..."', `"sha256:${"a".repeat(64)}"`],
  ["arn:aws:lambda:...:", "arn:aws:lambda:ap-northeast-2:111111111111:"],
] as const;

/** The examples of a page, each as the values that it stands for. */
function examples(page: string): [heading: string, values: unknown][] {
  const text = readFileSync(path.join(__dirname, "../../docs", page), "utf8");
  return text.split(/^## /m).flatMap((section) =>
    [...section.matchAll(/^```ts\n([^]*?)^```$/gm)].map((match): [string, unknown] => {
      const code = FILLED.reduce((all, [gap, value]) => all.replaceAll(gap, value), match[1]!);
      const isValue = code.startsWith("{");
      const made = new Function(`return [${isValue ? code : `{ ${code} }`}][0]`) as () => unknown;
      return [section.split("\n")[0]!, made()];
    }),
  );
}

/** Options of an environment; all others are a service's, and so are values without a name. */
const OF_ENVIRONMENT = ["services", "loadBalancer"];

function environmentWith(values: object): EnvironmentInput {
  if (OF_ENVIRONMENT.some((option) => option in values)) return { ...dev, ...values };
  const testListener = { allowedCidrs: ["192.0.2.0/24"] };
  return { ...dev, loadBalancer: { testListener }, services: [{ name: "web", ...values }] };
}

test.each(["services.md", "data.md"].flatMap(examples))("can be copied: %s", (_, values) => {
  const environment = environmentWith(values as object);
  expect(problems([environment])).toEqual([]);
  expect(checkConfiguration(organization, [environment]).environments).toHaveLength(1);
});

test("all of them were found", () => {
  expect(examples("services.md").length).toBeGreaterThan(4);
});

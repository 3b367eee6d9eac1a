import { readFileSync } from "node:fs";
import path from "node:path";
import { dollars } from "../../../cli/src/costs/cost-words";
import { fixedCosts, totalOf } from "../../../cli/src/costs/fixed-costs";
import { PRICED_REGIONS, priceOf } from "../../../cli/src/costs/prices";
import { draw } from "../../../cli/src/drawing/draw";
import { mermaid } from "../../../cli/src/drawing/mermaid";
import { loadConfiguration } from "../../project/environments";
import { checkoutRoot } from "../../src/project";
import { stacksOf } from "../../src/stacks";
import { synthStack } from "../../src/synth";

/*
 * What the docs tell of dev and prod as shipped. After a change of what the drawings show:
 * node packages/cli/bin/groundwork.js graph dev,prod --out packages/docs/drawings
 */

const docs = path.join(checkoutRoot, "packages/docs");
const shipped = stacksOf(loadConfiguration());

test.each(["dev-stack", "prod-stack"])("the drawing of %s is as the code is", async (stack) => {
  const file = readFileSync(path.join(docs, "drawings", `${stack}.svg`), "utf8");
  expect(await draw(synthStack(shipped(stack)), { title: stack })).toBe(file);
});

test("so is the one of dev in Mermaid", () => {
  const page = readFileSync(path.join(docs, "graph.md"), "utf8");
  const [, drawn] = /^```mermaid\n(.*?)^```$/ms.exec(page)!;
  expect(drawn).toBe(mermaid(synthStack(shipped("dev-stack"))));
});

const page = readFileSync(path.join(docs, "costs.md"), "utf8");

/** The cells of a table of the page, by the paragraph before it. */
function tableAfter(start: string): string[][] {
  const [, rest] = page.split(`\n${start}\n`);
  const [table] = rest!.trimStart().split("\n\n");
  const lines = table!.split("\n").filter((line) => !/^\|[\s|:-]+\|$/.test(line));
  return lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const costsOf = (stack: string) => fixedCosts(synthStack(shipped(stack)));

test.each(["dev", "prod"])("the page tells what %s costs as shipped", (name) => {
  const costs = costsOf(`${name}-stack`);
  const [{ region } = { region: "" }] = costs;
  expect(tableAfter(`\`${name}\`, in ${region}:`)).toEqual([
    ["count", "what", "a month", "price of"],
    ...costs.map(({ count, what, dollarsAMonth, asOf }) => [
      String(count),
      what,
      dollars(dollarsAMonth),
      asOf!,
    ]),
    ["", "**together**", `**${dollars(totalOf(costs))}**`, ""],
  ]);
});

test("and what the shared stacks cost", () => {
  const totals = ["registry", "bootstrap", "delivery"].map((name) =>
    totalOf(costsOf(`${name}-stack`))!,
  );
  expect(totals).toEqual([1, 1, 2]);
  expect(page).toContain(
    "registry-stack and bootstrap-stack have a key each, delivery-stack two: $4.00",
  );
});

test("it has the prices of each region, with their dates", () => {
  expect(tableAfter("US dollars an hour, and a month is 730 hours:")).toEqual([
    ["region", "NAT gateway", "load balancer", "interface endpoint, in a zone"],
    ...PRICED_REGIONS.map((region) => [
      region,
      ...(["natGateway", "loadBalancer", "interfaceEndpoint"] as const).map((what) => {
        const { dollarsAMonth, asOf } = priceOf(what, region)!;
        return `${Number((dollarsAMonth / 730).toFixed(6))} (${asOf.slice(0, 7)})`;
      }),
    ]),
  ]);
});

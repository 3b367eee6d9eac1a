import { readFileSync } from "node:fs";
import path from "node:path";
import { draw } from "../../../cli/src/drawing/draw";
import { mermaid } from "../../../cli/src/drawing/mermaid";
import { loadConfiguration } from "../../project/environments";
import { checkoutRoot } from "../../src/project";
import { stacksOf } from "../../src/stacks";
import { synthStack } from "../../src/synth";

/*
 * The drawings in the docs are of dev and prod as shipped. After a change of what they show:
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

import { ownPlace } from "../../src/core/own-place";

const stackOf = (...frames: string[]) =>
  ["TypeError: no", ...frames.map((frame) => `    at ${frame}`)].join("\n");

test.each([
  ["of (/home/kim/a b/packages/cli/dist/state/open.js:12:3)", "packages/cli/dist/state/open.js:12"],
  ["async of (file:///co/dist/environments/dev.js:3:1)", "environments/dev.js:3"],
  ["new Web (/home/kim (old)/co/dist/stacks/web.js:7:3)", "stacks/web.js:7"],
  ["/co/dist/main.js:3:1", "main.js:3"],
  ["Object.<anonymous> (/home/stacks/co/dist/main.js:3:1)", "main.js:3"],
])("of the frame %s it is %s", (frame, place) => {
  const others = [
    "y (/co/node_modules/x/stacks/y.js:1:1)",
    "node:internal/main/run_main_module:1:1",
  ];
  expect(ownPlace(stackOf(...others, frame, "z (/co/dist/stacks/last.js:1:1)"))).toBe(place);
});

test("Node and libraries are not this checkout's, nor what a message says", () => {
  const stack = stackOf(
    "of (/co/node_modules/@x/packages/y.js:1:1)",
    "parse (node:internal/x:1:1)",
  );
  expect(ownPlace(stack)).toBeUndefined();
  expect(ownPlace("Error: look at stacks/x.js:1:1")).toBeUndefined();
});

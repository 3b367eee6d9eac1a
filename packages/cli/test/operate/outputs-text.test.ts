import { outputLines } from "../../src/operate/outputs-text";

const output = (name: string, value: unknown) => ({ name, sensitive: false, value });

test("outputs of all stacks are one table; what is long, or sensitive, is told and not shown", () => {
  const hooks = { before: "x".repeat(60), after: "y" };
  const lines = outputLines([
    {
      stack: "dev-stack",
      serial: 3,
      outputs: [
        output("backend", 'bucket = "b"\nkey = "k"\n'),
        output("hooks", hooks),
        output("none", null),
        output("ports", [80, 443]),
        { name: "token", sensitive: true },
        output("url", "https://example.com"),
      ],
    },
    { stack: "registry-stack", serial: 1, outputs: [] },
    { stack: "prod-stack", outputs: [] },
    { stack: "delivery-stack", outputs: [], error: "AccessDenied: no" },
  ]);
  expect(lines).toEqual([
    [
      "stack      output   value",
      "dev-stack  backend  text of 2 lines (--value)",
      "dev-stack  hooks    object of 85 B: before, after (--value)",
      "dev-stack  none     null",
      "dev-stack  ports    [80,443]",
      "dev-stack  token    (sensitive)",
      "dev-stack  url      https://example.com",
    ].join("\n"),
    "Without outputs: registry-stack",
    "Not applied yet: prod-stack",
    "delivery-stack: AccessDenied: no",
  ]);
});

test("without any there is no table", () => {
  expect(outputLines([{ stack: "dev-stack", outputs: [] }])).toEqual([
    "Not applied yet: dev-stack",
  ]);
});

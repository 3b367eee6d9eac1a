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

const workflow = (job: string) => `on: push
jobs:
  job:
    runs-on: ubuntu-24.04
    ${job}
`;

const WRONG = [
  ["a job that is not there", "needs: nowhere", "nowhere"],
  ["a key that is misspelled", "timeout-minute: 5", "timeout-minute"],
  ["an output of no step", "outputs: { x: '${{ steps.none.outputs.x }}' }", "none"],
  [
    "a title pasted into a script",
    "steps: [{ run: 'echo ${{ github.event.issue.title }}' }]",
    "potentially untrusted",
  ],
] as const;

const workflows = workflowFiles().filter(({ name }) => name.includes("/workflows/"));

/** Of all files at once: to start the linter takes far longer than a file. */
let findings: readonly string[];
beforeAll(() => {
  const wrong = WRONG.map(([, job], at) => ({ name: `wrong-${at}.yml`, text: workflow(job) }));
  findings = lint([...wrong, ...workflows]);
});

test("finds nothing in the workflows", () => {
  expect(workflows.length).toBeGreaterThan(7);
  expect(findings.filter((finding) => !finding.startsWith("wrong-"))).toEqual([]);
});

test.each(WRONG.map(([what, , expected], at) => [what, expected, at] as const))(
  "finds %s, whichever file it is in",
  (_, expected, at) => {
    const found = findings.filter((finding) => finding.startsWith(`wrong-${at}.yml:`));
    expect(found.join()).toContain(expected);
  },
);

import type { DriftDocument } from "../../src/delivery/drift/propose/proposal";
import { driftFindings } from "../../src/github/drift-finding";
import { keepIssues, type Finding } from "../../src/github/drift-issues";
import { FakeGitHub } from "../support/fake-github";

let fake: FakeGitHub;
afterEach(() => fake?.stop());

interface Issue {
  number: number;
  state: string;
  body: string;
  pull_request?: object;
}

async function keep(issues: Issue[], ...findings: Finding[]) {
  fake = await FakeGitHub.start(({ method }) => (method === "GET" ? issues : {}));
  const done = Object.fromEntries(await keepIssues(fake.api, findings));
  return { done, changes: fake.changes };
}

const MARKER = "<!-- groundwork drift dev-stack -->";
const issue = (state: string, text: string, number = 1): Issue => ({
  number,
  state,
  body: `${MARKER}\n${text}\n`,
});
const dev = (text: string | undefined): Finding => ({ stack: "dev-stack", text });

describe("one issue for a stack", () => {
  test("is opened when something is found", async () => {
    expect(await keep([], dev("changed"))).toEqual({
      done: { "dev-stack": "opened" },
      changes: ["POST /issues"],
    });
    expect(fake.calls.at(-1)!.body).toEqual({
      title: "dev-stack is not as the code says",
      body: `${MARKER}\nchanged\n`,
      labels: ["drift"],
    });
  });

  test("is rewritten when that changes, and left alone when not", async () => {
    expect(await keep([issue("open", "changed")], dev("more"))).toEqual({
      done: { "dev-stack": "updated" },
      changes: ["PATCH /issues/1"],
    });
    await fake.stop();
    expect(await keep([issue("open", "changed")], dev("changed"))).toEqual({
      done: { "dev-stack": "nothing" },
      changes: [],
    });
  });

  test("is left alone where only who found it, and against what, is another", async () => {
    const found = (source: string): Finding => ({ ...dev("changed"), source });
    await keep([issue("open", "old")], found("Compared with one."));
    const { body } = fake.calls.at(-1)!.body;
    expect(body).toContain("changed\n\n<!-- groundwork source -->\nCompared with one.");
    await fake.stop();
    const before = { ...issue("open", ""), body };
    expect((await keep([before], found("Compared with two."))).changes).toEqual([]);
    await fake.stop();
    expect((await keep([before], { ...found("x"), text: "more" })).changes).toEqual([
      "PATCH /issues/1",
    ]);
  });

  test("is closed with a word when it is gone, and once", async () => {
    expect(await keep([issue("open", "changed")], dev(undefined))).toEqual({
      done: { "dev-stack": "closed" },
      changes: ["POST /issues/1/comments", "PATCH /issues/1"],
    });
    await fake.stop();
    expect((await keep([issue("closed", "changed")], dev(undefined))).changes).toEqual([]);
  });

  test("is the same one the next time", async () => {
    expect(await keep([issue("closed", "changed")], dev("again"))).toEqual({
      done: { "dev-stack": "reopened" },
      changes: ["PATCH /issues/1"],
    });
    expect(fake.calls.at(-1)!.body).toMatchObject({ state: "open" });
  });

  test("is the open one where there are several", async () => {
    const issues = [issue("closed", "old", 1), issue("open", "changed", 2)];
    expect((await keep(issues, dev(undefined))).changes).toContain("PATCH /issues/2");
  });

  test("is neither that of another stack nor a pull request", async () => {
    const other = { ...issue("open", "x"), body: "<!-- groundwork drift dev-stack-2 -->\nx\n" };
    const pull = { ...issue("open", "x"), pull_request: {} };
    expect((await keep([other, pull], dev("changed"))).done).toEqual({ "dev-stack": "opened" });
  });
});

describe("what an issue says", () => {
  const report = (more: Partial<DriftDocument>): DriftDocument => ({
    stack: "dev-stack",
    checkedAt: "2026-11-21T04:00:00.000Z",
    drifted: [],
    ignored: [],
    notes: [],
    ...more,
  });
  const drifted = {
    address: "aws_vpc.a",
    path: "dev-stack/network/vpc",
    type: "aws_vpc",
    action: "changed",
    attributes: ["tags.Name"],
  } as const;

  test("names the resources and what to do", () => {
    const [finding] = driftFindings([report({ drifted: [drifted] })], false);
    expect(finding!.text).toMatch(
      /changed it past Terraform[^]*aws_vpc\.a \(dev-stack\/network\/vpc\): tags\.Name[^]*npx --no -- groundwork drift dev-stack --revert/,
    );
  });

  test("does not change with the time of the look alone", () => {
    const at = (checkedAt: string) =>
      driftFindings([report({ checkedAt, drifted: [drifted] })], false);
    expect(at("2026-11-22T04:00:00.000Z")).toEqual(at("2026-11-23T04:00:00.000Z"));
  });

  test("differs from day to day in its source alone", () => {
    const at = (commit: string) =>
      driftFindings(
        [report({ commit, runUrl: `https://x/${commit}`, drifted: [drifted] })],
        false,
      )[0]!;
    expect(at("one").text).toBe(at("two").text);
    expect(at("one").source).toBe("Compared with one.\n\n[The run](https://x/one)");
  });

  test("is nothing where all is as the code says", () => {
    expect(driftFindings([report({})], false)).toEqual([dev(undefined)]);
  });

  test("is left as it was of what could not be looked at", () => {
    expect(
      driftFindings([report({ error: "no" }), report({ skipped: "an apply" })], false),
    ).toEqual([]);
  });

  test("fits, however much it is", () => {
    const many = Array.from({ length: 3000 }, (_, i) => ({ ...drifted, address: `aws_vpc.v${i}` }));
    const [finding] = driftFindings([report({ drifted: many })], false);
    expect(finding!.text!.length).toBeLessThan(65_000);
    expect(finding!.text).toMatch(/and \d+ lines more/);
    const long = { ...drifted, address: `aws_vpc.v["${"x".repeat(70_000)}"]` };
    const [one] = driftFindings([report({ drifted: [long, drifted] })], false);
    expect(one!.text!.length).toBeLessThan(5000);
    expect(one!.text).toContain(drifted.address);
  });

  test("has the patch, where no pull request has it", () => {
    const proposal = {
      options: [],
      accepted: [{ address: "aws_vpc.a", attribute: "tags.Name", until: "2026-12-31" }],
      reverted: [],
      files: [{ file: "environments/drift-ignore.ts", text: "" }],
      patch: "diff --git a/x b/x\n+```\n",
    };
    const document = report({ drifted: [drifted], proposal });
    const [issue, proposed] = [false, true].map(
      (isProposed) => driftFindings([document], isProposed)[0]!.text!,
    ) as [string, string];
    expect(issue).toMatch(/aws_vpc\.a: tags\.Name, until 2026-12-31/);
    expect(issue).toMatch(/`git apply`[^]*<summary>The patch<[^]*````diff\ndiff --git[^]*\n````/);
    expect(proposed).toMatch(/the pull request of the branch `drift\/dev-stack`/);
    expect(proposed).not.toContain("diff --git");
  });

  test("fits with a patch of any length", () => {
    const patch = `diff\n${"+ a line of it\n".repeat(9000)}`;
    const proposal = { options: [], accepted: [], reverted: [], files: [], patch };
    const many = Array.from({ length: 3000 }, (_, i) => ({ ...drifted, address: `aws_vpc.v${i}` }));
    const [finding] = driftFindings([report({ drifted: many, proposal })], false);
    expect(finding!.text!.length).toBeLessThan(65_000);
    expect(finding!.text).toMatch(/\d+ of 9001 lines were left out here/);
  });
});

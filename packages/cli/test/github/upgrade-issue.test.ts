import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { issueText, keepUpgradeIssue } from "../../src/github/upgrade-issue";
import { FakeGitHub } from "../support/fake-github";

const LOOKED = {
  from: "v0.1.0",
  to: "v0.2.0",
  command: "npx --no -- groundwork upgrade v0.2.0",
  changelog: [{ version: "0.2.0", text: "- Two." }],
};

test("the issue says what there is, how to get it, what it brings, and why no workflow has", () => {
  expect(issueText(LOOKED, {})).toBe(
    [
      "Upstream has groundwork v0.2.0; this repository is of v0.1.0. In a clone of it:",
      "```sh\nnpx --no -- groundwork upgrade v0.2.0\n```",
      "## 0.2.0\n\n- Two.",
    ].join("\n\n"),
  );
  const stopped = issueText(LOOKED, { error: "main.ts: both ```changed```" });
  expect(stopped).toContain("needs a person:\n\n````\nmain.ts: both ```changed```\n````");
});

test("it fits, however much a release brings", () => {
  const text = issueText(
    { ...LOOKED, changelog: [{ version: "0.2.0", text: "x".repeat(100_000) }] },
    { error: "y".repeat(100_000) },
  );
  expect(text.length).toBeLessThan(65_000);
  expect(text).toContain("x\n\n(and more: the changelog)");
});

describe("in a repository", () => {
  let fake: FakeGitHub;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "groundwork-upgrade-issue-"));
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await fake?.stop();
  });

  async function keep(looked: object, open: boolean, proposed = false): Promise<readonly string[]> {
    writeFileSync(path.join(folder, "look.json"), JSON.stringify(looked));
    const issue = { number: 7, state: "open", body: "<!-- groundwork upgrade -->\nold\n" };
    fake = await FakeGitHub.start(({ method }) => (method === "GET" && open ? [issue] : []));
    jest.spyOn(process.stdout, "write").mockReturnValue(true);
    await keepUpgradeIssue({ folder, proposed }, fake.env);
    return fake.changes;
  }

  test("there is one as long as a newer release is brought by nothing", async () => {
    expect(await keep(LOOKED, false)).toEqual(["POST /issues"]);
    expect(fake.calls.at(-1)!.body).toMatchObject({
      title: "groundwork v0.2.0 is there",
      labels: ["upgrade"],
    });
  });

  test.each<[string, object, boolean]>([
    ["a pull request brings it", LOOKED, true],
    ["the repository is of the newest", { from: "v0.2.0", to: "v0.2.0" }, false],
  ])("it is closed where %s", async (_, looked, proposed) => {
    expect(await keep(looked, true, proposed)).toEqual([
      "POST /issues/7/comments",
      "PATCH /issues/7",
    ]);
  });
});

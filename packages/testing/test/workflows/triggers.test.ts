import { OLDEST_ENGINES } from "@groundwork/constructs/stack/oldest-engines";
import { holds } from "./workflow-run";
import { workflowFiles } from "./workflows";

const content = (file: string) =>
  workflowFiles().find(({ name }) => name.endsWith(`/${file}`))!.content;

test("check is started by pushes and pull requests alone: other runs count for no pull request", () => {
  expect(Object.keys(content("check.yml").on as object)).toEqual(["push", "pull_request"]);
});

test.each(["image.yml", "promote.yml"])("%s cannot start workflows", (file) => {
  expect(content(file).jobs!["propose"]!.permissions).toEqual({
    contents: "write",
    "pull-requests": "write",
  });
});

test.each([
  ["success", true],
  ["skipped", true], // without an account nothing is tested
  ["failure", false],
  ["cancelled", false],
])("an image whose load test ended with %s is proposed: %s", (result, expected) => {
  const { jobs } = content("promote.yml");
  const github = { ref_name: "main", event: { repository: { default_branch: "main" } } };
  const given = { needs: { tested: { result } }, before: [result], contexts: { github } };
  expect(holds(jobs!["propose"]!["if"], given)).toBe(expected);
  const elsewhere = { ...github, ref_name: "feature" };
  expect(holds(jobs!["propose"]!["if"], { ...given, contexts: { github: elsewhere } })).toBe(false);
});

test("the weekly run has the oldest and the newest of each engine", () => {
  const { strategy } = content("prove.yml").jobs!["engines"]! as {
    strategy: { matrix: { include: object[] } };
  };
  expect(strategy.matrix.include).toEqual([
    { program: "terraform", version: OLDEST_ENGINES.Terraform },
    { program: "terraform", version: "latest" },
    { program: "tofu", version: OLDEST_ENGINES.OpenTofu },
    { program: "tofu", version: "latest" },
  ]);
});

describe("diff", () => {
  const { jobs } = content("diff.yml");

  /** @param from the repository of the branch */
  const starts = (job: string, from: string, account: string) =>
    holds(jobs![job]!["if"], {
      contexts: {
        vars: { AWS_ACCOUNT_ID: account },
        github: {
          repository: "o/r",
          event: { pull_request: { head: { repo: { full_name: from } } } },
        },
      },
    });

  test("synthesizes a fork's pull request, which sees no variables, and does not plan it", () => {
    expect(starts("synth", "other/r", "")).toBe(true);
    expect(starts("plan", "other/r", "")).toBe(false);
  });

  test("does both for a branch of the repository, once there is an account", () => {
    expect(starts("synth", "o/r", "111111111111")).toBe(true);
    expect(starts("plan", "o/r", "111111111111")).toBe(true);
    expect(starts("synth", "o/r", "")).toBe(false);
  });

  test("runs a fork's code without any right but to read", () => {
    expect(jobs!["synth"]!.permissions).toEqual({ contents: "read" });
    expect(JSON.stringify(jobs!["synth"])).not.toMatch(/secrets\.|github\.token|configure-aws/);
  });
});

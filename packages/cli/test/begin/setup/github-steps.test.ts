import { configuration, environmentInput } from "@groundwork/testing/configuration";
import { environmentSteps } from "../../../src/begin/setup/environment-steps";
import { repositorySteps } from "../../../src/begin/setup/repository-steps";
import type { Step } from "../../../src/begin/setup/step";
import { FakeGitHub } from "../../support/fake-github";

const acme = (approverIds: string[] = []) =>
  configuration(
    {
      name: "acme",
      accountId: "111111111111",
      region: "eu-west-1",
      delivery: { github: { repository: "acme/infra", repositoryId: "42", approverIds } },
    },
    [
      environmentInput("dev", { production: false }),
      environmentInput("prod", { production: true }),
    ],
  );

/** GitHub as it is when all is done, by path; a number is a status. */
const DONE: Readonly<Record<string, unknown>> = {
  "": { id: 42, full_name: "acme/infra", default_branch: "main" },
  "/actions/oidc/customization/sub": { sub_claim_prefix: "repo:acme/infra" },
  "/actions/variables/AWS_ACCOUNT_ID": { name: "AWS_ACCOUNT_ID", value: "111111111111" },
  "/actions/variables/AWS_REGION": { name: "AWS_REGION", value: "eu-west-1" },
  // Shared by the organization.
  "/actions/variables/ORGANIZATION": 404,
  "/actions/organization-variables?per_page=30": {
    variables: [{ name: "ORGANIZATION", value: "acme" }],
  },
  "/actions/permissions/workflow": { can_approve_pull_request_reviews: true },
  "/branches/main": { name: "main" },
  "/branches/main/protection": 404,
  "/rules/branches/main": [
    {
      type: "pull_request",
      parameters: { required_approving_review_count: 1, require_code_owner_review: true },
    },
    {
      type: "required_status_checks",
      parameters: { required_status_checks: [{ context: "check" }] },
    },
  ],
  ...Object.fromEntries(
    ["registry", "dev", "prod"].flatMap((name) => [
      [
        `/environments/${name}`,
        {
          can_admins_bypass: false,
          deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
          protection_rules: [
            { type: "required_reviewers", reviewers: [{}], prevent_self_review: true },
          ],
        },
      ],
      [
        `/environments/${name}/deployment-branch-policies?per_page=100`,
        { branch_policies: [{ name: "main", type: "branch" }] },
      ],
    ]),
  ),
};

/** What is found where GitHub says something else than when all is done. */
async function found(changes: Record<string, unknown> = {}, approverIds: string[] = []) {
  const answers = { ...DONE, ...changes };
  const all = acme(approverIds);
  const config = all.organization.delivery.github!;
  const github = await FakeGitHub.start(({ path }) => answers[path] ?? 500);
  try {
    const steps: Step[] = await Promise.all([
      ...repositorySteps(github.api, all, config, github.env),
      ...environmentSteps(github.api, all, config),
    ]);
    expect(github.changes).toEqual([]);
    return steps;
  } finally {
    await github.stop();
  }
}

/** The one step that is not done. */
async function only(changes: Record<string, unknown>, approverIds: string[] = []): Promise<Step> {
  const open = (await found(changes, approverIds)).filter(({ status }) => status !== "done");
  expect(open.map(({ step }) => step)).toHaveLength(1);
  return open[0]!;
}

const of = (path: string, changes: object) => ({
  [path]: { ...(DONE[path] as object), ...changes },
});

test("when all is done each step says what is there, and nothing was changed", async () => {
  expect((await found()).map(({ step, status, found: what }) => [step, status, what])).toEqual([
    ["repository", "done", "acme/infra, 42, main"],
    ["variables", "done", "AWS_ACCOUNT_ID, AWS_REGION, ORGANIZATION"],
    ["pull requests by workflows", "done", "allowed"],
    ["protection of the branch", "done", "a review, code owners, check"],
    ["environment registry", "done", "main alone, with reviewers"],
    ["environment dev", "done", "main alone"],
    ["environment prod", "done", "main alone, with reviewers"],
  ]);
});

test.each([
  [of("", { id: 7 }), "repositoryId: got 42, expected 7"],
  [of("", { full_name: "acme/renamed" }), "repository: got acme/infra, expected acme/renamed"],
  [of("", { default_branch: "trunk" }), "branch: got main, expected trunk, the default branch"],
  [
    of("/actions/oidc/customization/sub", { sub_claim_prefix: "repo:acme@1/infra@42" }),
    "subjectPrefix: got repo:acme/infra, expected repo:acme@1/infra@42",
  ],
])("a repository that is another one: %j", async (changes, expected) => {
  const { step, status, found: what, todo } = await only(changes);
  expect([step, status]).toEqual(["repository", "missing"]);
  expect(what).toContain(expected);
  expect(todo[0]).toContain("environments/organization.ts");
});

test("variables that are missing or others have the lines that set them", async () => {
  const step = await only({
    "/actions/variables/AWS_REGION": 404,
    ...of("/actions/variables/AWS_ACCOUNT_ID", { value: "1" }),
  });
  expect(step.found).toBe(
    "AWS_ACCOUNT_ID: got 1, expected 111111111111; AWS_REGION: got nothing, expected eu-west-1",
  );
  expect(step.todo).toEqual([
    "gh variable set AWS_ACCOUNT_ID --body 111111111111 --repo acme/infra",
    "gh variable set AWS_REGION --body eu-west-1 --repo acme/infra",
  ]);
});

test("workflows that may open no pull request", async () => {
  const step = await only({ "/actions/permissions/workflow": {} });
  expect(step.todo[0]).toContain("gh api -X PUT repos/acme/infra/actions/permissions/workflow");
});

describe("the branch", () => {
  const classic = {
    required_pull_request_reviews: {
      required_approving_review_count: 2,
      require_code_owner_reviews: true,
    },
    required_status_checks: { contexts: ["check"] },
  };

  test("may be protected in the older way", async () => {
    const changes = { "/rules/branches/main": [], "/branches/main/protection": classic };
    expect((await found(changes)).every(({ status }) => status === "done")).toBe(true);
  });

  test.each([
    [
      { "/rules/branches/main": [] },
      "a change needs no review; code owners are not asked; the check named check is not required",
    ],
    [{ "/branches/main": 404 }, "GitHub has no branch main"],
  ])("is not: %j", async (changes, expected) => {
    expect((await only(changes)).found).toBe(expected);
  });
});

describe("an environment", () => {
  const PROD = "/environments/prod";

  test("that is not there has the lines that make it, and where its reviewers are named", async () => {
    const step = await only({ [PROD]: 404 });
    expect(step.found).toBe("it is not there, and it needs reviewers");
    expect(step.todo).toEqual([
      expect.stringContaining("gh api -X PUT repos/acme/infra/environments/prod "),
      "gh api -X POST repos/acme/infra/environments/prod/deployment-branch-policies -f name=main",
      "then its required reviewers: https://github.com/acme/infra/settings/environments",
    ]);
  });

  test.each([
    [of(PROD, { deployment_branch_policy: null }), "jobs of any branch may name it"],
    [
      { [`${PROD}/deployment-branch-policies?per_page=100`]: { branch_policies: [{ name: "*" }] } },
      "jobs of main may not name it; others may name it: *",
    ],
    [of(PROD, { can_admins_bypass: true }), "administrators may bypass its rules"],
    [of(PROD, { can_admins_bypass: undefined }), "administrators may bypass its rules"],
    [
      of(PROD, { protection_rules: [{ type: "required_reviewers", reviewers: [{}] }] }),
      'whoever merged may approve: turn on "Prevent self-review"',
    ],
    [of(PROD, { protection_rules: [] }), expect.stringContaining("it has no required reviewers")],
  ])("is missing something: %j", async (changes, expected) => {
    const { step, found: what, todo } = await only(changes);
    expect(step).toBe("environment prod");
    expect(what).toEqual(expected);
    expect(todo).toEqual(["https://github.com/acme/infra/settings/environments"]);
  });

  test("needs no reviewers where the role takes some people alone", async () => {
    const changes = of(PROD, { protection_rules: [] });
    expect((await found(changes, ["7"])).every(({ status }) => status === "done")).toBe(true);
  });

  test("of no production needs none", async () => {
    const changes = of("/environments/dev", { protection_rules: [], can_admins_bypass: true });
    expect((await found(changes)).every(({ status }) => status === "done")).toBe(true);
  });
});

test("what the token may not see is not known, and the others are looked at", async () => {
  const step = await only({ "/actions/permissions/workflow": 403 });
  expect(step).toEqual({
    step: "pull requests by workflows",
    status: "unknown",
    found: "GitHub answered 403 to GET /actions/permissions/workflow: status 403",
    todo: ["https://github.com/acme/infra/settings/actions shows it"],
  });
});

import { gateOf, reviewerOf, withoutReviewers } from "../../../operations/github/gate";
import { FakeGitHub } from "../../support/fake-github";

let fake: FakeGitHub;
afterEach(() => fake.stop());

const answering = async (answer: unknown) => {
  fake = await FakeGitHub.start(() => answer);
  return fake.api;
};

const reviewers = (more: object = {}) => ({
  deployment_branch_policy: { protected_branches: true },
  protection_rules: [
    { type: "branch_policy" },
    { type: "required_reviewers", reviewers: [{}], prevent_self_review: true, ...more },
  ],
});

describe("whether GitHub asks somebody", () => {
  test("it does where the environment has required reviewers", async () => {
    expect(await gateOf(await answering(reviewers()), "prod")).toEqual({
      reviewers: true,
      advice: [],
    });
    expect(fake.calls.map(({ path }) => path)).toEqual(["/environments/prod"]);
  });

  test.each<[string, unknown]>([
    ["there is no such environment", 404],
    ["it has other rules alone", { protection_rules: [{ type: "wait_timer" }] }],
    ["its list of reviewers is empty", reviewers({ reviewers: [] })],
    ["it has no rules", {}],
  ])("it does not where %s", async (_, answer) => {
    expect(await gateOf(await answering(answer), "prod")).toMatchObject({ reviewers: false });
  });

  test("it is not known where the rules cannot be read, and that is an error", async () => {
    await expect(gateOf(await answering(403), "prod")).rejects.toThrow("GitHub answered 403");
  });

  test("what would be better is said", async () => {
    const lax = { ...reviewers({ prevent_self_review: false }), deployment_branch_policy: null };
    const { advice } = await gateOf(await answering(lax), "prod");
    expect(advice).toEqual([
      'Whoever merged may approve as well: turn on "Prevent self-review" of prod.',
      "Jobs of any branch may name the environment prod: limit its branches.",
    ]);
  });
});

test("without reviewers it is said why nothing was applied, and how to do it", async () => {
  await answering({});
  const plan = { id: "prod-stack-1", sha256: "f00" };
  expect(withoutReviewers("prod", true, plan)).toMatch(
    /Private repositories have them on GitHub Enterprise only[^]*Nothing was applied[^]*gh workflow run apply\.yml -f environment=prod -f plan=prod-stack-1 -f sha256=f00$/,
  );
  expect(withoutReviewers("prod", false, plan)).toContain("Settings > Environments > prod");
});

describe("who let a run pass", () => {
  const review = (state: string, environment: string, login: string) => ({
    state,
    environments: [{ name: environment }],
    user: { login },
  });

  test("is the last who approved it for this environment", async () => {
    const api = await answering([
      review("approved", "dev", "ann"),
      review("approved", "prod", "bob"),
      review("rejected", "prod", "cid"),
    ]);
    expect(await reviewerOf(api, "42", "prod")).toMatchObject({ login: "bob" });
    expect(fake.calls.map(({ path }) => path)).toEqual(["/actions/runs/42/approvals"]);
  });

  test.each([
    ["nobody did", []],
    ["it was for another environment", [review("approved", "dev", "ann")]],
    ["it was rejected", [review("rejected", "prod", "ann")]],
    ["who it was is gone", [{ ...review("approved", "prod", ""), user: null }]],
  ])("stops the run where %s", async (_, answer) => {
    await expect(reviewerOf(await answering(answer), "42", "prod")).rejects.toMatchObject({
      exitCode: 5,
      message: expect.stringContaining("nobody who let this run pass into prod"),
    });
  });
});

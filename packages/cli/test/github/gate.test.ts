import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gateOf, reviewerOf, whoApproves, withoutReviewers } from "../../src/github/gate";
import { lookAtGate } from "../../src/github/steps";
import { FakeGitHub } from "../support/fake-github";

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

test.each([
  [true, "whoever let this run pass is the approver"],
  [false, "has no required reviewers: whoever started this run is the approver"],
])("by hand it is said who approves, reviewers %s", (reviewed, expected) => {
  expect(whoApproves("prod", reviewed)).toContain(expected);
});

test("by hand a gate hands on whether there are reviewers, and says nothing of a plan", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "groundwork-gate-"));
  const output = path.join(folder, "output");
  const log = jest.spyOn(process.stdout, "write").mockReturnValue(true);
  await answering(404);
  const env = { ...fake.env, GITHUB_OUTPUT: output };
  await lookAtGate({ environment: "prod", sha256: "", private: true }, env);
  expect(readFileSync(output, "utf8")).toMatch(/^reviewers<<.*\nfalse\n/);
  expect(log.mock.calls.join()).not.toContain("Nothing was applied");
  log.mockRestore();
  rmSync(folder, { recursive: true });
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

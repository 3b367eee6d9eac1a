import { spawnSync } from "node:child_process";
import { workflowRules } from "./workflow-rules";
import { workflowFile, workflowFiles } from "./workflows";

const files = workflowFiles();

/** A workflow that keeps every rule. */
const GOOD = `
on: push
permissions: {}
defaults:
  run:
    shell: bash
jobs:
  plan:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions:
      contents: read
      id-token: write
    environment: prod
    concurrency:
      group: deliver-prod
      cancel-in-progress: false
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with:
          ref: \${{ github.event.pull_request.base.ref }}
          persist-credentials: false
      - uses: ./.github/actions/prepare
        with:
          terraform: true
      - uses: hashicorp/setup-terraform@b9cd54a3c349d3f38e8881555d616ced269862dd # v3.1.2
        with:
          terraform_wrapper: false
      - uses: aws-actions/configure-aws-credentials@a03048d87541d1d9fcf2ecf528a4a65ba9bd7838 # v5.0.0
        with:
          aws-region: eu-west-1
      - run: echo "$WHO"
        env:
          WHO: \${{ github.actor }}
`;

test("there are workflows and actions to look at", () => {
  expect(files.map(({ name }) => name)).toEqual([
    ".github/actions/apply/action.yml",
    ".github/actions/prepare/action.yml",
    ".github/workflows/apply.yml",
    ".github/workflows/check.yml",
    ".github/workflows/deliver-environment.yml",
    ".github/workflows/deliver-layers.yml",
    ".github/workflows/deliver-places.yml",
    ".github/workflows/deliver.yml",
    ".github/workflows/diff.yml",
    ".github/workflows/drift.yml",
    ".github/workflows/image.yml",
    ".github/workflows/promote.yml",
    ".github/workflows/prove.yml",
    ".github/workflows/release.yml",
    ".github/workflows/rollback.yml",
    ".github/workflows/upgrade.yml",
  ]);
});

describe.each(Object.entries(workflowRules))("%s", (_, { statement, find }) => {
  test.each(files)(`${statement}: $name`, (file) => {
    expect(find(file)).toEqual([]);
  });

  test("is kept by a workflow that is right", () => {
    expect(find(workflowFile("good.yml", GOOD))).toEqual([]);
  });
});

describe("each rule finds what is against it", () => {
  const cases: [rule: keyof typeof workflowRules, from: string | RegExp, to: string][] = [
    ["pinned", /08c6903\w+ # v5.0.0/, "v5 # v5.0.0"],
    ["pinned", " # v3.1.2", ""],
    ["pinned", "hashicorp/setup-terraform@", "docker://hashicorp/setup-terraform@"],
    ["expressions", '"$WHO"', "${{ github.actor }}"],
    ["permissions", "permissions: {}", "permissions: read-all"],
    ["permissions", /    permissions:\n      contents: read\n      id-token: write\n/, ""],
    ["checkouts", "persist-credentials: false", "fetch-depth: 0"],
    ["identity", "id-token: write", "packages: read"],
    ["identity", /aws-actions\/configure-aws-credentials/, "aws-actions/other"],
    // Within an action of this repository too.
    [
      "identity",
      /id-token: write([^]*)\.\/\.github\/actions\/prepare/,
      "$1./.github/actions/apply",
    ],
    ["separation", "contents: read", "pull-requests: write"],
    ["foreignCode", "on: push", "on: pull_request_target"],
    ["foreignCode", "on: push", "on: [push, workflow_run]"],
    ["foreignCode", /on: push([^]*)base\.ref/, "on:\n  pull_request:\n$1head.sha"],
    // Stays at the base of when the pull request was opened.
    ["foreignCode", /on: push([^]*)base\.ref/, "on:\n  pull_request:\n$1base.sha"],
    ["foreignCode", /on: push([^]*)ref: .*base.ref }}/, "on: [pull_request]$1fetch-depth: 1"],
    ["caches", "aws-region:", "cache: npm\n          aws-region:"],
    ["caches", "./.github/actions/prepare", "actions/cache@v4"],
    ["secrets", "github.actor", "secrets.KEY"],
    ["secrets", "    environment: prod", "    secrets: inherit"],
    ["timeouts", "    timeout-minutes: 10\n", ""],
    ["terraform", "terraform_wrapper: false", "terraform_version: 1.11.4"],
    ["terraform", "hashicorp/setup-terraform@", "opentofu/setup-opentofu@"],
    ["inputs", "terraform: true", "terrafrom: true"],
    ["inputs", /terraform: true/, "terraform: true\n      - uses: ./.github/actions/apply"],
    ["runners", "ubuntu-24.04", "ubuntu-latest"],
    ["shells", "    shell: bash", "    working-directory: x"],
    ["applies", "cancel-in-progress: false", "cancel-in-progress: true"],
    ["applies", "group: deliver-prod", "group: check"],
  ];

  test.each(cases)("%s: %s -> %s", (rule, from, to) => {
    const bad = GOOD.replace(from, to);
    expect(bad).not.toBe(GOOD);
    expect(workflowRules[rule].find(workflowFile("bad.yml", bad))).not.toEqual([]);
  });

  test("all of them", () => {
    expect(new Set(cases.map(([rule]) => rule))).toEqual(new Set(Object.keys(workflowRules)));
  });

  test("an action with a cache, and one with another shell", () => {
    const action = (step: string) =>
      workflowFile("action.yml", `runs:\n  using: composite\n  steps:\n    - ${step}\n`);
    const cached = action(
      "uses: actions/setup-node@49933ea5288caeca8642d1e84afbd3f7d6820020 # v4.4.0\n      with:\n        cache: npm",
    );
    expect(workflowRules.caches.find(cached)).toEqual(["runs"]);
    expect(workflowRules.shells.find(action("run: npm ci\n      shell: sh"))).toEqual(["npm ci"]);
  });
});

test("an action is of the same commit everywhere", () => {
  const commits = new Map<string, Set<string>>();
  for (const { text } of files) {
    for (const [, action = "", commit = ""] of text.matchAll(/uses: ([\w./-]+)@(.*)$/gm)) {
      commits.set(action, (commits.get(action) ?? new Set()).add(commit));
    }
  }
  expect([...commits].filter(([, { size }]) => size > 1)).toEqual([]);
});

test.each(
  files.flatMap(({ name, content }) =>
    [
      ...Object.values(content.jobs ?? {}).flatMap(({ steps = [] }) => steps),
      ...(content.runs?.steps ?? []),
    ].flatMap(({ run }) => (run === undefined ? [] : [[name, run] as const])),
  ),
)("bash reads the scripts of %s: %s", (_, run) => {
  const { status, stderr } = spawnSync("bash", ["-n"], { input: run, encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
});

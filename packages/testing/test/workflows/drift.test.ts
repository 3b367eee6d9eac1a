import { holds } from "./workflow-run";
import { workflowFiles } from "./workflows";

const { jobs } = workflowFiles().find(({ name }) => name.endsWith("/drift.yml"))!.content;
const { look, propose, issues } = jobs!;

const after = (job: typeof look, given: { reports?: string; app?: string; propose?: string }) =>
  holds(job!["if"], {
    needs: {
      look: { outputs: { reports: given.reports ?? "" } },
      propose: { result: given.propose ?? "success" },
    },
    before: ["failure", given.propose ?? "success"],
    contexts: { vars: { UPGRADE_APP_CLIENT_ID: given.app ?? "" } },
  });

test("pull requests are kept where an App may start their checks, also when a stack could not be looked at", () => {
  expect(after(propose, { reports: "1", app: "Iv1" })).toBe(true);
  expect(after(propose, { reports: "1" })).toBe(false);
  expect(after(propose, { app: "Iv1" })).toBe(false);
});

test("issues are kept whatever became of the pull requests, and have the patch where these have it not", () => {
  for (const became of ["success", "failure", "skipped"]) {
    expect(after(issues, { reports: "1", propose: became })).toBe(true);
  }
  expect(JSON.stringify(issues)).toContain("needs.propose.result == 'success'");
});

test("what looks into AWS has no key of the App, and what has it no way into AWS", () => {
  expect(JSON.stringify([look, issues])).not.toMatch(/secrets\.|create-github-app-token/);
  expect(propose!.permissions).toEqual({ contents: "read" });
  expect(JSON.stringify(propose)).not.toContain("configure-aws-credentials");
});

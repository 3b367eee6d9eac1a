import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runStep, stepById } from "./workflow-steps";

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "groundwork-tested-"))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A load test that waits for deployments until it is told that there will be none. */
const WAITS = `
process.on("SIGINT", () => process.exit(130));
require("node:fs").writeFileSync(process.argv[1], "");
setTimeout(() => process.exit(99), 20_000);
`;

/** Runs the step that applies. @param apply and loadTest what stands in for these commands */
function step(apply: string, loadTest: string) {
  const env = { ENVIRONMENT: "prod", PLAN_ID: "p1", PLAN_SHA256: "f00" };
  const node = [
    'case "$2" in',
    `  load-test) echo "tests $*" >&2; ${loadTest} ;;`,
    `  apply) ${apply} ;;`,
    "esac",
  ].join("\n");
  return runStep(folder, stepById("deliver-environment.yml", "apply", "apply"), env, { node });
}

test.each([
  ["both go well", "exit 0", "exit 0", 0],
  ["what is deployed does not stand its load", "exit 0", "exit 8", 8],
  ["the apply fails as well, which says more", "exit 1", "exit 8", 1],
  ["the test was killed", "exit 0", "kill -9 $$", 137],
])("an apply beside which deployments are tested: %s", (_, apply, loadTest, code) => {
  const ended = step(apply, loadTest);
  expect(ended.status).toBe(code);
  expect(ended.stderr).toContain("load-test prod --during p1 --yes");
});

test("an apply that was refused has no load test wait for it", () => {
  const up = path.join(folder, "up");
  const waits = `exec ${process.execPath} -e '${WAITS}' ${up}`;
  const refused = `until [ -e ${up} ]; do sleep 0.05; done; exit 5`;
  expect(step(refused, waits).status).toBe(5);
});

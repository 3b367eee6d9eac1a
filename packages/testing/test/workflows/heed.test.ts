import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { BASH, stepById, stepEnv } from "./workflow-steps";

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "groundwork-heed-"))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Tidies up for a while after the first signal; a second one would leave everything. */
const COMMAND = `
const { appendFileSync, writeFileSync } = require("node:fs");
let heard = 0;
process.on("SIGINT", () => {
  appendFileSync("HEARD", "SIGINT ");
  if (++heard > 1) process.exit(99);
  setTimeout(() => process.exit(42), 600);
});
setTimeout(() => process.exit(1), 20_000);
writeFileSync("UP", "");
`;

/** Starts a step whose command runs until it is told, and sends signals to its bash alone. */
async function cancelStep(file: string, job: string, id: string, signals: NodeJS.Signals[]) {
  const [up, heard] = [path.join(folder, "up"), path.join(folder, "heard")];
  const script = path.join(folder, "command.js");
  writeFileSync(script, COMMAND.replace("HEARD", heard).replace("UP", up));
  const env = stepEnv(
    folder,
    { ENVIRONMENT: "dev", PLAN_ID: "p1", PLAN_SHA256: "f00" },
    { node: `case "$2" in github | load-test) exit 0 ;; esac; exec ${process.execPath} ${script}` },
  );
  const child = spawn("bash", [...BASH, "-c", stepById(file, job, id).run!], { env });
  const end = once(child, "close");
  for (let i = 0; i < 400 && !existsSync(up); i += 1) await setTimeout(25);
  for (const signal of signals) {
    child.kill(signal);
    await setTimeout(150);
  }
  const [code] = (await end) as [number | null];
  return { code, heard: readFileSync(heard, "utf8") };
}

describe.each([
  ["apply.yml", "apply", "apply"],
  ["deliver-environment.yml", "apply", "apply"],
  ["deliver-environment.yml", "plan", "plan"],
])("%s %s: a run that is cancelled", (file, job, id) => {
  test("tells the command, and waits for its end", async () => {
    expect(await cancelStep(file, job, id, ["SIGINT"])).toEqual({ code: 42, heard: "SIGINT " });
  });

  test("tells it once, as the second would be the last", async () => {
    const signals: NodeJS.Signals[] = ["SIGINT", "SIGTERM"];
    expect(await cancelStep(file, job, id, signals)).toEqual({ code: 42, heard: "SIGINT " });
  });
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import {
  STEP,
  stepCommand,
  STEP_INPUT,
  STEP_PACKAGES,
  STEP_REHEARSED,
  STEP_ROLLED_BACK,
  type StepInput,
} from "@groundwork/constructs/container-service/options";
import { OperationError } from "../../../src/core/errors";
import { explainTerraform } from "../../../src/delivery/explain";
import { UNREAD_LOCKS } from "../../../src/state/lock/locks";
import { checkoutRoot, run } from "@groundwork/testing/project";
import { LoopbackTasks } from "../../support/loopback-tasks";
import { until } from "../../support/until";
import { stepInput } from "../../tasks/step-input";

jest.setTimeout(120_000);

let aws: LoopbackTasks;
let dir: string;
beforeEach(async () => {
  aws = await new LoopbackTasks().start();
  // As the folder of a stack: somewhere below the project.
  const below = path.join(checkoutRoot, "packages/testing/.cache");
  await mkdir(below, { recursive: true });
  dir = await mkdtemp(path.join(below, "step-"));
});
afterEach(async () => {
  aws.close();
  await rm(dir, { recursive: true, force: true });
});

/** A revision, the task before its service, and the service. */
async function configure(revision: number, changes: Partial<StepInput> = {}): Promise<void> {
  const arn = `arn:aws:ecs:ap-northeast-2:111111111111:task-definition/acme-dev-web:${revision}`;
  const input = JSON.stringify(stepInput({ ...changes, taskDefinition: arn }));
  const json = {
    resource: {
      terraform_data: {
        before: {
          triggers_replace: { task_definition: arn },
          provisioner: [
            {
              "local-exec": {
                ...STEP,
                command: stepCommand("migrate", "web"),
                environment: { [STEP_INPUT]: input },
              },
            },
          ],
        },
        service: { input: arn, depends_on: ["terraform_data.before"] },
      },
    },
    output: { service: { value: "${terraform_data.service.output}" } },
  };
  await writeFile(path.join(dir, "main.tf.json"), JSON.stringify(json));
}

const terraform = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  run("terraform", args, { cwd: dir, env: { ...aws.env, ...env } });
const APPLY = ["apply", "-auto-approve", "-no-color", "-input=false"];
const apply = (env?: NodeJS.ProcessEnv) => terraform(APPLY, env);
const service = async () => (await terraform(["output", "-no-color", "service"])).stdout;

test("a service gets a version only when its task has ended well", async () => {
  await configure(1);
  aws.lives = [{ lines: ["creating users"] }, { exitCode: 2, lines: ["no such table"] }, {}];
  const first = await apply();
  expect(first.code).toBe(0);
  expect(first.stdout).toContain("migrate | creating users");
  expect(await service()).toContain("acme-dev-web:1");

  await configure(2);
  const second = await apply();
  expect(second.code).toBe(1);
  expect(second.stdout).toContain("migrate | no such table");
  expect(await explainTerraform(UNREAD_LOCKS, "dev/x", new OperationError(second.stderr))).toEqual(
    expect.objectContaining({
      exitCode: 8,
      message: expect.stringContaining(
        "the task migrate of web failed, and web keeps the version that it has",
      ),
    }),
  );
  expect(second.stderr).toContain("migrate of web failed with the exit code 2");
  expect(await service()).toContain("acme-dev-web:1");

  // Terraform makes what failed anew.
  expect((await apply()).code).toBe(0);
  expect(await service()).toContain("acme-dev-web:2");
  expect(aws.tasks).toHaveLength(3);
  expect((await terraform(["plan", "-detailed-exitcode"])).code).toBe(0);
});

test("an apply that is killed is found again by the next one: one task", async () => {
  await configure(1);
  await apply();
  await configure(2);
  aws.lives = [{ looks: 4 }];
  const killed = spawn("terraform", APPLY, {
    cwd: dir,
    env: { ...process.env, ...aws.env },
    stdio: "ignore",
    detached: true,
  });
  await until("a task", () => aws.tasks.length === 2);
  // All of it, with the program that waits.
  process.kill(-killed.pid!, "SIGKILL");
  await once(killed, "exit");
  expect(await service()).toContain("acme-dev-web:1");
  const again = await apply();
  expect(again.stdout).toContain("was started before, and is waited for");
  expect(await service()).toContain("acme-dev-web:2");
  expect(aws.tasks).toHaveLength(2);
});

test("where Terraform alone is killed, the end of the task is written down", async () => {
  await configure(1);
  aws.lives = [{ looks: 3, lines: ["nobody", "reads", "this"] }];
  const killed = spawn("terraform", APPLY, {
    cwd: dir,
    env: { ...process.env, ...aws.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  await until("a task", () => aws.tasks.length === 1);
  killed.kill("SIGKILL");
  await once(killed, "exit");
  const record = () => aws.streams.get("tasks/migrate/1.1")!.messages;
  await until("its end", () => record().length === 2);
  aws.forget();
  const again = await apply();
  expect(again.stdout).toContain("ended well before");
  expect(aws.inputs("RunTask")).toHaveLength(1);
});

test("a rehearsal says what would run, and runs nothing", async () => {
  await configure(1);
  const { stdout } = await apply({ [STEP_REHEARSED]: "1" });
  expect(stdout).toContain(
    "migrate of web would run now, before web gets its new version: bin/migrate up",
  );
  expect(aws.asked).toEqual([]);
});

test("a version that comes back runs nothing", async () => {
  await configure(1);
  expect((await apply({ [STEP_ROLLED_BACK]: "web" })).stdout).toContain(
    "migrate of web is not run",
  );
  await configure(2);
  await apply({ [STEP_ROLLED_BACK]: "another" });
  expect(aws.tasks).toHaveLength(1);
});

test("from anywhere else the project is named, or one line says how", async () => {
  const elsewhere = await mkdtemp("/tmp/groundwork-step-");
  try {
    const [, ...args] = STEP.interpreter;
    const input = { ...aws.env, [STEP_INPUT]: JSON.stringify(stepInput()) };
    const lost = await run("node", args, { cwd: elsewhere, env: input });
    expect(lost).toMatchObject({ code: 1, stdout: "" });
    expect(lost.stderr).toMatch(/^packages\/cli\/task-step\.js of groundwork is in no folder.*\n$/);
    const packages = path.join(checkoutRoot, "packages");
    const named = { ...input, [STEP_PACKAGES]: packages };
    expect((await run("node", args, { cwd: elsewhere, env: named })).code).toBe(0);
  } finally {
    await rm(elsewhere, { recursive: true });
  }
});

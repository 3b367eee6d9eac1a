import { configuration, environmentInput } from "@groundwork/testing/configuration";
import type { EnvironmentInput } from "../src/environment";

type Service = NonNullable<EnvironmentInput["services"]>[number];
type Task = NonNullable<Service["tasks"]>[number];

const digest = `sha256:${"a".repeat(64)}`;
const configured = (service: Partial<Service>) =>
  configuration({}, [
    environmentInput("dev", {
      services: [{ name: "web", image: { tag: "1", digest }, ...service }],
    }),
  ]);

const task: Task = { name: "migrate", command: ["bin/migrate"], run: "before-deployment" };
const cron = { cron: "0 3 * * ? *" };

test("a task is run with what its service has, unless it says otherwise", () => {
  const { environments } = configured({ tasks: [task, { ...task, name: "report", run: cron }] });
  expect(environments[0]!.services[0]!.tasks).toEqual([
    { ...task, fourEyes: false },
    {
      name: "report",
      command: ["bin/migrate"],
      run: { ...cron, timeZone: "Etc/UTC" },
      fourEyes: false,
    },
  ]);
});

test.each<[string, Partial<Service>, string]>([
  ["a name twice", { tasks: [task, task] }, "migrate is there twice"],
  [
    "no command",
    { tasks: [{ ...task, command: [] }] },
    "tasks[0].command: got [], expected at least one word",
  ],
  [
    "another time",
    { tasks: [{ ...task, run: "nightly" as never }] },
    'dev.services[0].tasks[0].run: got nightly, expected "before-deployment", "by-hand", or { cron:',
  ],
  ["five fields", { tasks: [{ ...task, run: { cron: "0 3 * * *" } }] }, "six fields"],
  [
    "a tag alone",
    { image: { tag: "1" }, tasks: [task] },
    "expected an image.digest beside the tag, so that migrate runs the very image",
  ],
  [
    "CI that deploys",
    { deployment: { strategy: "ROLLING", deployedBy: "ci" }, tasks: [task] },
    'another run than "before-deployment" of migrate: with deployedBy "ci" no apply deploys',
  ],
  [
    "a time-out that nobody keeps",
    { tasks: [{ ...task, run: cron, timeoutMinutes: 5 }] },
    "tasks[0].timeoutMinutes: got 5, expected none on a schedule",
  ],
  [
    "retries that nobody makes",
    { tasks: [{ ...task, run: cron, retries: 1 }] },
    "tasks[0].retries: got 1, expected none on a schedule",
  ],
  [
    "two people for none who asks",
    { tasks: [{ ...task, fourEyes: true }] },
    'tasks[0].fourEyes: got true, expected false, as nobody asks for a task that is not run "by-hand"',
  ],
  [
    "a size that Fargate has not",
    { tasks: [{ ...task, cpuUnits: 512, memoryMiB: 512 }] },
    "of migrate one of 1024, 2048, 3072, 4096 for 512 cpu units",
  ],
  [
    "no room for sidecars",
    {
      cpuUnits: 1024,
      sidecars: [{ name: "proxy", image: "envoy:1", cpuUnits: 512 }],
      tasks: [{ ...task, cpuUnits: 256 }],
    },
    "of migrate cpuUnits of sidecars in all no more than the task's 256",
  ],
])("refused: %s", (_, service, problem) => {
  expect(() => configured(service)).toThrow(problem);
});

test("a command is data: nothing of it is Terraform's", () => {
  const { environments } = configured({
    tasks: [{ ...task, command: ["sh", "-c", "echo ${HOME}"] }],
  });
  expect(environments[0]!.services[0]!.tasks[0]!.command[2]).toContain("HOME");
});

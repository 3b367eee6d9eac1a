import { LoopbackTasks } from "../../support/loopback-tasks";
import { Delivery } from "../../support/delivery";
import { AS_IN_AWS } from "../../support/emulated";

jest.setTimeout(240_000);

let delivery: Delivery;
let aws: LoopbackTasks;
const digest = `sha256:${"a".repeat(64)}`;
beforeAll(async () => {
  delivery = await Delivery.create("run");
  const command = ["bin/do"];
  const tasks = [
    { name: "import", command, run: "by-hand", retries: 1 },
    { name: "erase", command, run: "by-hand", fourEyes: true },
  ];
  const own = `"image":${JSON.stringify({ tag: "v1", digest })},"tasks":${JSON.stringify(tasks)}`;
  await delivery.copy.edit("environments/dev.ts", '"name":"web"', `$&,${own}`);
  await delivery.copy.edit("environments/prod.ts", '"name":"worker"', `$&,${own}`);
  await delivery.commit("tasks");
});
afterAll(() => delivery?.close());
beforeEach(async () => {
  aws = await new LoopbackTasks().start();
  aws.answers["DescribeServices"] = ({ services: [name] }) => ({
    services: [
      {
        serviceName: name,
        status: "ACTIVE",
        taskDefinition: `arn:aws:ecs:ap-northeast-2:111111111111:task-definition/groundwork-${name}:41`,
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets: ["subnet-1"],
            securityGroups: ["sg-1"],
            assignPublicIp: "ENABLED",
          },
        },
      },
    ],
  });
});
afterEach(() => aws.close());

const as = (person: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
  const { AWS_ENDPOINT_URL: url } = aws.env;
  const own = { AWS_ENDPOINT_URL_ECS: url, AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: url };
  return { ...person, ...AS_IN_AWS, ...own };
};
const run = (...args: string[]) => delivery.run(as(delivery.kim), "run", ...args);

test("a task runs with the version, network and words that are meant, and shows what it prints", async () => {
  aws.container = "web";
  aws.lives = [{ lines: ["42 orders"] }];
  const { code, stdout, stderr } = await run("dev", "web", "import", "--", "--file", "a b.csv");
  expect({ code, stdout }).toEqual({ code: 0, stdout: "42 orders\n" });
  expect(stderr).toBe(
    "import of web runs as the task 11111111 in groundwork-dev.\nimport of web ended well.\n",
  );
  expect(aws.inputs("RunTask")).toEqual([
    expect.objectContaining({
      taskDefinition: expect.stringMatching(/:41$/),
      group: "task:web-import",
      overrides: {
        containerOverrides: [{ name: "web", command: ["bin/do", "--file", "a b.csv"] }],
      },
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: ["subnet-1"],
          securityGroups: ["sg-1"],
          assignPublicIp: "ENABLED",
        },
      },
    }),
  ]);
});

test("one that fails is tried again, and ends with 8, or with its own code", async () => {
  aws.lives = [{ exitCode: 3 }];
  const failed = await run("dev", "web", "import");
  expect(failed.code).toBe(8);
  expect(failed.stderr).toContain("It is tried again.");
  expect(failed.stderr).toMatch(/\nError: import of web failed with the exit code 3: .*\n$/);
  expect(aws.tasks).toHaveLength(2);
  expect((await run("dev", "web", "import", "--exit-code")).code).toBe(3);
  aws.lives = [{ exitCode: undefined, stopCode: "TaskFailedToStart" }];
  expect((await run("dev", "web", "import", "--exit-code")).code).toBe(8);
});

test("for a program each line is an object, and the last one is how it ended", async () => {
  aws.lives = [{ lines: ["42 orders"] }];
  const { stdout } = await run("dev", "web", "import", "--json");
  expect(
    stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { line: "42 orders" },
    expect.objectContaining({ exitCode: 0, task: expect.stringContaining("task/") }),
  ]);
});

test.each([
  [["dev", "web", "improt"], "got the task improt, expected one of import, erase"],
  [["dev", "wbe", "import"], "got the service wbe"],
  [
    ["dev", "web", "erase", "--start", "x"],
    "--start: got x, expected none: only a task with fourEyes",
  ],
  [["prod", "worker", "erase", "--start", "x", "--", "y"], "--start: got words for the command"],
  [["prod", "worker", "erase", "--start", "../x"], "--start: got ../x, which nobody has asked for"],
])("%j runs nothing", async (args, said) => {
  const { stderr } = await run(...args);
  expect(stderr).toContain(`Error: `);
  expect(stderr).toContain(said);
  expect(aws.tasks).toEqual([]);
});

test("a service that is not there is told by what makes it", async () => {
  aws.answers["DescribeServices"] = () => ({ services: [] });
  const { code, stderr } = await run("dev", "web", "import");
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(
      /^Error: web is not in the cluster groundwork-dev: .*plan dev-stack\n$/,
    ),
  });
});

test("with four eyes in production one person asks, and another starts exactly that, once", async () => {
  aws.container = "worker";
  const asked = await run("prod", "worker", "erase", "--", "--user", "42");
  expect(asked.code).toBe(5);
  const [, id] = /--start (\S+)/.exec(asked.stderr)!;
  expect(aws.tasks).toEqual([]);

  const start = ["prod", "worker", "erase", "--start", id!];
  const own = await run(...start);
  expect(own.code).toBe(6);
  expect(own.stderr).toContain("has asked for it: fourEyes demands another person");

  const lee = await delivery.run(as(delivery.lee), "run", ...start);
  expect(lee).toMatchObject({ code: 0 });
  expect(aws.inputs("RunTask")[0].overrides.containerOverrides[0].command).toEqual([
    "bin/do",
    "--user",
    "42",
  ]);
  const again = await delivery.run(as(delivery.lee), "run", ...start);
  expect(again).toMatchObject({ code: 5, stderr: expect.stringContaining("was started before") });
  expect(aws.tasks).toHaveLength(1);
  const sessions = await delivery.run(as(delivery.kim), "exec", "prod", "--list");
  expect(sessions.stdout).toContain("No sessions of prod");
});

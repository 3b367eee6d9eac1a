import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Ended } from "@groundwork/testing/project";
import { FakeEcs, runningTask } from "../../operate/fake-ecs";
import { Delivery } from "../../support/delivery";
import { AS_IN_AWS, REGION } from "../../support/emulated";

jest.setTimeout(240_000);

let delivery: Delivery;
let ecs: FakeEcs;
let bin: string;
beforeAll(async () => {
  delivery = await Delivery.create("exec");
  for (const name of ["dev", "prod"]) {
    await delivery.copy.edit(`environments/${name}.ts`, `"name":"${name}",`, '$&"exec":true,');
  }
  await delivery.commit("exec");
  ecs = await new FakeEcs().start();
  bin = await mkdtemp(path.join(tmpdir(), "groundwork-plugin-"));
  await plugin("1.2.707.0");
});
afterAll(async () => {
  ecs?.close();
  await Promise.all([delivery?.close(), rm(bin, { recursive: true })]);
});

/** A plugin that notes how it was started, and talks to nobody. */
async function plugin(version: string): Promise<void> {
  const file = path.join(bin, "session-manager-plugin");
  await writeFile(
    file,
    `#!/bin/sh
if [ "$1" = --version ]; then echo ${version}; exit; fi
printf '%s\\n' "$@" > '${bin}/arguments'
env > '${bin}/variables'
echo "in the container"
`,
  );
  await chmod(file, 0o700);
}
const noted = (what: "arguments" | "variables") => readFile(path.join(bin, what), "utf8");

/** Kim, where resources are those of AWS, with an ECS and the plugin. */
const kim = (): NodeJS.ProcessEnv => ({
  ...delivery.kim,
  ...AS_IN_AWS,
  ...ecs.env,
  PATH: `${bin}:${process.env["PATH"]}`,
});
const run = (...args: string[]): Promise<Ended> => delivery.run(kim(), ...args);
const json = async (...args: string[]) => (await delivery.json(kim(), ...args)).document;

describe("exec", () => {
  const SESSION = { sessionId: "s-1", streamUrl: "wss://stream", tokenValue: "the-token" };
  beforeAll(() => {
    ecs.answers["ListTasks"] = () => ({ taskArns: ["arn"] });
    ecs.answers["DescribeTasks"] = () => ({ tasks: [runningTask("aa11")] });
    ecs.answers["ExecuteCommand"] = () => ({ session: SESSION });
  });
  beforeEach(() => ecs.asked.splice(0));

  test("runs a command in a task, and hands the session over, its token where nobody sees it", async () => {
    const { code, stdout, stderr } = await run("exec", "dev", "web", "--", "ls", "-la", "a b");
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "in the container\n", stderr: "" });
    expect(ecs.asked.at(-1)!.input).toEqual({
      cluster: "groundwork-dev",
      task: "arn:aws:ecs:ap-northeast-2:111111111111:task/groundwork-dev/aa11",
      container: "web",
      command: "ls -la 'a b'",
      interactive: true,
    });
    expect((await noted("arguments")).split("\n")).toEqual([
      "AWS_SSM_START_SESSION_RESPONSE",
      REGION,
      "StartSession",
      "",
      '{"Target":"ecs:groundwork-dev_aa11_aa11-4242"}',
      `https://ssm.${REGION}.amazonaws.com`,
      "",
    ]);
    expect(await noted("variables")).toContain("the-token");
  });

  test("by an older plugin takes the session as it always did", async () => {
    await plugin("1.2.497.0");
    expect(await run("exec", "dev", "web", "--", "ls")).toMatchObject({ code: 0 });
    await plugin("1.2.707.0");
    const [response] = (await noted("arguments")).split("\n");
    expect(JSON.parse(response!)).toEqual({
      SessionId: "s-1",
      StreamUrl: "wss://stream",
      TokenValue: "the-token",
    });
  });

  test.each([
    [["dev", "web"], "exec: got no terminal for a shell, expected one, or a command"],
    [["prod", "worker", "--", "ls"], "exec: got no reason to enter prod, which is production"],
    [
      ["dev", "wbe", "--", "ls"],
      "got the service wbe, expected one of web in dev\nDid you mean web?",
    ],
    [
      ["dev", "web", "--container", "evoy", "--", "ls"],
      "--container: got evoy, expected one of web",
    ],
    [
      ["dev", "web", "--task", "ff", "--", "ls"],
      "--task: got ff, which does not run, expected one of aa11",
    ],
    [["dvе", "web", "--", "ls"], "got the environment dvе, expected one of dev, prod"],
  ])("%j opens none", async (args, said) => {
    expect(await run("exec", ...args)).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining(`Error: ${said}`),
    });
    expect(ecs.actions).not.toContain("ExecuteCommand");
  });

  test("without the plugin is one line, before AWS is asked", async () => {
    const PATH = path.dirname(process.execPath);
    const { code, stderr } = await delivery.run(
      { ...kim(), PATH },
      "exec",
      "dev",
      "web",
      "--",
      "ls",
    );
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /^Error: session-manager-plugin is missing: install it from https:\S+\n$/,
      ),
    });
    expect(ecs.actions).toEqual([]);
  });

  test("in production stores the reason first, and who had it is listed", async () => {
    const args = ["exec", "prod", "worker", "--why", "ticket 42", "--", "ps"];
    ecs.answers["DescribeTasks"] = () => ({
      tasks: [
        runningTask("bb22", {
          containers: [
            {
              name: "worker",
              lastStatus: "RUNNING",
              runtimeId: "r",
              managedAgents: [{ name: "ExecuteCommandAgent", lastStatus: "RUNNING" }],
            },
          ],
        }),
      ],
    });
    ecs.answers["ExecuteCommand"] = () => "TargetNotConnectedException";
    const refused = await run(...args);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /^Your reason is stored in s3:\/\/.*-plans\/sessions\/prod\/.*\/ecs\/groundwork-prod\/exec\.\nError: the container worker of the task bb22 takes no session: /,
    );
    ecs.answers["ExecuteCommand"] = () => ({ session: SESSION });
    expect(await run(...args)).toMatchObject({ code: 0, stdout: "in the container\n" });
    const asked = { service: "worker", task: "bb22", command: "ps", why: "ticket 42" };
    const sessions: object[] = await json("exec", "prod", "--list");
    expect(sessions).toHaveLength(2);
    expect(sessions).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          ...asked,
          by: { arn: expect.stringMatching(/\/kim$/) },
          opened: { sessionId: "s-1", at: expect.anything() },
        }),
        expect.not.objectContaining({ opened: expect.anything() }),
      ]),
    );
    expect((await run("exec", "prod", "--list")).stdout).toMatch(
      / kim +worker +ps +ticket 42 +s-1$/m,
    );
  });

  test("in production is for a person, whatever the reason: 6", async () => {
    const env = { ...kim(), AWS_ENDPOINT_URL: "https://aws.example.com", CLAUDECODE: "1" };
    const args = ["exec", "prod", "worker", "--why", "ticket 42", "--", "ps"];
    expect(await delivery.run(env, ...args)).toMatchObject({
      code: 6,
      stderr: expect.stringContaining("exec of prod-stack, which is production, is for a person"),
    });
    expect(ecs.actions).toEqual([]);
  });

  test("in production opens nothing where the reason cannot be stored", async () => {
    const env = { ...kim(), AWS_ENDPOINT_URL_S3: "http://127.0.0.1:1" };
    const args = ["exec", "prod", "worker", "--why", "ticket 42", "--", "ps"];
    expect((await delivery.run(env, ...args)).code).toBe(1);
    expect(ecs.actions).not.toContain("ExecuteCommand");
  });

  test("and logs are nothing for a rehearsal, which runs no tasks", async () => {
    const env = { ...kim(), GROUNDWORK_STAND_INS: "1" };
    expect(await delivery.run(env, "exec", "dev", "web", "--", "ls")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("got a rehearsal, which runs no tasks"),
    });
    expect((await delivery.run(env, "status", "dev")).stdout).not.toContain("services");
  });
});

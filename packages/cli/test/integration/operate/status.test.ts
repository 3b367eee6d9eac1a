import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { startGroundwork, type Ended } from "@groundwork/testing/project";
import { FakeEcs } from "../../operate/fake-ecs";
import { Delivery } from "../../support/delivery";
import { AS_IN_AWS, REGION } from "../../support/emulated";
import { lockText } from "../../support/lock-text";
import { until } from "../../support/until";

jest.setTimeout(240_000);

let delivery: Delivery;
let ecs: FakeEcs;
beforeAll(async () => {
  [delivery, ecs] = await Promise.all([Delivery.createApplied("status"), new FakeEcs().start()]);
});
afterAll(async () => {
  ecs?.close();
  await delivery?.close();
});

/** Kim, where resources are those of AWS, with an ECS. */
const kim = (): NodeJS.ProcessEnv => ({ ...delivery.kim, ...AS_IN_AWS, ...ecs.env });
const run = (...args: string[]): Promise<Ended> => delivery.run(kim(), ...args);
const json = async (...args: string[]) => (await delivery.json(kim(), ...args)).document;

const service = (name: string, runningCount: number) => ({
  services: [
    {
      serviceName: name,
      status: "ACTIVE",
      runningCount,
      desiredCount: 2,
      deployments: [{ status: "PRIMARY", rolloutState: "COMPLETED" }],
      events: [{ message: "unable to place a task" }],
    },
  ],
});

describe("status", () => {
  beforeAll(() => {
    ecs.answers["DescribeServices"] = ({ cluster, services: [name] }) =>
      cluster === "groundwork-dev" ? service(name, 1) : "ClusterNotFoundException";
  });

  test("tells of all stacks at once, also where nothing was applied, and takes no lock", async () => {
    const { code, stdout } = await run("status");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^dev-stack +1 +\d+ +\d+ s ago .* +web 1\/2 short$/m);
    expect(stdout).toContain("Not applied yet: bootstrap-stack, registry-stack, delivery-stack");
    expect(stdout).toContain("dev-stack: web runs 1 of 2 tasks: unable to place a task");
    expect(stdout).not.toContain("missing");
  });

  test("tells who applied last, and a serial that no stored result has", async () => {
    const id = "dev-stack-20261121T035512Z-48cdd2f0-9f3a";
    const by = { arn: "arn:aws:sts::111111111111:assumed-role/Deploy/kim" };
    const at = "2026-11-21T03:56:00.000Z";
    const outcome = { ok: true, exit: 0, counts: {}, serial: 1, at, by };
    await delivery.tamper(`results/dev/${id}/outcome.json`, JSON.stringify(outcome));
    const [applied] = await json("status", "dev");
    expect(applied).toMatchObject({
      serial: 1,
      lastWrite: { at, by: by.arn, plan: id },
      problems: [],
    });
    expect(applied).not.toHaveProperty("storedSerial");
    await delivery.alter();
    expect((await run("status", "dev")).stdout).toMatch(
      /^dev-stack: serial 2 has no stored result of an apply, the newest stored is serial 1/m,
    );
  });

  test("tells who holds the lock, and hides no stack for another that cannot be read", async () => {
    await delivery.putState("prod", "nonsense");
    const { s3 } = delivery.clients;
    const lock = { Bucket: delivery.location.bucket, Key: "dev/terraform.tfstate.tflock" };
    await s3.send(new PutObjectCommand({ ...lock, Body: lockText("l1", 5) }));
    const { code, stdout } = await run("status");
    await s3.send(new DeleteObjectCommand(lock));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^prod-stack +\? /m);
    expect(stdout).toMatch(/^dev-stack +2 .*kim@elsewhere \(apply\)/m);
    expect(stdout).toMatch(/^dev-stack: locked by kim@elsewhere since .*lock id l1/m);
    expect(stdout).toMatch(/^prod-stack: cannot be looked at: state: got .*, expected a state/m);
    expect(stdout).not.toContain("has no stored result");
  });

  test("is one message where AWS answers nothing", async () => {
    const env = { ...kim(), AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
    const { code, stdout, stderr } = await delivery.run(env, "status");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr.trim().split("\n")).toEqual([
      expect.stringMatching(/^Error: nothing answers at /),
    ]);
  });
});

describe("outputs", () => {
  test("are those of the states, and one value is for a script", async () => {
    const [dev] = await json("outputs", "dev");
    expect(dev).toMatchObject({ stack: "dev-stack", outputs: [{ name: "url", sensitive: false }] });
    const { stdout } = await run("outputs", "dev", "--value", "url");
    expect(stdout).toBe(`${dev.outputs[0].value}\n`);
    expect(await run("outputs", "dev", "--value", "ulr")).toMatchObject({
      code: 1,
      stdout: "",
      stderr: "Error: --value: got ulr, expected an output of dev-stack: url\nDid you mean url?\n",
    });
  });

  test("are none of a stack that was never applied", async () => {
    expect(await run("outputs", "registry", "--value", "url")).toMatchObject({
      code: 1,
      stderr: "Error: registry-stack is not applied yet, so it has no output url\n",
    });
  });

  test("that are sensitive are named, and their values are nowhere", async () => {
    const state = JSON.parse((await delivery.stateText("dev"))!);
    state.outputs.token = { value: "hunter2", type: "string", sensitive: true };
    await delivery.putState("prod", JSON.stringify(state));
    const all = [await run("outputs"), await run("outputs", "prod", "--json")];
    const asked = await run("outputs", "prod", "--value", "token");
    for (const { stdout, stderr } of [...all, asked])
      expect(stdout + stderr).not.toContain("hunter2");
    expect(all[0]!.stdout).toMatch(/^prod-stack +token +\(sensitive\)$/m);
    expect(asked).toMatchObject({ code: 1, stderr: expect.stringContaining("is sensitive") });
  });
});

describe("logs", () => {
  const logs = async () => {
    const { s3 } = delivery.clients;
    const credentials = await s3.config.credentials();
    return new CloudWatchLogsClient({ region: REGION, endpoint: delivery.endpoint, credentials });
  };
  const put = async (logStreamName: string, ...messages: string[]) => {
    const logGroupName = "/ecs/groundwork-dev/web";
    const client = await logs();
    await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName })).catch(() => {});
    const logEvents = messages.map((message) => ({ timestamp: Date.now(), message }));
    await client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
  };

  test("of a service that was never applied are a message, not a stack trace", async () => {
    expect(await run("logs", "dev")).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(
        /^Error: web: there is no log group \/ecs\/groundwork-dev\/web in ap-northeast-2; the stack makes it/,
      ),
    });
  });

  test("are what containers printed, filtered, and for a program an object a line", async () => {
    await (
      await logs()
    ).send(new CreateLogGroupCommand({ logGroupName: "/ecs/groundwork-dev/web" }));
    await put("ecs/web/aa11bb22cc", "started", "request timed out");
    const { code, stdout } = await run("logs", "dev", "web");
    expect({ code, lines: stdout.trim().split("\n") }).toEqual({
      code: 0,
      lines: [
        expect.stringMatching(/ web\/aa11bb22 started$/),
        expect.stringMatching(/ web\/aa11bb22 request timed out$/),
      ],
    });
    const { stdout: found } = await run("logs", "dev", "--filter", "timed out", "--json");
    expect(
      found
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { service: "web", container: "web", task: "aa11bb22cc", message: "request timed out" },
    ]);
    const before = await run("logs", "dev", "--until", "1h");
    expect(before).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringContaining("10 min"),
    });
    const nothing = await run("logs", "dev", "--task", "ff", "--since", "1m");
    expect(nothing).toMatchObject({
      code: 0,
      stdout: "",
      stderr: "Nothing of web in these 60 s. Further back: --since 1d\n",
    });
  });

  test("go on until Ctrl-C, and no line comes twice", async () => {
    const child = startGroundwork(["logs", "dev", "--follow"], kim(), delivery.copy.root);
    let said = "";
    child.stdout!.on("data", (text) => (said += text));
    await until("the first lines", () => said.includes("timed out"), 60);
    await put("ecs/web/aa11bb22cc", "one more");
    await until("the next", () => said.includes("one more"), 60);
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    expect(
      said
        .trim()
        .split("\n")
        .map((line) => line.replace(/^.*\/aa11bb22 /, "")),
    ).toEqual(["started", "request timed out", "one more"]);
  });
});

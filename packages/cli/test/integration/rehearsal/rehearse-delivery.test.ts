import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { ListObjectsV2Command, ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import type { Emulator } from "../../../src/emulator/emulator";
import { isAlive } from "../../../src/core/processes";
import { PLANS } from "../../support/delivery";
import { clientsOf, ownEmulator } from "../../support/emulated";
import { groundwork, type Ended, type ProjectCopy } from "@groundwork/testing/project";
import { git } from "../../support/committed";
import { OTHERS, withOtherProviders } from "../../support/other-providers";
import {
  committedCopy,
  eventsOf,
  messagesOf,
  stackTable,
  story,
  type Event,
} from "../../support/rehearsed-delivery";
import { emulatorOf, LAPTOP, leftBy, startRehearsal } from "../../support/rehearsals";
import { SnsInbox } from "../../support/sns-inbox";
import { until } from "../../support/until";

jest.setTimeout(240_000);

const DEV = [
  "kim: planned",
  "kim: applied",
  "SNS: told applied",
  "schedule: drift looked for",
  "kim: planned again",
];

const PROD = [
  "kim: planned",
  "SNS: told plan-ready",
  "kim: own plan approved",
  "lee: approved",
  "SNS: told approved",
  "kim: planned",
  "SNS: told plan-ready",
  "kim: older plan applied",
  "lee: approved",
  "SNS: told approved",
  "kim: applied",
  "SNS: told applied",
  "schedule: drift looked for",
  "kim: planned again",
];

let copy: ProjectCopy;
beforeAll(async () => {
  copy = await committedCopy();
  await withOtherProviders(copy);
});
afterAll(() => copy?.remove());

describe("a commit, on an emulator that goes on", () => {
  let emulator: Emulator;
  let inboxes: Record<"dev" | "prod", SnsInbox>;
  let ended: Ended;
  let events: Event[];
  const rehearse = (...stacks: string[]) =>
    copy.groundwork(["rehearse", ...stacks, "--delivery"], {
      ...LAPTOP,
      AWS_ENDPOINT_URL: emulator.endpoint,
      // A workflow's actor would be behind everybody.
      GITHUB_ACTIONS: "true",
      GITHUB_ACTOR: "octocat",
    });
  beforeAll(async () => {
    emulator = await ownEmulator("rehearse-delivery");
    const inbox = (name: string) =>
      SnsInbox.create(emulator.endpoint, `groundwork-${name}-delivery`);
    inboxes = { dev: await inbox("dev"), prod: await inbox("prod") };
    ended = await rehearse();
    events = eventsOf(ended.stdout);
  });
  afterAll(async () => {
    Object.values(inboxes ?? {}).forEach((inbox) => inbox.close());
    await emulator?.stop();
  });

  test("goes all the way, in every environment, and says what was real", async () => {
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    expect(story(events, "dev")).toEqual(DEV);
    expect(story(events, "prod")).toEqual(PROD);
    expect(stackTable(ended.stdout)).toEqual([
      "bootstrap-stack",
      "registry-stack",
      "delivery-stack",
      "dev-stack",
      "prod-stack",
    ]);
    expect(ended.stdout).toContain(
      `Planned: commit ${await git(copy, "rev-parse", "HEAD")} (main)`,
    );
    expect(ended.stdout).not.toContain("uncommitted");
    expect(ended.stdout).toContain("Real: the commands");
    expect(ended.stdout).toContain("Not: IAM");
  });

  test("what was refused was refused, and only the newer plan was applied", async () => {
    const of = (event: string) => events.filter((one) => one.event === event);
    const [older, newer] = of("planned").filter(({ environment }) => environment === "prod");
    expect(of("own plan approved")).toMatchObject([
      { plan: older!.plan, outcome: expect.stringContaining("exit 6") },
    ]);
    expect(of("older plan applied")).toMatchObject([
      { plan: older!.plan, outcome: "refused (exit 5): superseded" },
    ]);
    expect(of("applied").at(-1)!.plan).toBe(newer!.plan);
    const { Contents = [] } = await clientsOf(emulator.endpoint).s3.send(
      new ListObjectsV2Command({ Bucket: PLANS, Prefix: "results/prod/" }),
    );
    expect(Contents.map(({ Key }) => Key).toSorted()).toEqual(
      ["log.txt", "outcome.json", "outputs.json", "started.json"].map(
        (name) => `results/prod/${newer!.plan}/${name}`,
      ),
    );
  });

  test("SSM leads whoever has no checkout to the bucket and to the topics", async () => {
    const { ssm, s3 } = clientsOf(emulator.endpoint);
    const value = async (name: string) => {
      const Name = `/groundwork/delivery/${name}`;
      return (await ssm.send(new GetParameterCommand({ Name }))).Parameter!.Value!;
    };
    const Bucket = await value("delivery/plan-bucket");
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBeGreaterThan(0);
    expect(await value("dev/topic-arn")).toBe(inboxes.dev.delivered[0]!.TopicArn);
    expect(await value("prod/topic-arn")).toBe(inboxes.prod.delivered[0]!.TopicArn);
  });

  test("the store keeps versions, and nothing in it was written twice", async () => {
    const { Versions = [] } = await clientsOf(emulator.endpoint).s3.send(
      new ListObjectVersionsCommand({ Bucket: PLANS }),
    );
    const written = Versions.map(({ Key }) => Key!);
    expect(written.length).toBeGreaterThan(10);
    expect(new Set(written).size).toBe(written.length);
    expect(Versions.every(({ VersionId }) => VersionId !== "null")).toBe(true);
  });

  test("SNS delivers the messages that are kept as files, for e-mail and for Slack", async () => {
    const folder = messagesOf(ended.stdout);
    const files = (await readdir(folder)).filter((file) => file.endsWith(".txt")).toSorted();
    for (const name of ["dev", "prod"] as const) {
      const own = files.filter((file) => file.includes(`-${name}-`));
      const texts = await Promise.all(own.map((file) => readFile(path.join(folder, file), "utf8")));
      const delivered = await until(`messages of ${name}`, () =>
        inboxes[name].delivered.length >= own.length ? inboxes[name].delivered : undefined,
      );
      const came = delivered.map(({ Subject, Message }) => `Subject: ${Subject}\n\n${Message}\n`);
      expect(came.toSorted()).toEqual(texts.toSorted());
      for (const file of own) {
        const slack = await readFile(
          path.join(folder, file.replace(".txt", ".slack.json")),
          "utf8",
        );
        expect(JSON.parse(slack)).toMatchObject({ source: "custom" });
      }
    }
    expect(files.map((file) => file.replace(/^[^-]*-|\.txt$/g, ""))).toEqual([
      "dev-applied",
      "prod-plan-ready",
      "prod-approved",
      "prod-plan-ready",
      "prod-approved",
      "prod-applied",
    ]);
  });

  test("what the commands said is kept, with their exit codes", async () => {
    const text = await readFile(path.join(messagesOf(ended.stdout), "transcript.log"), "utf8");
    const codes = [...text.matchAll(/^\(exit (\d)\)$/gm)].map(([, code]) => code);
    expect(codes.join("")).toBe("202602500000");
    expect(text).toContain("somebody else must approve it");
    expect(text).toContain("superseded by");
    expect(text).toContain("Apply complete!");
    expect(text).not.toContain("octocat");
    for (const address of OTHERS) expect(text).toContain(address);
  });

  test("a second time there is nothing to deliver: it fails, and says so", async () => {
    const { code, stderr } = await rehearse("prod-stack");
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining("prod-stack: nothing to change"),
    });
    expect(stderr).toContain("got exit code 0, expected 2");
    expect(stderr).not.toMatch(/^ +at /m);
  });
});

describe("with an emulator of its own", () => {
  test("uncommitted changes are rehearsed, said so, and nothing is left behind", async () => {
    await copy.write("notes.md", "not committed\n");
    const { rehearsal, said, closed } = startRehearsal(copy, "dev-stack", "--delivery");
    const emulator = await until("the emulator", () => emulatorOf(rehearsal.pid!));
    const [code] = await closed;
    await git(copy, "clean", "--quiet", "--force");
    expect({ code, stderr: said.stderr }).toEqual({ code: 0, stderr: "" });
    const events = eventsOf(said.stdout);
    expect(story(events, "dev")).toEqual(DEV);
    expect(story(events, "prod")).toEqual([]);
    expect(said.stdout).toContain("with 1 uncommitted change, which is for a rehearsal only");
    const folder = messagesOf(said.stdout);
    const first = (await readdir(folder)).find((file) => file.endsWith(".txt"))!;
    const message = await readFile(path.join(folder, first), "utf8");
    expect(message).toContain("with changes that are not in it");
    expect(isAlive(emulator)).toBe(false);
    expect(await leftBy(copy, rehearsal.pid!)).toEqual([]);
  });

  test("interrupted in the midst of it, it ends in order", async () => {
    const { rehearsal, said, closed } = startRehearsal(copy, "prod-stack", "--delivery");
    const emulator = await until("the emulator", () => emulatorOf(rehearsal.pid!));
    await until("the delivery", () => said.stdout.includes("Apply the other stacks"));
    // As Ctrl-C does: to the whole group.
    process.kill(-rehearsal.pid!, "SIGINT");
    const [code] = await closed;
    expect({ code, stderr: said.stderr }).toEqual({
      code: 130,
      stderr: expect.not.stringMatching(/^ +at /m),
    });
    expect(isAlive(emulator)).toBe(false);
    expect(await leftBy(copy, rehearsal.pid!)).toEqual([]);
  });
});

describe("says in one line what does not go together", () => {
  test("with the provider", async () => {
    const { code, stderr } = await groundwork(["rehearse", "--delivery", "--provider"]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "Error: --delivery: got --provider as well, expected one of them\n",
    });
  });

  test("with shared stacks alone", async () => {
    const { code, stderr } = await groundwork(["rehearse", "registry-stack", "--delivery"]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining("expected an environment's stack, such as dev-stack"),
    });
  });
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { FolderObjects } from "../../src/delivery/store/folder-objects";
import { SessionStore, sessionsTable, type AskedSession } from "../../src/operate/exec/sessions";

const ASKED: AskedSession = {
  id: "20261130T060000Z-0a1b2c3d",
  environment: "prod",
  service: "web",
  container: "web",
  task: "aa11",
  command: "/bin/sh",
  why: "ticket 42",
  by: { arn: "arn:aws:sts::111111111111:assumed-role/Deploy/kim" },
  at: "2026-11-30T06:00:00.000Z",
};

let folder: string;
let objects: FolderObjects;
let store: SessionStore;
beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), "groundwork-sessions-")), "store");
  objects = new FolderObjects({ folder, retentionDays: {} });
  store = new SessionStore(objects);
});
afterEach(() => rm(path.dirname(folder), { recursive: true }));

test("a reason is written once, beside what came of it, and read with it", async () => {
  expect(await store.list("prod", 20)).toEqual([]);
  await store.putAsked(ASKED);
  expect(await store.list("prod", 20)).toEqual([ASKED]);
  await expect(store.putAsked({ ...ASKED, why: "nothing" })).rejects.toThrow("asked.json");
  const opened = { sessionId: "ecs-execute-command-1", at: ASKED.at };
  await store.putOpened(ASKED, opened);
  expect(await store.list("prod", 20)).toEqual([{ ...ASKED, opened }]);
  expect(await store.list("pro", 20)).toEqual([]);
  expect(
    (await objects.list("")).map(({ key }) => key).filter((key) => !key.startsWith(".")),
  ).toEqual([`sessions/prod/${ASKED.id}/asked.json`, `sessions/prod/${ASKED.id}/opened.json`]);
});

test("the newest come first, and no more than are asked for", async () => {
  const ids = [store.newId(), store.newId(), store.newId()];
  expect(new Set(ids).size).toBe(3);
  for (const id of ids) await store.putAsked({ ...ASKED, id });
  const found = await store.list("prod", 2);
  expect(found).toHaveLength(2);
  const times = await objects.list("sessions/");
  const newest = times.toSorted((a, b) => b.lastModified.valueOf() - a.lastModified.valueOf())[0]!;
  expect(newest.key).toContain(found[0]!.id);
});

test("what is no JSON is named", async () => {
  await objects.putOnce("sessions/prod/x/asked.json", Buffer.from("nonsense"));
  await expect(store.list("prod", 20)).rejects.toThrow("x/asked.json: got a text that is not JSON");
});

test("a person sees who, what and why, in one line whatever the reason has in it", () => {
  const why = "ticket 42\nrm -rf all is well";
  const text = sessionsTable([{ ...ASKED, why, container: "envoy" }], new Date(ASKED.at));
  const [, row, ...more] = text.split("\n");
  expect(more).toEqual([]);
  expect(row).toMatch(
    / {2}kim {2}web\/envoy {2}\/bin\/sh {2}ticket 42 rm -rf all is well {2}not opened$/,
  );
});

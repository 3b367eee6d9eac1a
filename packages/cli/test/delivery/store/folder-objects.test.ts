import fs from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { FolderObjects } from "../../../src/delivery/store/folder-objects";
import { PlanStore } from "../../../src/delivery/store/plan-store";
import { AlreadyThereError } from "../../../src/delivery/store/store-objects";
import { approval, ID, started, summary } from "../plan/plan-records";

// Each write waits for the disk, on which others work as well.
jest.setTimeout(60_000);

let parent: string;
let folder: string;
beforeEach(async () => {
  parent = await fs.mkdtemp(path.join(tmpdir(), "groundwork-plans-"));
  folder = path.join(parent, "on/a/share");
});
afterEach(async () => {
  jest.restoreAllMocks();
  await fs.rm(parent, { recursive: true });
});

const retentionDays = { plans: 30, results: 400 };
const objects = () => new FolderObjects({ folder, retentionDays });
const store = () => new PlanStore(objects());
const file = (key: string) => path.join(folder, key);
const put = (key: string, text = "x") => objects().putOnce(key, Buffer.from(text));
const modeOf = async (key: string) => ((await fs.stat(file(key))).mode & 0o777).toString(8);
const filesIn = async (key: string) => (await fs.readdir(file(key))).toSorted();
/** Has something been written so long ago. */
async function age(key: string, days: number): Promise<void> {
  const then = new Date(Date.now() - days * 86_400_000);
  await fs.utimes(file(key), then, then);
}

test("nothing lies in a folder that there is not, and a look makes none", async () => {
  expect(await store().records()).toEqual([]);
  expect(await store().record(ID)).toBeUndefined();
  expect(await fs.readdir(parent)).toEqual([]);
});

test("nobody but its owner reads in it, and git does not see it", async () => {
  await put(`plans/prod/${ID}/bundle.tgz`);
  const folders = ["", "plans", "plans/prod", `plans/prod/${ID}`, ".drafts"];
  expect(await Promise.all(folders.map(modeOf))).toEqual(folders.map(() => "700"));
  expect(await modeOf(`plans/prod/${ID}/bundle.tgz`)).toBe("600");
  expect(await fs.readFile(file(".gitignore"), "utf8")).toBe("*\n");
  expect(await filesIn(".drafts")).toEqual([]);
});

test.each([
  ["others read in", 0o755],
  ["a group writes in", 0o770],
])("a folder that %s is refused, for a look as well", async (_, mode) => {
  await fs.mkdir(folder, { recursive: true });
  await fs.chmod(folder, mode);
  const refusal = `got the mode ${mode.toString(8)}, expected 700, as plans hold what a state holds. Next: chmod 700 ${folder}`;
  await expect(put("plans/prod/x")).rejects.toThrow(refusal);
  await expect(store().records()).rejects.toThrow(refusal);
  expect(await filesIn("")).toEqual([]);
});

test("a file in its place is refused", async () => {
  folder = path.join(parent, "plans");
  await fs.writeFile(folder, "");
  await expect(store().records()).rejects.toThrow(`got ${folder}, which is a file`);
});

test("of many that write one object at once, one comes through", async () => {
  const texts = Array.from({ length: 8 }, (_, index) => `${index}`.repeat(20_000));
  const ended = await Promise.allSettled(texts.map((text) => put("results/prod/x", text)));
  const won = ended.flatMap(({ status }, index) => (status === "fulfilled" ? [texts[index]] : []));
  expect(won).toHaveLength(1);
  expect(await fs.readFile(file("results/prod/x"), "utf8")).toBe(won[0]);
  const lost = ended.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  expect(lost.every((error) => error instanceof AlreadyThereError)).toBe(true);
  expect(await filesIn(".drafts")).toEqual([]);
});

test("a plan is decided once, and begun once", async () => {
  await store().putBundle(ID, Buffer.from("bundle"));
  await store().putSummary(summary());
  await store().putApproval(ID, { ...approval, verdict: "rejected" });
  await expect(store().putApproval(ID, approval)).rejects.toThrow(AlreadyThereError);
  await store().putStarted(ID, started);
  await expect(store().putStarted(ID, started)).rejects.toThrow(AlreadyThereError);
  expect(await store().record(ID)).toMatchObject({
    summary: summary(),
    approval: { verdict: "rejected" },
    started,
    newer: undefined,
  });
  expect((await store().getBundle(ID)).toString()).toBe("bundle");
});

test("the order is that in which the disk took plans in, whatever their ids say", async () => {
  const first = ID.replace("20261121", "29991231");
  await store().putSummary(summary({ id: first }));
  await age(`summaries/prod/${first}.json`, 1);
  await store().putSummary(summary());
  expect(await store().record(first)).toMatchObject({ newer: ID });
  expect((await store().newest("prod-stack"))!.summary.id).toBe(ID);
});

test("the time is the disk's where that is ahead of this machine", async () => {
  const found = objects();
  await put("results/prod/x");
  await age("results/prod/x", -3);
  await found.list("results/");
  expect(found.now().valueOf()).toBeGreaterThan(Date.now() + 2 * 86_400_000);
});

test("what a process that was killed has left is no object, and goes with the next write", async () => {
  await put("plans/prod/x");
  await fs.writeFile(file(".drafts/old"), "half a pl");
  await fs.writeFile(file(".drafts/new"), "somebody is writing");
  await age(".drafts/old", 1);
  expect((await objects().list("plans/")).map(({ key }) => key)).toEqual(["plans/prod/x"]);
  await put("plans/prod/y");
  expect(await filesIn(".drafts")).toEqual(["new"]);
});

test("plans go after their days, and what is said of them stays as long as it shall", async () => {
  for (const key of [`plans/prod/${ID}/bundle.tgz`, "results/prod/x", "drift/prod/last.json"]) {
    await put(key);
    await age(key, 31);
  }
  await put("plans/prod/new");
  expect(await objects().list("plans/")).toMatchObject([{ key: "plans/prod/new" }]);
  expect(await filesIn("results/prod")).toEqual(["x"]);
  expect(await filesIn("drift/prod")).toEqual(["last.json"]);
  await expect(store().getBundle(ID)).rejects.toThrow(
    `got no ${file(`plans/prod/${ID}/bundle.tgz`)}: plans are deleted after planRetentionDays`,
  );
});

test("a link whose answer the network has lost is one's own", async () => {
  const { link } = fs;
  jest.spyOn(fs, "link").mockImplementation(async (from, to) => {
    await link(from, to);
    throw Object.assign(new Error("again"), { code: "EEXIST" });
  });
  await put("results/prod/x", "mine");
  expect(await fs.readFile(file("results/prod/x"), "utf8")).toBe("mine");
});

test("a disk that cannot keep two writers apart is refused, and nothing is left on it", async () => {
  const refusal = Object.assign(new Error("no links"), { code: "EPERM" });
  jest.spyOn(fs, "link").mockRejectedValue(refusal);
  await expect(put("results/prod/x")).rejects.toThrow(
    "got a file system without hard links (EPERM)",
  );
  expect(await filesIn("results/prod")).toEqual([]);
  expect(await filesIn(".drafts")).toEqual([]);
});

test("a link to somewhere else is no object", async () => {
  await put("results/prod/x");
  await fs.writeFile(path.join(parent, "elsewhere"), "{}");
  await fs.symlink(path.join(parent, "elsewhere"), file("results/prod/y"));
  expect((await objects().list("results/")).map(({ key }) => key)).toEqual(["results/prod/x"]);
});

test("what is written anew takes the place of the last", async () => {
  for (const text of ["one", "two"]) await objects().put("drift/prod/last.json", Buffer.from(text));
  expect((await objects().get("drift/prod/last.json")).toString()).toBe("two");
  expect(await modeOf("drift/prod/last.json")).toBe("600");
});

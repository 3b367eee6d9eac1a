import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { checkBundle } from "../../../src/delivery/apply/checks";
import { render } from "../../../src/delivery/messages/messages";
import { goneBy, metaText } from "../../../src/delivery/store/plan-meta";
import { BucketObjects } from "../../../src/delivery/store/bucket-objects";
import { PlanStore } from "../../../src/delivery/store/plan-store";
import { parseId } from "../../../src/delivery/store/plan-id";
import { planText } from "../../../src/delivery/store/plan-text";
import { awsClients } from "../../../src/state/clients";
import { summary } from "./plan-records";

/** S3 with summaries and nothing else, each from a time of its own, listed two at a time. */
class Summaries {
  /** When S3 took in what lies under a key. */
  readonly keys: Record<string, string> = {};
  /** What lies there in the place of a summary, by the id of the plan. */
  readonly texts: Record<string, string> = {};
  date = new Date().toUTCString();
  private readonly server: Server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url!, "http://s3");
    const listed = url.searchParams.get("list-type") !== null;
    const id = /([^/]+)\.json$/.exec(url.pathname)?.[1] ?? "";
    const prefix = url.searchParams.get("prefix") ?? "";
    const from = Number(url.searchParams.get("continuation-token") ?? 0);
    outgoing.writeHead(200, { "content-type": "application/xml", date: this.date });
    outgoing.end(
      listed ? this.page(prefix, from) : (this.texts[id] ?? JSON.stringify(summary({ id }))),
    );
  }).listen(0, "127.0.0.1");

  async store(): Promise<PlanStore> {
    if (!this.server.listening) await once(this.server, "listening");
    const endpoint = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId: "x", secretAccessKey: "x" };
    const { s3 } = awsClients({ region: "ap-northeast-2", endpoint, credentials });
    return new PlanStore(
      new BucketObjects(s3, { bucket: "plans", kmsAliasArn: "arn:aws:kms:x:1:alias/x" }),
    );
  }

  put(id: string, at: string): string {
    this.keys[`summaries/${parseId(id)!.owner}/${id}.json`] = at;
    return id;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private page(prefix: string, from: number): string {
    const keys = Object.entries(this.keys).filter(([key]) => key.startsWith(prefix));
    const contents = keys
      .toSorted()
      .slice(from, from + 2)
      .map(
        ([Key, at]) => `<Contents><Key>${Key}</Key><LastModified>${at}</LastModified></Contents>`,
      );
    const next =
      from + 2 < keys.length ? `<NextContinuationToken>${from + 2}</NextContinuationToken>` : "";
    return `<ListBucketResult>${contents.join("")}${next}</ListBucketResult>`;
  }
}

const idAt = (time: string, random = "9f3a", stack = "prod-stack") =>
  `${stack}-${time}-48cdd2f0-${random}`;
const NOON = "2026-11-21T12:00:00.000Z";
const LATER = "2026-11-21T12:00:01.000Z";

let s3: Summaries;
let store: PlanStore;
beforeEach(async () => {
  s3 = new Summaries();
  store = await s3.store();
});
afterEach(() => s3.close());

test.each([
  ["ran ahead", "20261122T180000Z"],
  ["was slow", "20261120T060000Z"],
  ["was right", "20261121T120000Z"],
  ["says what nobody will live to see", "99991231T235959Z"],
])("a plan by a clock that %s is superseded by what comes after it", async (_, time) => {
  const first = s3.put(idAt(time), NOON);
  const second = s3.put(idAt("20261121T120001Z"), LATER);
  s3.put(idAt("20261121T130000Z", "9f3a", "dev-stack"), "2026-11-21T13:00:00.000Z");
  expect(await store.record(first)).toMatchObject({ newer: second, storedAt: NOON });
  expect(await store.record(second)).toMatchObject({ newer: undefined, storedAt: LATER });
  expect((await store.newest("prod-stack"))!.summary.id).toBe(second);
  const listed = await store.records({ stack: "prod-stack" });
  expect(listed.map((record) => record.summary.id)).toEqual([second, first]);
});

test("what S3 took in within a second is in the order of its ids", async () => {
  const second = s3.put(idAt("20261121T120001Z", "0000"), NOON);
  const first = s3.put(idAt("20261121T120000Z", "ffff"), NOON);
  expect((await store.record(first))!.newer).toBe(second);
  expect((await store.record(second))!.newer).toBeUndefined();
});

test("what lies where no plan's summary does supersedes nothing", async () => {
  const plan = s3.put(idAt("20261121T120000Z"), NOON);
  for (const [index, key] of [
    `summaries/prod/prod-stack-/x/${idAt("20261121T120001Z", "0001")}.json`,
    `summaries/prod/${idAt("20261121T120001Z", "0002", "dev-stack")}.json`,
    `summaries/prod/${idAt("20261121T120001Z", "0003")}`,
    "summaries/prod/prod-stack-notes.txt",
  ].entries()) {
    s3.keys[key] = new Date(Date.parse(LATER) + index).toISOString();
  }
  expect((await store.record(plan))!.newer).toBeUndefined();
  const listed = await store.records();
  expect(listed.map((record) => record.summary.id)).toEqual([plan]);
});

test.each([
  ["no JSON", "{", "got a text that is not JSON"],
  ["null", "null", "got JSON that is no summary of a plan"],
  ["a list", "[]", "got JSON that is no summary of a plan"],
  ["another form", '{"id":7}', "got JSON that is no summary of a plan"],
])("a summary that is %s is one line, and the other plans are listed", async (_, text, problem) => {
  const first = s3.put(idAt("20261121T120000Z"), NOON);
  const second = s3.put(idAt("20261121T120001Z"), LATER);
  s3.texts[second] = text;
  const [unreadable, record, ...others] = await store.list();
  expect(others).toEqual([]);
  expect(unreadable).toEqual({ id: second, problem: expect.stringContaining(problem) });
  expect(unreadable).toMatchObject({ problem: expect.stringContaining(`${second}.json`) });
  expect(record).toMatchObject({ summary: { id: first }, newer: second });
  await expect(store.records()).rejects.toThrow(problem);
  await expect(store.record(second)).rejects.toThrow(problem);
});

/** As it was stored when lists of what goes were kept beside all resources. */
test("a summary of before is read, applied and told like one of now", async () => {
  const gone = { address: "aws_vpc.b", type: "aws_vpc", action: "destroy" } as const;
  const anew = { address: "aws_eip.c", type: "aws_eip", action: "replace" } as const;
  const id = s3.put(idAt("20261121T120000Z"), NOON);
  const { sha256, ...meta } = summary({ id, resources: [gone, anew] });
  const lists = { destroyed: [gone], replaced: [anew] };
  s3.texts[id] = JSON.stringify({ ...meta, sha256, ...lists });
  const record = (await store.record(id))!;
  expect(goneBy(record.summary)).toEqual(lists);
  expect(planText(record)).toContain("    - aws_vpc.b\n  -/+ aws_eip.c");
  const { text } = render({ type: "plan-ready", plan: record.summary });
  expect(text).toContain("aws_vpc.b");
  // The bundle was packed with the lists as well.
  const packed = metaText({ ...meta, ...lists });
  expect(() => checkBundle(record, { sha256, meta: packed })).not.toThrow();
  expect(() => checkBundle(record, { sha256, meta: metaText(meta) })).toThrow("is not the one");
});

test("the time is S3's where this machine's clock is behind it, and never earlier", async () => {
  const ahead = new Date(Math.ceil(Date.now() / 1000) * 1000 + 80 * 3_600_000);
  s3.date = ahead.toUTCString();
  await store.records();
  expect(store.now()).toEqual(ahead);
  s3.date = new Date(0).toUTCString();
  const before = Date.now();
  await store.records();
  expect(store.now().valueOf()).toBeGreaterThanOrEqual(before);
});

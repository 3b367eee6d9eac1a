import { marked, markerOf, syncComments, type Comment } from "../../src/github/comment";
import { FakeGitHub } from "../support/fake-github";

let fake: FakeGitHub;
afterEach(() => fake.stop());

interface Written {
  id: number;
  body: string;
  user: { type: string };
}

/** @returns the changes that were made of what was written before */
async function sync(before: Written[], comments: Comment[], kind?: string): Promise<string[]> {
  fake = await FakeGitHub.start(({ method }) => (method === "GET" ? before : {}));
  await syncComments(fake.api, 7, comments, kind);
  return fake.changes;
}

const bot = (id: number, body: string): Written => ({ id, body, user: { type: "Bot" } });
const dev = marked("review: dev-stack 1", "two");

test("a comment is made once, and rewritten after that", async () => {
  expect(await sync([], [dev])).toEqual(["POST /issues/7/comments"]);
  await fake.stop();
  expect(await sync([bot(1, `${dev.marker}\none`)], [dev])).toEqual(["PATCH /issues/comments/1"]);
  expect(fake.calls.at(-1)!.body).toEqual({ body: `${dev.marker}\ntwo\n` });
});

test("the same text is left alone", async () => {
  expect(await sync([bot(1, dev.body)], [dev])).toEqual([]);
});

test("what a person wrote is never rewritten or removed, whatever marker it has", async () => {
  const person = { ...bot(1, `${dev.marker}\nmine`), user: { type: "User" } };
  expect(await sync([person], [dev], "<!-- groundwork review: ")).toEqual([
    "POST /issues/7/comments",
  ]);
});

test("what there is no longer goes, of its kind alone", async () => {
  const gone = bot(2, `${markerOf("review: dev-stack 2")}\npart 2`);
  const other = bot(3, `${markerOf("delivery: dev")}\napplied`);
  expect(await sync([bot(1, dev.body), gone, other], [dev], "<!-- groundwork review: ")).toEqual([
    "DELETE /issues/comments/2",
  ]);
  await fake.stop();
  expect(await sync([bot(1, dev.body), gone, other], [dev])).toEqual([]);
});

test("a marker is not found in the middle of a text", async () => {
  expect(await sync([bot(1, `see ${dev.body}`)], [dev])).toEqual(["POST /issues/7/comments"]);
});

test("fails before anything is written, on what GitHub would refuse", async () => {
  const long = marked("x", "a".repeat(70_000));
  await expect(sync([], [dev, long])).rejects.toThrow("expected at most 65536");
  expect(fake.changes).toEqual([]);
  await fake.stop();
  await expect(sync([], [{ marker: "<!-- a -->", body: "b" }])).rejects.toThrow("its marker");
});

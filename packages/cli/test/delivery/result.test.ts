import type { OpenDelivery } from "../../src/delivery/open";
import { withResult } from "../../src/delivery/result";
import { OperationError } from "../../src/core/errors";

const open = { bucket: "plans", location: { lockTable: "locks" } } as OpenDelivery;

let printed: jest.SpyInstance;
beforeEach(() => {
  printed = jest.spyOn(console, "log").mockImplementation();
});
afterEach(() => printed.mockRestore());

/** Does some work as a command does; it fails with what is given. */
async function command(json: boolean, failure?: Error): Promise<unknown> {
  const result: { id: string; done?: string; error?: string } = { id: "one" };
  return withResult(open, { json }, result, async () => {
    result.done = "the first half";
    if (failure) throw failure;
    return 2;
  }).catch((error: unknown) => error);
}

const document = () => printed.mock.calls.map(([text]) => JSON.parse(text));

test("what the work returns is returned, and its result printed once, as JSON", async () => {
  expect(await command(true)).toBe(2);
  expect(document()).toEqual([{ id: "one", done: "the first half" }]);
});

test("without --json nothing is printed", async () => {
  expect(await command(false)).toBe(2);
  expect(document()).toEqual([]);
});

test("a failure is in the result, and keeps its exit code", async () => {
  const failure = new OperationError("the plan is stale", 3);
  expect(await command(true, failure)).toBe(failure);
  expect(document()).toEqual([{ id: "one", done: "the first half", error: "the plan is stale" }]);
});

test("what AWS refuses is put in words, in the result as well", async () => {
  const missing = Object.assign(new Error("no such bucket"), { name: "NoSuchBucket" });
  const thrown = await command(true, missing);
  expect(thrown).toMatchObject({ message: expect.stringMatching(/^bucket plans does not exist;/) });
  expect(document()).toMatchObject([{ error: (thrown as Error).message }]);
});

test("a mistake in the program is no result", async () => {
  const mistake = new TypeError("not a function");
  expect(await command(true, mistake)).toBe(mistake);
  expect(document()).toEqual([{ id: "one", done: "the first half" }]);
});

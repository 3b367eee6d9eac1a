import { say } from "../../src/core/outlet";
import { progress } from "../../src/core/progress";
import { during, undisturbed } from "../../src/core/waiting";

const before = { out: { ...streamOf(process.stdout) }, err: { ...streamOf(process.stderr) } };
let written: jest.SpyInstance;

function streamOf({ isTTY, columns }: NodeJS.WriteStream) {
  return { isTTY, columns };
}

/** What stands in the last line of the terminal. */
const line = (): string =>
  written.mock.calls
    .map(([text]) => String(text))
    .join("")
    .split("\r\u001B[2K")
    .at(-1)!;

beforeEach(() => {
  jest.useFakeTimers();
  written = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  jest.spyOn(process.stdout, "write").mockReturnValue(true);
  Object.assign(process.stderr, { isTTY: true, columns: 40 });
  say("the beginning");
});
afterEach(() => {
  Object.assign(process.stdout, before.out);
  Object.assign(process.stderr, before.err);
  jest.restoreAllMocks();
  jest.useRealTimers();
});

/** Work that ends when it is told to. */
function work(what: string) {
  let end = () => {};
  const ended = during(
    what,
    new Promise<void>((resolve) => {
      end = resolve;
    }),
  );
  return {
    end: () => {
      end();
      return ended;
    },
  };
}

test("after two seconds of silence a line tells what is under way; it is gone when it has ended", async () => {
  const drift = work("drift");
  const plans = [work("terraform plan in dev-stack"), work("synthesizing")];
  jest.advanceTimersByTime(1900);
  expect(written).not.toHaveBeenCalled();
  jest.advanceTimersByTime(1200);
  // As wide as the terminal.
  expect(line()).toBe("drift: terraform plan in dev-stack, syn");
  await plans[1]!.end();
  await plans[0]!.end();
  jest.advanceTimersByTime(1000);
  expect(line()).toBe("drift (4 s)");
  await drift.end();
  expect(line()).toBe("");
  expect(jest.getTimerCount()).toBe(0);
});

test("it makes way for what is said, and comes back after as long a silence", async () => {
  const doctor = work("doctor");
  jest.advanceTimersByTime(2500);
  expect(line()).toBe("doctor (2 s)");
  say("found");
  expect(line()).toBe("");
  jest.advanceTimersByTime(1500);
  expect(line()).toBe("");
  jest.advanceTimersByTime(1000);
  expect(line()).toBe("doctor (5 s)");
  await doctor.end();
});

test("nothing stands in the way of a question, or of what shows its own progress", async () => {
  const apply = work("apply");
  jest.advanceTimersByTime(2500);
  await undisturbed(() => {
    expect(line()).toBe("");
    jest.advanceTimersByTime(5000);
    expect(line()).toBe("");
    return Promise.resolve();
  });
  await apply.end();
});

test.each([
  ["no terminal", false, 80],
  ["one without a width", true, 0],
])("%s is told nothing", async (_, isTTY, columns) => {
  Object.assign(process.stderr, { isTTY, columns });
  const plan = work("plan");
  jest.advanceTimersByTime(5000);
  await plan.end();
  expect(written).not.toHaveBeenCalled();
});

test("work that fails takes its line with it", async () => {
  await expect(during("plan", Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(jest.getTimerCount()).toBe(0);
});

test("a terminal that says it has no columns gets a line for each step", async () => {
  jest.useRealTimers();
  Object.assign(process.stdout, { isTTY: true, columns: 0 });
  const out = jest.spyOn(process.stdout, "write").mockReturnValue(true).mockClear();
  await progress([{ title: "Synthesize the stacks", task: () => Promise.resolve() }]);
  expect(out.mock.calls.map(([text]) => String(text)).join("")).toMatch(
    /^\S+ Synthesize the stacks\n$/,
  );
});

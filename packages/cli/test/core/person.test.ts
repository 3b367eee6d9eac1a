import { PassThrough } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { atTerminal, typesName } from "../../src/core/person";

const stdin = Object.getOwnPropertyDescriptor(process, "stdin")!;
afterEach(() => Object.defineProperty(process, "stdin", stdin));

/** What becomes of a question on a terminal at which that is typed, Ctrl-D with "\u0004". */
async function answered(typed: string, signal = new AbortController().signal): Promise<boolean> {
  const terminal = Object.assign(new PassThrough(), { isTTY: true });
  Object.defineProperty(process, "stdin", { value: terminal, configurable: true });
  const output = new PassThrough() as unknown as NodeJS.WriteStream;
  const answer = atTerminal(false, signal, output).confirm("Do this?");
  if (typed === "\u0004") terminal.end();
  else terminal.write(typed);
  return answer;
}

test("Ctrl-D is a no on a terminal that hands on each key", async () => {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  Object.defineProperty(process, "stdin", { value: input, configurable: true });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const { signal } = new AbortController();
  const answer = atTerminal(false, signal, output as never).confirm("Do this?");
  input.write("\u0004");
  expect(await answer).toBe(false);
});

test("Ctrl-C at a question is the command's: it ends in good order, and the question with it", async () => {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  Object.defineProperty(process, "stdin", { value: input, configurable: true });
  const interruption = new AbortController();
  const kill = jest.spyOn(process, "kill").mockImplementation(() => {
    interruption.abort();
    return true;
  });
  try {
    const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
    const answer = atTerminal(false, interruption.signal, output as never).confirm("Do this?");
    input.write("\u0003");
    await expect(answer).rejects.toThrow("aborted");
    expect(kill).toHaveBeenCalledWith(process.pid, "SIGINT");
  } finally {
    kill.mockRestore();
  }
});

test("nothing is taken for a yes but all of it, as typed with Enter", async () => {
  // One letter of it would do for others, without Enter.
  const input = Object.assign(new PassThrough(), { isTTY: true });
  Object.defineProperty(process, "stdin", { value: input, configurable: true });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const answer = atTerminal(false, new AbortController().signal, output as never).confirm("Do?");
  input.write("y");
  expect(await Promise.race([answer, setTimeout(50, "open")])).toBe("open");
  input.write("esterday\r");
  expect(await answer).toBe(false);
});

test.each([
  ["yes\n", true],
  [" Y \n", true],
  ["no\n", false],
  ["\n", false],
  ["yes, but\n", false],
  // Without an answer the process would end as if all were done.
  ["\u0004", false],
])("%j is an answer of %s", async (typed, expected) => {
  expect(await answered(typed)).toBe(expected);
});

test("an interruption ends a question without an answer", async () => {
  const interruption = new AbortController();
  const asked = answered("", interruption.signal);
  interruption.abort();
  await expect(asked).rejects.toThrow("aborted");
});

test("where nobody is there to answer, that is said", async () => {
  Object.defineProperty(process, "stdin", { value: { isTTY: undefined }, configurable: true });
  const person = atTerminal(false, new AbortController().signal);
  await expect(person.confirm("Do this?")).rejects.toThrow("nobody is there to answer");
});

describe("a name that is typed", () => {
  const { signal } = new AbortController();

  async function typed(text: string): Promise<boolean> {
    const terminal = Object.assign(new PassThrough(), { isTTY: true });
    Object.defineProperty(process, "stdin", { value: terminal, configurable: true });
    const output = new PassThrough() as unknown as NodeJS.WriteStream;
    const answer = typesName("staging", undefined, signal, output);
    terminal.write(text);
    return answer;
  }

  test("is that one, and no yes", async () => {
    expect(await typed("staging\n")).toBe(true);
    expect(await typed(" staging \n")).toBe(true);
    for (const other of ["yes\n", "y\n", "\n", "stagin\n", "Staging\n"]) {
      expect(await typed(other)).toBe(false);
    }
  });

  test("may be given, and then nobody is asked; where nobody can answer that is said", async () => {
    Object.defineProperty(process, "stdin", { value: new PassThrough(), configurable: true });
    expect(await typesName("staging", "staging", signal)).toBe(true);
    expect(await typesName("staging", "prod", signal)).toBe(false);
    await expect(typesName("staging", undefined, signal)).rejects.toThrow("add --confirm staging");
  });
});

import { PassThrough } from "node:stream";
import { OperationError } from "../../src/core/errors";
import { answerTo } from "../../src/core/question";

const stdin = Object.getOwnPropertyDescriptor(process, "stdin")!;
afterEach(() => Object.defineProperty(process, "stdin", stdin));

describe("a text that is asked for", () => {
  /** What becomes of lines that are typed, one after the other has been asked for. */
  async function typed(lines: readonly string[], fallback?: string): Promise<string> {
    const terminal = Object.assign(new PassThrough(), { isTTY: true });
    Object.defineProperty(process, "stdin", { value: terminal, configurable: true });
    const { signal } = new AbortController();
    let at = 0;
    const said = jest.spyOn(process.stdout, "write").mockImplementation((text) => {
      if (!String(text).includes("Name")) return true;
      const line = lines[at++];
      setImmediate(() => (line === undefined ? terminal.end() : terminal.write(`${line}\n`)));
      return true;
    });
    const check = (text: string) => {
      if (text === "bad") throw new OperationError("name: got bad, expected better");
      return text.toUpperCase();
    };
    try {
      return await answerTo({ question: "Name", fallback, check }, signal);
    } finally {
      asked = said.mock.calls.map(([text]) => String(text)).join("");
      said.mockRestore();
    }
  }
  let asked = "";

  test("is what is typed, or with Enter alone what stands in brackets", async () => {
    expect(await typed(["acme"])).toBe("ACME");
    expect(await typed([" "], "shop")).toBe("SHOP");
    expect(asked).toContain("Name [shop]: ");
  });

  test("is asked for again until it is right, with what is wrong with it", async () => {
    expect(await typed(["bad", "", "good"])).toBe("GOOD");
    expect(asked).toContain("name: got bad, expected better");
    expect(asked.match(/Name: /g)).toHaveLength(3);
  });

  test("is none where the terminal ends", async () => {
    await expect(typed([])).rejects.toThrow("no answer came, and nothing was written");
  });
});

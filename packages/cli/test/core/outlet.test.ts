import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { atTerminal } from "../../src/core/person";
import { planText } from "../../src/delivery/store/plan-text";
import { lockReport } from "../../src/state/lock/lock-report";
import { record, rejection } from "../delivery/plan/plan-records";
import { keepSaid, isUnread, pass, say, sayJson, warn } from "../../src/core/outlet";

const root = path.join(__dirname, "../../src");
const sources = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".ts"),
);

/** Beside the outlet, what they need a stream for. */
const ALLOWED: Readonly<Record<string, string>> = {
  "comparison/configuration-program.ts": "its parent reads it",
  "core/outlet.ts": "where all comes out",
  "core/person.ts": "a question is asked on a stream; its text is cleaned",
  "core/question.ts": "so is another kind of question",
  "delivery/teardown/teardown.ts": "which stream a person is asked on",
  "load-test/in-task.ts": "a task's log is all that comes of it, and has no terminal",
  "rollback/rollback.ts": "which stream a person is asked on",
  "core/terminal-program.ts": "a program that a person talks to has the terminal for itself",
  "state/open.ts": "which stream a person is told on",
  "tasks/step.ts": "whose reader was killed goes on, and writes nothing",
  "upgrade/delegate.ts": "what another release's command says comes out by its own outlet",
};

test("nothing of the operations writes to the terminal past the outlet", () => {
  const writing = sources.filter((file) =>
    /(?<![.\w])console\s*[.[]|\bprocess\.std(out|err)\b|\bstdio: "inherit"|\/dev\/(tty|stdout|stderr)/.test(
      // A question of whether it is a terminal writes nothing.
      readFileSync(path.join(root, file), "utf8").replaceAll(/process\.std(out|err)\.isTTY/g, ""),
    ),
  );
  expect(writing.toSorted()).toEqual(Object.keys(ALLOWED).toSorted());
});

describe("what comes out", () => {
  const foreign = "kim\u001B]0;PWNED\u0007\u001B[2K\u202E@laptop";
  let log: jest.SpyInstance;
  let error: jest.SpyInstance;
  beforeEach(() => {
    log = jest.spyOn(process.stdout, "write").mockReturnValue(true);
    error = jest.spyOn(console, "error").mockImplementation();
  });
  afterEach(() => {
    log.mockRestore();
    error.mockRestore();
  });

  test("is cleaned, on both streams, also where a person is told", () => {
    const { signal } = new AbortController();
    say(foreign);
    warn(foreign);
    atTerminal(false, signal).tell(foreign);
    atTerminal(false, signal, process.stderr).tell(foreign);
    expect(log.mock.calls).toEqual([["kim@laptop\n"], ["kim@laptop\n"]]);
    expect(error.mock.calls).toEqual([["kim@laptop"], ["kim@laptop"]]);
  });

  test("is kept for whoever runs a command within another, and said again afterwards", () => {
    const [out, errors]: [string[], string[]] = [[], []];
    const end = keepSaid(out, errors);
    say("told");
    sayJson({ a: 1 });
    warn("warned");
    end();
    expect([out, errors]).toEqual([["told", '{\n  "a": 1\n}'], ["warned"]]);
    expect([log, error].map(({ mock }) => mock.calls)).toEqual([[], []]);
    say("said");
    expect(log.mock.calls).toEqual([["said\n"]]);
  });

  test("is not lost in silence where the disk is full", () => {
    log.mockImplementation(() => {
      throw Object.assign(new Error("write ENOSPC"), { code: "ENOSPC" });
    });
    expect(() => say("told")).toThrow("ENOSPC");
    expect(() => sayJson({})).toThrow("ENOSPC");
  });

  test("has no line that others have made, in a lock or in a reason", () => {
    const info = { ID: foreign, Who: `${foreign}\nreleased`, Operation: foreign, Version: foreign };
    const lock = { place: "row", where: "row", used: true, text: `${foreign}\nreleased` } as const;
    const verdict = { releasable: false, why: "young" };
    say(
      lockReport("dev/terraform.tfstate", [
        { ...lock, info: info as never, since: undefined, verdict } as never,
        { ...lock, info: undefined, since: undefined, verdict } as never,
      ]),
    );
    const rejected = { ...rejection, why: `${foreign}\nreleased` };
    say(planText(record({ approval: rejected })));
    const text = log.mock.calls.flat().join("\n");
    expect(text).toMatch(/^[\n -~]+$/);
    expect(text).not.toMatch(/PWNED|^released/m);
    expect(text.match(/kim@laptop released/g)).toHaveLength(3);
  });

  test("is the very value, as JSON that a terminal shows", () => {
    sayJson({ who: foreign });
    const [[text]] = log.mock.calls as [[string]];
    expect(JSON.parse(text)).toEqual({ who: foreign });
    expect(text).toMatch(/^[\n -~]+$/);
  });

  test.each([
    [undefined, '{"a":"\u009B"}\n'],
    [true, '{"a":"\\u009b"}\n'],
  ])("is a file to the byte, but on a terminal (%s)", (isTTY, expected) => {
    const write = jest.spyOn(process.stdout, "write").mockReturnValue(true);
    const before = Object.getOwnPropertyDescriptor(process.stdout, "isTTY");
    Object.defineProperty(process.stdout, "isTTY", { value: isTTY, configurable: true });
    pass('{"a":"\u009B"}\n');
    if (before) Object.defineProperty(process.stdout, "isTTY", before);
    else delete (process.stdout as { isTTY?: boolean }).isTTY;
    expect(write.mock.calls).toEqual([[expected]]);
    write.mockRestore();
  });
});

test("a lost reader is told from output that cannot be written, and from a path", () => {
  const error = (code: string, syscall: string) =>
    Object.assign(new Error(code), { code, syscall });
  expect(isUnread(error("EPIPE", "write"))).toBe(true);
  expect(isUnread(error("ENOSPC", "write"))).toBe(false);
  expect(isUnread(error("EPIPE", "connect"))).toBe(false);
  expect(isUnread(undefined)).toBe(false);
});

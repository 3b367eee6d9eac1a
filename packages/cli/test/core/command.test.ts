import { Command } from "commander";
import { ends, runCommand, runProgram } from "../../src/core/command";
import { OperationError } from "../../src/core/errors";
import { interruption } from "../../src/core/interruption";

const asked = {
  bucket: "plans",
  lockTable: "locks",
  rights: "packages/docs/delivery.md says who may",
};

let printed: jest.SpyInstance;
beforeEach(() => {
  printed = jest.spyOn(process.stdout, "write").mockReturnValue(true);
});
afterEach(() => printed.mockRestore());

/** Does some work as a command does; it fails with what is given. */
async function command(json: boolean, failure?: Error): Promise<unknown> {
  const document: { id: string; done?: string; error?: string } = { id: "one" };
  return runCommand({ asked, json, document }, async () => {
    document.done = "the first half";
    if (failure) throw failure;
    return 2;
  }).catch((error: unknown) => error);
}

const documents = () => printed.mock.calls.map(([text]) => JSON.parse(text));

test("what the work returns is returned, and its result printed once, as JSON", async () => {
  expect(await command(true)).toBe(2);
  expect(documents()).toEqual([{ id: "one", done: "the first half" }]);
});

test("without --json nothing is printed", async () => {
  expect(await command(false)).toBe(2);
  expect(documents()).toEqual([]);
});

test("a failure is in the result, and keeps its exit code", async () => {
  const failure = new OperationError("the plan is stale", 3);
  expect(await command(true, failure)).toBe(failure);
  expect(documents()).toEqual([{ id: "one", done: "the first half", error: "the plan is stale" }]);
});

test("what AWS refuses is put in words, in the result as well", async () => {
  const missing = Object.assign(new Error("no such bucket"), { name: "NoSuchBucket" });
  const thrown = await command(true, missing);
  expect(thrown).toMatchObject({ message: expect.stringMatching(/^bucket plans does not exist;/) });
  expect(documents()).toMatchObject([{ error: (thrown as Error).message }]);
});

test("a mistake in the program is no result", async () => {
  const mistake = new TypeError("not a function");
  expect(await command(true, mistake)).toBe(mistake);
  expect(documents()).toEqual([{ id: "one", done: "the first half" }]);
});

test("where Terraform asks too, access is looked at first, and the result says what is wrong", async () => {
  const expectAccess = jest.fn(() => Promise.reject(new OperationError("they have ended")));
  const work = jest.fn(() => Promise.resolve(2));
  const document: { error?: string } = {};
  const run = { json: true, document };
  await expect(
    runCommand({ asked: { ...asked, expectAccess, byTerraform: true }, ...run }, work),
  ).rejects.toThrow("they have ended");
  expect(work).not.toHaveBeenCalled();
  expect(documents()).toEqual([{ error: "they have ended" }]);
  expect(await runCommand({ asked: { ...asked, expectAccess }, ...run }, work)).toBe(2);
  expect(expectAccess).toHaveBeenCalledTimes(1);
});

test("what may not be done names where the rights stand", async () => {
  const denied = Object.assign(new Error("no s3:PutObject"), {
    name: "AccessDenied",
    $metadata: { httpStatusCode: 403 },
  });
  expect(await command(true, denied)).toMatchObject({
    message:
      "AWS refuses this to your identity: AccessDenied: no s3:PutObject. packages/docs/delivery.md says who may",
  });
});

test("without a document nothing is printed", async () => {
  expect(await runCommand({ asked, json: true }, () => Promise.resolve(2))).toBe(2);
  expect(documents()).toEqual([]);
});

test.each([
  [2, 2],
  [undefined, 0],
])("a command that returns %s ends the process with %d", async (code, expected) => {
  const before = process.exitCode;
  await ends(() => Promise.resolve(code))();
  const after = process.exitCode;
  process.exitCode = before;
  expect(after).toBe(expected);
});

describe("a program", () => {
  /** What it would have the process do, as signals and errors come. */
  function handlers() {
    const found = new Map<string | symbol, (error?: unknown) => void>();
    const on = jest.spyOn(process, "on").mockImplementation((name, handler) => {
      found.set(name, handler);
      return process;
    });
    const program = new Command();
    jest.spyOn(program, "parseAsync").mockResolvedValue(program);
    runProgram(program, () => undefined);
    on.mockRestore();
    return found;
  }
  const exit = jest.spyOn(process, "exit").mockImplementation(() => undefined as never);
  const warned = jest.spyOn(console, "error").mockImplementation();
  afterEach(() => jest.clearAllMocks());

  test("goes on to its end where nobody reads what it says", () => {
    const uncaught = handlers().get("uncaughtException")!;
    uncaught(Object.assign(new Error("write EPIPE"), { code: "EPIPE", syscall: "write" }));
    expect(exit).not.toHaveBeenCalled();
    uncaught(Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC" }));
    expect(exit).toHaveBeenCalledWith(1);
    expect(warned.mock.calls.flat().join()).toContain("Make room on the disk");
  });

  test.each([
    ["help", "ran"],
    ["completion", "ran"],
    ["doctor", "GROUNDWORK_STAND_INS is set"],
  ])("%s without an emulator, with stand-ins asked for: %s", async (name, expected) => {
    const { argv, env, exitCode } = process;
    Object.assign(process, { argv: ["node", "groundwork", name] });
    process.env = { GROUNDWORK_STAND_INS: "1" };
    const on = jest.spyOn(process, "on").mockReturnValue(process);
    const said = await new Promise<string>((resolve) => {
      warned.mockImplementation((text: string) => resolve(text));
      const program = new Command();
      program.command(name).action(() => resolve("ran"));
      runProgram(program, () => undefined);
    });
    Object.assign(process, { argv, env, exitCode });
    on.mockRestore();
    expect(said).toContain(expected);
  });

  test("says at the first Ctrl-C that it stops, and ends at the second", () => {
    const interrupt = handlers().get("SIGINT")!;
    interrupt();
    expect(exit).not.toHaveBeenCalled();
    expect(warned.mock.calls.flat().join()).toContain("Stopping in good order");
    expect(interruption.signal.aborted).toBe(true);
    interrupt();
    expect(exit).toHaveBeenCalledWith(130);
  });
});

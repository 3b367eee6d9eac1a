import { execa } from "execa";
import { OperationError } from "../../src/core/errors";
import { INTERRUPTED } from "../../src/core/exit-codes";
import { interruption } from "../../src/core/interruption";
import { expectProject, synthesize } from "../../src/core/project";

jest.mock("execa", () => ({ execa: jest.fn() }));

/** A synth that goes on until it is cancelled. */
const started = jest.mocked(execa as unknown as (...args: unknown[]) => Promise<unknown>);
started.mockImplementation((...args) => {
  const { cancelSignal } = args[2] as { cancelSignal: AbortSignal };
  return new Promise((resolve) => {
    cancelSignal.addEventListener("abort", () => resolve({ exitCode: undefined, stderr: "" }));
  });
});

test("Ctrl-C ends a synth at once, and none is begun after it", async () => {
  const interrupted = new OperationError("interrupted", INTERRUPTED);
  const synth = synthesize();
  setTimeout(() => interruption.abort(interrupted), 10);
  await expect(synth).rejects.toBe(interrupted);
  await expect(synthesize()).rejects.toBe(interrupted);
  expect(started).toHaveBeenCalledTimes(1);
});

test("a project of another kind is told from a checkout of groundwork", () => {
  expect(() => expectProject()).not.toThrow();
  expect(() => expectProject("/tmp")).toThrow(
    "/tmp: got a cdktf.json without environments/, expected a checkout of groundwork: run this in one",
  );
});

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, symlinkSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ProjectCopy } from "@groundwork/testing/project";
import { checkoutRoot, projectRoot } from "@groundwork/testing/roots";
import { startEmulator, type Emulator } from "../../src/emulator/emulator";
import { emulatorSource, installEmulator } from "../../src/emulator/emulator-install";
import { smallestEnvironments } from "./small-environments";

/** The one that stop-emulator.ts ends: jest runs both in one process. */
export let emulator: Emulator | undefined;

/** What test files keep for each other, of this run alone; stop-emulator.ts removes both. */
export let shared: string | undefined;

/** Of it others are forked, for tests that need one of their own. */
export let nursery: ChildProcess | undefined;

/** The project in which the commands are run: with little in it, Terraform's plans take half as long. */
export let small: ProjectCopy | undefined;

/**
 * Starts one emulator for all integration tests, who find it in GROUNDWORK_TEST_ENDPOINT. They
 * share it: an access key id of twelve digits is an account of its own. What is made once for all
 * of them (once-per-run.ts) goes into the folder GROUNDWORK_TEST_SHARED; whatever node they start
 * keeps its code and its synths (fast-node.js); and Terraform collects its garbage more seldom.
 */
export default async function startTestEmulator(): Promise<void> {
  const cacheDir = path.join(checkoutRoot, ".cache");
  // The emulator's installation is shared.
  const cache = path.join(projectRoot, ".cache");
  if (!existsSync(cache)) symlinkSync(cacheDir, cache);
  emulator = await startEmulator({ cacheDir, onProgress: (step) => console.log(step) });
  shared = await mkdtemp(path.join(tmpdir(), "groundwork-shared-"));
  const emulators = path.join(shared, "emulators");
  nursery = await startNursery(cacheDir, emulators);
  small = await ProjectCopy.create();
  await smallestEnvironments(small);
  await small.build();
  const { NODE_OPTIONS = "" } = process.env;
  Object.assign(process.env, {
    GROUNDWORK_TEST_ENDPOINT: emulator.endpoint,
    GROUNDWORK_TEST_EMULATORS: emulators,
    GROUNDWORK_TEST_SHARED: shared,
    GROUNDWORK_TEST_PROJECT: small.root,
    GROUNDWORK_TEST_CODE: path.join(cacheDir, "tests/code"),
    GROUNDWORK_TEST_SYNTHS: path.join(shared, "synths"),
    NODE_OPTIONS: `${NODE_OPTIONS} --require "${path.join(__dirname, "fast-node.js")}"`.trim(),
    GOGC: "400",
  });
}

/** @param socket where it is asked for another */
async function startNursery(cacheDir: string, socket: string): Promise<ChildProcess | undefined> {
  const program = await installEmulator(cacheDir);
  if (program.kind !== "python") return undefined;
  const script = path.join(__dirname, "emulators.py");
  const source = path.dirname(emulatorSource("emulator.py"));
  const started = spawn(program.python, ["-I", "-B", script, source, socket], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  await once(started.stdout, "data");
  return started;
}

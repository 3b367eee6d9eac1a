import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, rmSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { OperationError } from "../core/errors";
import { emulatorSource, installEmulator, type EmulatorProgram } from "./emulator-install";

/**
 * Limit for the start, far above the 0.3 s (0.7 s the first time) of a laptop, for a busy CI
 * machine.
 */
const START_TIMEOUT_MS = 30_000;

/**
 * Limit for the end: the emulator ends at once on SIGTERM, but Docker has to remove its container.
 */
const STOP_TIMEOUT_MS = 10_000;

export interface StartEmulatorOptions {
  /** Folder of the installation and of the log; see {@link installEmulator}. */
  readonly cacheDir: string;
  /**
   * Whether the emulator outlives this process, in a session of its own; SIGTERM to its pid
   * ends it.
   * @default false: it ends with this process, however that ends, kill -9 included
   */
  readonly detached?: boolean;
  /**
   * File for what the emulator has to say; one that exists is replaced.
   * @default "emulator.log" in `cacheDir`; "emulator-kept.log" when detached
   */
  readonly log?: string;
  /** Is told, in a few words, about each step that takes seconds. */
  readonly onProgress?: (step: string) => void;
}

/** An AWS emulator on this machine's loopback interface: empty at first, all of it in memory. */
export interface Emulator {
  /** For `AWS_ENDPOINT_URL`: `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  /** Process id of the emulator, or of the Docker client that passes SIGTERM on to it. */
  readonly pid: number;
  readonly log: string;
  /** Ends it and all it holds; resolves once it is gone, also when it was already. */
  stop(): Promise<void>;
}

/**
 * Starts an emulator of its own on a free port, installing it first where needed, and resolves
 * when it answers. Ctrl-C does not end it as long as this process lives, so that Terraform can
 * still give back its lock.
 *
 * @throws OperationError when it cannot be installed, ends at once, or stays silent for 30 s
 */
export async function startEmulator(options: StartEmulatorOptions): Promise<Emulator> {
  const { cacheDir, detached = false } = options;
  const program = await installEmulator(cacheDir, options.onProgress);
  const log = options.log ?? join(cacheDir, detached ? "emulator-kept.log" : "emulator.log");
  await mkdir(dirname(log), { recursive: true });
  for (let attempt = 1; ; attempt++) {
    try {
      return await launch(await commandFor(program, detached), detached, log);
    } catch (error) {
      // Only Docker is told a port, which another process can take before Docker does.
      const snatched = / already (allocated|in use)/.test(await readFile(log, "utf8"));
      if (program.kind === "python" || !snatched || attempt === 3) throw error;
    }
  }
}

async function commandFor(program: EmulatorProgram, detached: boolean): Promise<string[]> {
  const mode = detached ? "kept" : "attached";
  const wrapper = emulatorSource("emulator.py");
  if (program.kind === "python") return [program.python, "-I", wrapper, "127.0.0.1", "0", mode];
  const port = await freePort();
  // --interactive: standard input ends in the container when it ends here.
  const run = `run --rm --interactive --publish 127.0.0.1:${port}:${port} --entrypoint python`;
  // As text: the engine may be a virtual machine that cannot see this folder.
  const script = await readFile(wrapper, "utf8");
  return ["docker", ...run.split(" "), program.image, "-c", script, "0.0.0.0", `${port}`, mode];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function launch(
  [file = "", ...args]: string[],
  detached: boolean,
  log: string,
): Promise<Emulator> {
  rmSync(log, { force: true }); // an emulator that still writes to it keeps its own
  const logFile = openSync(log, "a");
  const child = spawn(file, args, {
    detached,
    stdio: [detached ? "ignore" : "pipe", "pipe", logFile],
  });
  closeSync(logFile);
  const ended = new Promise((resolve) => child.once("exit", resolve).once("error", resolve));
  const deadline = setTimeout(() => child.kill("SIGKILL"), START_TIMEOUT_MS);
  const port = await announcedPort(child).catch(() => undefined);
  const endpoint = `http://127.0.0.1:${port}`;
  const started = port !== undefined && (await answers(endpoint, child));
  if (!started) await ended;
  clearTimeout(deadline);
  if (!started || !child.pid) throw new OperationError(await failure(child, log));

  // The child and the pipe to it, which is never written to, do not keep this process alive.
  child.unref();
  (child.stdin as Socket | null)?.unref();
  return { endpoint, pid: child.pid, log, stop: () => stop(child) };
}

/** The line that emulator.py writes first; undefined when it ends without. */
async function announcedPort(child: ChildProcess): Promise<number | undefined> {
  let line = "";
  for await (const part of child.stdout ?? []) {
    line += part;
    // The line is read to its end, which Python writes apart when PYTHONUNBUFFERED is set, as
    // images for it do: this return closes the pipe, and writing to a closed pipe ends the
    // emulator.
    if (line.endsWith("\n")) return Number(line);
  }
  return undefined;
}

/** Waits for the emulator's answer, or its end. */
async function answers(endpoint: string, child: ChildProcess): Promise<boolean> {
  while (isRunning(child)) {
    try {
      const signal = AbortSignal.timeout(START_TIMEOUT_MS);
      const response = await fetch(`${endpoint}/_ministack/health`, { signal });
      await response.arrayBuffer();
      if (response.ok) return true;
    } catch {
      // A virtual machine around Docker may be slow to open the port on this side.
    }
    await sleep(20);
  }
  return false;
}

async function failure(child: ChildProcess, log: string): Promise<string> {
  const lines = (await readFile(log, "utf8")).trimEnd().split("\n").slice(-10);
  const what =
    child.signalCode === "SIGKILL"
      ? `did not answer within ${START_TIMEOUT_MS / 1000} s`
      : `ended as soon as it was started (${child.spawnfile}, exit code ${child.exitCode})`;
  return `The AWS emulator ${what}. The end of its log, ${log}:\n${lines.join("\n")}`;
}

async function stop(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return;
  child.ref();
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const deadline = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(deadline);
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

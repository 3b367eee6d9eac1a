import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { until } from "../until";
import { killTree } from "@groundwork/testing/project";

/** A server that runs as a program of its own, on the loopback interface. */
export interface Program {
  readonly port: number;
  /** Folder of its files, gone with it. */
  readonly dir: string;
  stop(): Promise<void>;
}

/**
 * Starts a server and waits until it listens.
 *
 * @param variables name the program, as the proof has set them: a file that runs, or Node.js and a script
 * @param args for a port and a folder
 */
export async function startProgram(
  variables: readonly string[],
  args: (port: number, dir: string) => readonly string[] | Promise<readonly string[]>,
): Promise<Program> {
  const [program, ...script] = variables.map((variable) => {
    const file = process.env[variable];
    if (file) return file;
    throw new Error(`${variable} is not set, which npm run prove -- backends sets`);
  });
  const [port, dir] = [await freePort(), await mkdtemp(path.join(tmpdir(), "groundwork-backend-"))];
  const all = [...script, ...(await args(port, dir))];
  const child = spawn(program!, all, { cwd: dir, stdio: "ignore" });
  const stop = async () => {
    if (child.pid !== undefined) await killTree(child.pid);
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await once(child, "spawn");
    await until(`${program} at port ${port}`, () => listens(port), 60);
    return { port, dir, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });

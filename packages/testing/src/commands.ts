import { fork, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import path from "node:path";
import type { Ended } from "./project";

/** What a command is given. */
export interface Given {
  /** JavaScript file that is the command line. */
  readonly cli: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

const SERVER = path.join(__dirname, "command-server.js");

declare global {
  /** Where several test files of a worker share them (libraries-once.js). */
  var commandServers: ChildProcess[] | undefined;
}

/** Those that wait for work; a command that finds none starts one. They end with this process. */
const idle: ChildProcess[] = globalThis.commandServers ?? [];

/**
 * Runs a command to its end in a process that has run others before it.
 *
 * A command that is to be killed, or signalled, needs a process of its own.
 */
export async function runCommand(given: Given): Promise<Ended> {
  const server = idle.pop() ?? start();
  hold(server, "ref");
  const mark = `\n<${randomUUID()}>`;
  const ended = Promise.all([upTo(mark, server, "stdout"), upTo(mark, server, "stderr")]);
  server.send({ ...given, mark });
  const [out, err] = await ended;
  hold(server, "unref");
  if (!out.isLast) idle.push(server);
  return { code: out.code, stdout: out.text, stderr: err.text };
}

const start = (): ChildProcess => fork(SERVER, { stdio: ["ignore", "pipe", "pipe", "ipc"] });

/** Whether it keeps this process from its end. */
function hold(server: ChildProcess, how: "ref" | "unref"): void {
  const parts: unknown[] = [server, server.channel, server.stdout, server.stderr];
  for (const part of parts as (ChildProcess | undefined | null)[]) part?.[how]();
}

interface Said {
  readonly text: string;
  readonly code: number;
  /** Whether the process has ended, or is about to. */
  readonly isLast: boolean;
}

/** What it says on an output until the command ends. */
function upTo(mark: string, server: ChildProcess, output: "stdout" | "stderr"): Promise<Said> {
  const end = new RegExp(`${mark}(\\d+)(!?)\n$`);
  return new Promise((resolve) => {
    const stream = server[output]!.setEncoding("utf8");
    let all = "";
    const read = (part: string) => {
      all += part;
      const found = end.exec(all.slice(-100));
      if (!found) return;
      const text = all.slice(0, all.length - found[0].length);
      finish({ text, code: Number(found[1]), isLast: found[2] === "!" });
    };
    const close = () => finish({ text: all, code: 1, isLast: true });
    const finish = (said: Said) => {
      stream.off("data", read).off("close", close);
      resolve(said);
    };
    stream.on("data", read).on("close", close);
  });
}

import { fork, type ChildProcess } from "node:child_process";
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

/** Those that wait for work; a command that finds none starts one. */
const idle: ChildProcess[] = [];
const all = new Set<ChildProcess>();

let commands = 0;

/**
 * Runs a command to its end in a process that has run others of the test file before it.
 *
 * A command that is to be killed, or signalled, needs a process of its own.
 */
export async function runCommand(given: Given): Promise<Ended> {
  const server = idle.pop() ?? start();
  const mark = `\n<${process.pid}-${++commands}>`;
  const ended = Promise.all([upTo(mark, server, "stdout"), upTo(mark, server, "stderr")]);
  server.send({ ...given, mark });
  const [out, err] = await ended;
  if (!out.isLast) idle.push(server);
  return { code: out.code, stdout: out.text, stderr: err.text };
}

/** After a test file: its processes go with it. */
export function endCommands(): void {
  for (const server of all) server.kill("SIGKILL");
}

function start(): ChildProcess {
  const server = fork(SERVER, { stdio: ["ignore", "pipe", "pipe", "ipc"] });
  all.add(server);
  server.once("exit", () => all.delete(server));
  return server;
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

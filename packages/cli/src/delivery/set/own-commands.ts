import { spawn } from "node:child_process";
import path from "node:path";
import { DONE, FAILED, type ExitCode } from "../../core/exit-codes";
import { TOLD_BY_SET } from "../open";
import { cacheDir, packagesDir, projectRoot } from "../../core/project";

/** How a command of these has ended. */
export interface EndedCommand {
  readonly code: ExitCode;
  /** Its document; undefined where it came to none. */
  readonly document: Readonly<Record<string, unknown>> | undefined;
  /** What it said last: why it failed, where it did. */
  readonly said: string;
}

/**
 * Runs commands of these side by side, each in a process of its own: it plans or applies as it does
 * alone, and goes on to its end whatever becomes of this process.
 */
export class OwnCommands {
  private readonly free: number[];

  constructor(
    atATime: number,
    private readonly options: { readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal },
  ) {
    this.free = Array.from({ length: atATime }, (_, slot) => slot);
  }

  /** Runs one to its end. There must be no more at once than were said. */
  async run(...args: string[]): Promise<EndedCommand> {
    const slot = this.free.shift()!;
    try {
      return await this.ended(args, slot);
    } finally {
      this.free.push(slot);
    }
  }

  private ended(args: readonly string[], slot: number): Promise<EndedCommand> {
    const { env, signal } = this.options;
    const bin = path.join(packagesDir, "cli/bin/groundwork.js");
    const child = spawn(process.execPath, [bin, ...args, "--json"], {
      cwd: projectRoot,
      env: { ...env, ...pluginsOf(slot, env), [TOLD_BY_SET]: "1" },
      // A terminal's Ctrl-C is handed on once: a second would end an apply at once.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const stop = () => child.kill("SIGINT");
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    const texts = [child.stdout, child.stderr].map((stream) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      return () => Buffer.concat(chunks).toString();
    });
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => {
        signal.removeEventListener("abort", stop);
        const [stdout, stderr] = texts.map((text) => text()) as [string, string];
        const said = reasonIn(stderr, code ?? FAILED);
        resolve({ code: code ?? FAILED, document: documentIn(stdout), said });
      });
    });
  }
}

/**
 * The cache of providers takes one writer at a time (hashicorp/terraform#31964), so each that runs
 * beside another has its own.
 */
const pluginsOf = (slot: number, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  slot === 0
    ? {}
    : {
        TF_PLUGIN_CACHE_DIR: `${env["TF_PLUGIN_CACHE_DIR"] || path.join(cacheDir, "terraform-plugins")}-${slot}`,
      };

function documentIn(stdout: string): EndedCommand["document"] {
  try {
    return JSON.parse(stdout) as EndedCommand["document"];
  } catch {
    return undefined;
  }
}

/** The error, from where it begins. */
function reasonIn(stderr: string, code: ExitCode): string {
  if (code === DONE) return "";
  const at = stderr.search(/^Error: /m);
  return (at < 0 ? stderr : stderr.slice(at + "Error: ".length)).trim() || `exit code ${code}`;
}

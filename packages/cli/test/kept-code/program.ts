import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { packages } from "@groundwork/testing/roots";

/**
 * Runs main.js of a folder with its code kept, and says at the end how many modules came as they were
 * kept and how many were compiled. Files are old enough to be known by their times, as its clock is
 * ahead; with STILL it stands, a second after all modules have changed.
 */
const RUNNER = `
const vm = require("node:vm");
const count = { kept: 0, compiled: 0 };
const { Script } = vm;
vm.Script = class extends Script {
  constructor(text, options) {
    super(text, options);
    count[options.cachedData && !this.cachedDataRejected ? "kept" : "compiled"]++;
  }
};
const { now } = Date;
Date.now = () => now() + Number(process.env.AHEAD_MS);
if (process.env.STILL) {
  const fs = require("node:fs");
  const { statSync } = fs;
  fs.statSync = (file, options) => {
    const times = { mtimeMs: 0, ctimeMs: file.endsWith(".js") ? 0 : -9999 };
    const stat = statSync(file, options);
    return stat && Object.assign(stat, times);
  };
  Date.now = () => 1000;
}
const load = require(process.env.KEPT_CODE).keepCode("test", process.env.FOLDER);
if (process.env.FIRST) load();
process.on("exit", () => process.stderr.write(JSON.stringify(count)));
require(process.argv[2]);
`;

export interface Ran {
  /** What the program printed. */
  readonly said: string;
  readonly kept: number;
  readonly compiled: number;
  readonly signal?: NodeJS.Signals | null;
  readonly stderr: string;
}

/** A program in a folder of its own, and what is kept of it in another. */
export class Program {
  readonly dir = realpathSync(mkdtempSync(path.join(tmpdir(), "kept-code-")));
  readonly folder = path.join(this.dir, ".cache/code");

  constructor(files: Readonly<Record<string, string>>) {
    writeFileSync(path.join(this.dir, "runner.cjs"), RUNNER);
    // Without one Node looks into all folders above, where others are at work.
    for (const [file, text] of Object.entries({ "package.json": "{}", ...files })) {
      this.write(file, text);
    }
  }

  path(file: string): string {
    return path.join(this.dir, file);
  }

  write(file: string, text: string): void {
    mkdirSync(path.dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), text);
  }

  /** What was written beside the program. */
  files(): string[] {
    return readdirSync(this.folder).map((name) => path.join(this.folder, name));
  }

  run(env: NodeJS.ProcessEnv = {}): Promise<Ran> {
    const { NODE_OPTIONS: _, NODE_V8_COVERAGE: __, ...rest } = process.env;
    const child = spawn(process.execPath, [this.path("runner.cjs"), this.path("main.js")], {
      cwd: this.dir,
      env: {
        ...rest,
        AHEAD_MS: "10000",
        FOLDER: this.folder,
        KEPT_CODE: path.join(packages, "cli/kept-code"),
        ...env,
      },
    });
    let [said, stderr] = ["", ""];
    child.stdout.on("data", (part) => (said += part));
    child.stderr.on("data", (part) => (stderr += part));
    return new Promise((resolve) => {
      child.on("close", (_code, signal) => {
        const [counts = "{}"] = /\{"kept".*?\}/.exec(stderr) ?? [];
        resolve({ said: said.trim(), stderr, signal, ...JSON.parse(counts) });
      });
    });
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

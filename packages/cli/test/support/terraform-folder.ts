import { spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { S3StateBackend } from "@groundwork/constructs/state";
import { oncePerRun } from "./once-per-run";
import { run, type Ended } from "@groundwork/testing/project";

/**
 * A folder in which real Terraform works on a state in S3, with the backend that attachBackend
 * gives a stack, and no provider to download.
 */
export class TerraformFolder {
  private constructor(
    readonly dir: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** @param configuration Terraform JSON besides the backend, as `{ resource: ... }` */
  static async create(
    backend: S3StateBackend,
    key: string,
    configuration: object,
    env: NodeJS.ProcessEnv,
  ): Promise<TerraformFolder> {
    const terraform = await terraformBlock(backend, key);
    const dir = await mkdtemp(path.join(tmpdir(), "groundwork-terraform-"));
    const folder = new TerraformFolder(dir, {
      ...env,
      TF_IN_AUTOMATION: "1",
      CHECKPOINT_DISABLE: "1",
    });
    await folder.configure({ terraform, ...configuration });
    await folder.succeed("init");
    return folder;
  }

  private configure(configuration: object): Promise<void> {
    return writeFile(path.join(this.dir, "main.tf.json"), JSON.stringify(configuration));
  }

  terraform(...args: string[]): Promise<Ended> {
    return run("terraform", this.args(args), { cwd: this.dir, env: this.env });
  }

  /** @returns standard output */
  async succeed(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.terraform(...args);
    if (code !== 0) throw new Error(`terraform ${args.join(" ")}: ${stdout}\n${stderr}`);
    return stdout;
  }

  /** Starts a command and does not wait for it. */
  start(...args: string[]): ChildProcess {
    return spawn("terraform", this.args(args), {
      cwd: this.dir,
      env: { ...process.env, ...this.env },
      stdio: "ignore",
    });
  }

  remove(): Promise<void> {
    return rm(this.dir, { recursive: true, force: true });
  }

  private args([command, ...rest]: string[]): string[] {
    const asks = ["apply", "plan", "init"].includes(command!);
    const approve = command === "apply" ? ["-auto-approve"] : [];
    return [command!, ...(asks ? ["-input=false", "-no-color"] : []), ...approve, ...rest];
  }
}

const FILE = "stack.json";

/** What attachBackend gives a stack. To load cdktf takes a second: one file does it for all. */
async function terraformBlock(backend: S3StateBackend, key: string): Promise<object> {
  const name = createHash("sha1")
    .update(JSON.stringify([backend, key]))
    .digest("hex");
  const dir = await oncePerRun(`backend-${name}`, async (made) => {
    const { backendJson } = require("./backend-json") as typeof import("./backend-json");
    await writeFile(path.join(made, FILE), backendJson(made, backend, key));
  });
  return JSON.parse(await readFile(path.join(dir, FILE), "utf8")).terraform;
}

/**
 * A resource that is not made before there is a file, so that another run comes in between. It waits
 * no longer than Terraform lives.
 *
 * @param file @default there never is
 */
export const waitingResource = (file = "/nonexistent/file") => ({
  resource: {
    terraform_data: {
      slow: {
        provisioner: [
          {
            "local-exec": {
              command: `while [ ! -e '${file}' ] && kill -0 $PPID; do sleep 0.1; done`,
            },
          },
        ],
      },
    },
  },
});

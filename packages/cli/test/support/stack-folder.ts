import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { standIn, type TerraformConfiguration } from "../../src/stand-ins/stand-ins";
import { sharedEndpoint } from "./emulated";
import { oncePerRun } from "./once-per-run";
import { run, smallRoot, type Ended } from "@groundwork/testing/project";

/**
 * The folder of a stack of this checkout, with stand-ins for its AWS resources, as a rehearsal and
 * `GROUNDWORK_STAND_INS` have it; real Terraform runs in it.
 */
export class StackFolder {
  private constructor(
    private readonly root: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Initialised, with nothing applied yet. */
  static async create(stack: string, env: NodeJS.ProcessEnv): Promise<StackFolder> {
    const root = await mkdtemp(path.join(tmpdir(), "groundwork-stack-"));
    const folder = new StackFolder(root, {
      ...env,
      TF_IN_AUTOMATION: "1",
      CHECKPOINT_DISABLE: "1",
    });
    const { configuration } = standIn(stack, await synthesizedStack<TerraformConfiguration>(stack));
    await mkdir(folder.dir);
    await writeFile(path.join(folder.dir, "cdk.tf.json"), JSON.stringify(configuration));
    await folder.succeed("init", "-input=false");
    return folder;
  }

  get dir(): string {
    return path.join(this.root, "stand-ins");
  }

  /** Of the stand-ins of a type's resources. */
  async addresses(type: string): Promise<string[]> {
    const file = path.join(this.dir, "cdk.tf.json");
    const { resource } = JSON.parse(await readFile(file, "utf8"));
    return Object.keys(resource.terraform_data)
      .filter((name) => name.startsWith(`${type}__`))
      .map((name) => `terraform_data.${name}`);
  }

  terraform(...args: string[]): Promise<Ended> {
    return run("terraform", args, { cwd: this.dir, env: this.env });
  }

  /** @returns standard output */
  async succeed(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.terraform(...args);
    if (code !== 0) throw new Error(`terraform ${args.join(" ")}: ${stdout}\n${stderr}`);
    return stdout;
  }

  /** Starts a command and does not wait for it. */
  start(...args: string[]): ChildProcess {
    return spawn("terraform", args, {
      cwd: this.dir,
      env: { ...process.env, ...this.env },
      stdio: "ignore",
    });
  }

  async apply(...args: string[]): Promise<void> {
    await this.succeed("apply", "-auto-approve", "-input=false", ...args);
  }

  /** Addresses in the state. */
  async list(): Promise<string[]> {
    return (await this.succeed("state", "list")).trim().split("\n");
  }

  /** @throws Error unless Terraform takes the state and would change nothing */
  async expectNoChanges(): Promise<void> {
    const { code, stdout, stderr } = await this.terraform(
      "plan",
      "-detailed-exitcode",
      "-input=false",
      "-no-color",
    );
    if (code !== 0) throw new Error(`terraform plan ended with ${code}: ${stderr}\n${stdout}`);
  }

  remove(): Promise<void> {
    return rm(this.root, { recursive: true, force: true });
  }
}

/** The JSON of a stack of this checkout, for the emulator. */
export async function synthesizedStack<Json>(stack: string): Promise<Json> {
  const dir = await oncePerRun(`synthesized-${stack}`, async (outDir) => {
    const synth = await run(process.execPath, [path.join(smallRoot(), "dist/main.js")], {
      cwd: smallRoot(),
      env: {
        AWS_ENDPOINT_URL: sharedEndpoint(),
        STACKS: stack,
        CDKTF_OUTDIR: outDir,
        CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS: "true",
      },
    });
    if (synth.code !== 0) throw new Error(synth.stderr);
  });
  return JSON.parse(await readFile(path.join(dir, "stacks", stack, "cdk.tf.json"), "utf8"));
}

import { execa } from "execa";
import { OperationError } from "../errors";
import type { RunRecords } from "./run-record";

/** Terraform's own limit below which this project does not work: lock files without DynamoDB. */
const MINIMUM_VERSION = [1, 11] as const;

export interface TerraformOptions {
  /** Name of the stack, for messages and notes. */
  readonly stack: string;
  /** The stack's folder, with its cdk.tf.json. */
  readonly dir: string;
  /** All of Terraform's environment. */
  readonly env: NodeJS.ProcessEnv;
  /** Aborted to have Terraform end in good order, with its lock released. */
  readonly signal: AbortSignal;
  readonly records: RunRecords;
  /** Applied to what Terraform says before it is shown. @default nothing is changed */
  readonly translate?: (text: string) => string;
}

/** Terraform in the folder of one stack. Never asks anything; says nothing unless it fails. */
export class Terraform {
  constructor(private readonly options: TerraformOptions) {}

  /** Where it runs. */
  get dir(): string {
    return this.options.dir;
  }

  async init(): Promise<void> {
    await this.succeed(["init", "-input=false", "-no-color"]);
  }

  /**
   * Plans into a file.
   *
   * @returns whether anything would change
   */
  async plan(file: string): Promise<boolean> {
    const { code, stderr } = await this.run([
      "plan",
      ...QUIET,
      "-detailed-exitcode",
      `-out=${file}`,
    ]);
    if (code !== 0 && code !== 2) throw this.failure("plan", stderr);
    return code === 2;
  }

  /** The text of a plan, for people. */
  async show(file: string): Promise<string> {
    return (await this.succeed(["show", "-no-color", file])).trim();
  }

  /** Applies a plan made before. */
  async apply(file: string): Promise<void> {
    await this.succeed(["apply", ...QUIET, file]);
  }

  private async succeed(args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(args);
    if (code !== 0) throw this.failure(args[0]!, stderr || stdout);
    return stdout;
  }

  private async run(args: readonly string[]) {
    const { stack, dir, env, signal, records, translate = (text: string) => text } = this.options;
    signal.throwIfAborted();
    const child = execa("terraform", args, {
      cwd: dir,
      // A workspace of the user's would put the state under another key.
      env: { ...env, ...AUTOMATION, TF_WORKSPACE: "default" },
      extendEnv: false,
      stdin: "ignore",
      reject: false,
      // Out of the terminal's reach: Ctrl-C would interrupt it a second time, besides us, and at
      // the second interrupt Terraform gives up without releasing its lock.
      detached: true,
    });
    const interrupt = () => child.kill("SIGINT");
    signal.addEventListener("abort", interrupt);
    const end = child.pid === undefined ? undefined : await records.begin(stack, child.pid);
    const { exitCode, stdout, stderr, code } = await child;
    signal.removeEventListener("abort", interrupt);
    await end?.();
    if (code === "ENOENT") throw missingTerraform();
    return { code: exitCode ?? 1, stdout: translate(stdout), stderr: translate(stderr) };
  }

  private failure(command: string, output: string): OperationError {
    return new OperationError(
      `${this.options.stack}: terraform ${command} failed in ${this.options.dir}\n${output.trim()}`,
    );
  }
}

const QUIET = ["-input=false", "-no-color"];

const AUTOMATION = { TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" };

/** @throws OperationError when there is no Terraform in PATH, or one that is too old */
export async function requireTerraform(): Promise<void> {
  const { stdout, code } = await execa("terraform", ["version", "-json"], {
    env: AUTOMATION,
    reject: false,
  });
  if (code === "ENOENT") throw missingTerraform();
  const version = String(JSON.parse(stdout || "{}").terraform_version);
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < MINIMUM_VERSION[0] || (major === MINIMUM_VERSION[0] && minor < MINIMUM_VERSION[1])) {
    throw new OperationError(
      `got Terraform ${version}, expected ${MINIMUM_VERSION.join(".")} or newer: https://developer.hashicorp.com/terraform/install`,
    );
  }
}

const missingTerraform = () =>
  new OperationError(
    `Terraform is missing: install ${MINIMUM_VERSION.join(".")} or newer from https://developer.hashicorp.com/terraform/install`,
  );

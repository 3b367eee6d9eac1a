import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { OperationError } from "../core/errors";
import { during } from "../core/waiting";
import { objectIn, stateIn } from "./state-file";
import { backendSettings, initOptions, runVariables } from "./environment";
import { readStackJson } from "../core/project";
import { lacking } from "./features";
import {
  isMissing,
  missingTerraform,
  requireTerraform,
  terraformCommand,
  terraformProgram,
} from "./release";
import { failureText, OUTPUT_MAX, type Ended } from "./failure";
import { isLockFailure, lockIn, type ForeignLock } from "./foreign-lock";
import type { RunRecords } from "./run-record";

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
  /** Asked before each run, for what providers besides AWS's sign on with. @default nothing */
  readonly credentials?: (() => Promise<Credentials>) | undefined;
}

/** What providers sign on with, for Terraform's environment alone. */
export interface Credentials {
  readonly variables: Readonly<Record<string, string>>;
  /** Takes their values out of a text. */
  readonly mask: (text: string) => string;
}

const NO_CREDENTIALS: Credentials = { variables: {}, mask: (text) => text };

/** Terraform in the folder of one stack. Never asks anything; says nothing unless it fails. */
export class Terraform {
  constructor(private readonly options: TerraformOptions) {}

  /** The folder in which it runs. */
  get dir(): string {
    return this.options.dir;
  }

  /**
   * A command that a person is told to type, by the program that runs here.
   *
   * @param args as `state pull`
   */
  command(args: string): string {
    return terraformCommand(args, this.options.env);
  }

  /** The same in another folder. */
  in(dir: string): Terraform {
    return new Terraform({ ...this.options, dir });
  }

  /** @param options such as `-reconfigure` */
  async init(...options: string[]): Promise<void> {
    const { stack, dir } = this.options;
    const all = initOptions(await backendSettings(dir), options, { stack, dir });
    await this.succeed(["init", "-input=false", "-no-color", ...all]);
  }

  /**
   * Plans into a file.
   *
   * @param options such as `-refresh=false`
   * @returns whether anything would change
   */
  async plan(file: string, ...options: string[]): Promise<boolean> {
    const args = ["plan", ...QUIET, "-detailed-exitcode", `-out=${file}`, ...options];
    const ended = await this.run(args);
    if (ended.code !== 0 && ended.code !== 2) throw await this.failure(args, ended);
    return ended.code === 2;
  }

  /** The text of a plan, for people. */
  async show(file: string): Promise<string> {
    const { mask } = await this.credentials();
    return mask(await this.succeed(["show", "-no-color", file])).trim();
  }

  /**
   * A plan with the state before it, or the state alone, as JSON. It holds secrets.
   *
   * @param file of the plan; none for the state
   */
  async showJson(file?: string): Promise<string> {
    const args = ["show", "-json", "-no-color", ...(file === undefined ? [] : [file])];
    const said = await this.succeed(args);
    return objectIn(said) ?? said;
  }

  /**
   * Applies a plan made before.
   *
   * @param onLine told each line that Terraform says, as it comes
   * @param options such as `-lock-timeout=5m`
   */
  async apply(
    file: string,
    onLine?: (line: string) => void,
    options: readonly string[] = [],
  ): Promise<void> {
    await this.succeed(["apply", ...QUIET, ...options, file], onLine);
  }

  /** The state's outputs, with their values, as JSON. */
  async outputs(): Promise<string> {
    return objectIn(await this.succeed(["output", "-json", "-no-color"])) ?? "{}";
  }

  /**
   * What is wrong with the configuration by the schemas of its providers, as JSON. No backend and no
   * credentials are asked for.
   */
  async validate(): Promise<string> {
    const args = ["validate", "-json", "-no-color"];
    const ended = await this.run(args);
    const said = objectIn(ended.stdout);
    // It ends with 1 also where it did its work and found errors.
    if (said === undefined) throw this.failure(args, ended);
    return said;
  }

  /** Writes the lock file of the providers, with the checksums for some platforms. */
  async lockProviders(...platforms: string[]): Promise<void> {
    await this.succeed(["providers", "lock", ...platforms.map((name) => `-platform=${name}`)]);
  }

  /** The state as Terraform reads it, digest check included; empty when there is none. */
  async pullState(): Promise<string> {
    return stateIn(await this.succeed(["state", "pull"]));
  }

  /**
   * Takes the state's lock for a moment, whatever its backend is, and changes nothing: no state has
   * that provider.
   *
   * @returns what is told of whoever has the lock; undefined when nobody had it
   */
  async lockHolder(): Promise<ForeignLock | undefined> {
    const args = ["state", "replace-provider", "-no-color", ...NO_CHANGE, NOBODYS, NOBODYS];
    const ended = await this.run(args);
    if (ended.code === 0) return undefined;
    if (isLockFailure(ended.stderr)) return lockIn(ended.stderr) ?? { id: "" };
    // Where there is no state it ends in an error as well, but with the lock in its hand.
    if ((await this.pullState()) === "") return undefined;
    throw await this.failure(args, ended);
  }

  /** Releases a lock; Terraform refuses where there is no state yet. */
  async forceUnlock(lockId: string): Promise<void> {
    await this.succeed(["force-unlock", "-force", lockId]);
  }

  private async succeed(args: readonly string[], onLine?: (line: string) => void): Promise<string> {
    const ended = await this.run(args, onLine);
    if (ended.code !== 0) throw await this.failure(args, ended);
    return ended.stdout;
  }

  private async run(args: readonly string[], onLine?: (line: string) => void): Promise<Ended> {
    const { stack, dir, env, signal, records, translate = (text: string) => text } = this.options;
    signal.throwIfAborted();
    const { variables, mask } = await this.credentials();
    const child = execa(terraformProgram(env), args, {
      cwd: dir,
      env: runVariables(env, variables, await backendSettings(dir)),
      extendEnv: false,
      stdin: "ignore",
      reject: false,
      maxBuffer: OUTPUT_MAX,
      // Terraform must be out of the terminal's reach: Ctrl-C would interrupt it a second time,
      // besides us, and at the second interrupt Terraform gives up without releasing its lock.
      detached: true,
    });
    const read = onLine
      ? [child.stdout, child.stderr].map((input) =>
          once(
            createInterface({ input }).on("line", (line) => onLine(mask(translate(line)))),
            "close",
          ),
        )
      : [];
    const interrupt = () => child.kill("SIGINT");
    signal.addEventListener("abort", interrupt);
    const end = child.pid === undefined ? undefined : await records.begin(stack, child.pid);
    const ended = during(`${path.basename(terraformProgram(env))} ${args[0]} in ${stack}`, child);
    const { exitCode, stdout, stderr, code, signal: endedBy, isMaxBuffer } = await ended;
    await Promise.all(read);
    signal.removeEventListener("abort", interrupt);
    await end?.();
    if (isMissing(code)) throw missingTerraform(env);
    return {
      // A run that was cut off is no success, whatever Terraform says.
      code: isMaxBuffer ? 1 : (exitCode ?? 1),
      stdout: translate(stdout),
      stderr: translate(stderr),
      endedBy,
      cutOff: isMaxBuffer,
    };
  }

  /** What is said of a failure names the release to take, which Terraform and providers do not. */
  private async failure(args: readonly string[], ended: Ended): Promise<OperationError> {
    const { stack, dir, env } = this.options;
    const said = failureText({ stack, dir, program: terraformProgram(env) }, args, ended);
    const lacks = await Promise.all([readStackJson(dir), requireTerraform(env)]).then(
      ([json, release]) => lacking(json, release),
      () => [],
    );
    const { mask } = await this.credentials();
    return new OperationError(mask([said, ...lacks].join("\n")));
  }

  private async credentials(): Promise<Credentials> {
    return (await this.options.credentials?.()) ?? NO_CREDENTIALS;
  }
}

/** A provider that there is not. */
const NOBODYS = "groundwork.invalid/nobody/nothing";

/** Another version in a workspace of HCP Terraform is no reason to stop. */
const NO_CHANGE = ["-auto-approve", "-ignore-remote-version"];

const QUIET = ["-input=false", "-no-color"];

import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { OperationError } from "../core/errors";
import { isAlive } from "../core/processes";
import {
  copyAssets,
  readStackJson,
  synthesize,
  type SynthesizedStack,
  type SynthOptions,
} from "../core/project";
import { LocalStates } from "./local-states";
import { readParameters } from "./parameters";
import { standIn } from "./stand-ins";

export interface StandInOptions {
  /** Folder of the states whose backend no emulator has. */
  readonly states: string;
  /** Says where the emulator is, which is asked for the parameters that stacks read. */
  readonly env: NodeJS.ProcessEnv;
}

/** The folder of one rehearsal; several can be under way in a checkout. */
export class Workspace {
  private constructor(readonly dir: string) {}

  /**
   * Makes a folder below `parent`, and removes those of which nobody lives any more.
   *
   * @param owner id of the process with which the folder's use ends
   * @param rescue called for each folder before it goes; what it throws keeps the folder
   */
  static async create(
    parent: string,
    owner: number,
    rescue: (dir: string) => Promise<void> = () => Promise.resolve(),
  ): Promise<Workspace> {
    const dir = path.join(parent, String(owner));
    await mkdir(dir, { recursive: true });
    for (const pid of await readdir(parent)) {
      if (isAlive(Number(pid))) continue;
      const left = path.join(parent, pid);
      await rescue(left);
      await rm(left, { recursive: true, force: true });
    }
    return new Workspace(dir);
  }

  /**
   * Synthesizes the stacks, with the emulator in the environment.
   *
   * @param options as `synthesize` has them
   */
  synthesize(
    env: NodeJS.ProcessEnv,
    options: Pick<SynthOptions, "stacks" | "keepFindings"> = {},
  ): Promise<SynthesizedStack[]> {
    return synthesize({ ...options, outDir: path.join(this.dir, "cdktf.out"), env });
  }

  /**
   * Puts a stack of stand-ins beside each synthesized one. Whose backend is another than S3, which an
   * emulator has, has its state in a file.
   *
   * @throws OperationError with every reference that leads nowhere
   */
  async standIn(
    stacks: readonly SynthesizedStack[],
    { states, env }: StandInOptions,
  ): Promise<SynthesizedStack[]> {
    const problems: string[] = [];
    const standIns = await Promise.all(
      stacks.map(async ({ name, dir }) => {
        const json = await readStackJson(dir);
        const parameters = await readParameters(name, json, env);
        const { configuration, problems: found } = standIn(name, json, parameters);
        problems.push(...found);
        const target = this.standInDir(name);
        await mkdir(target, { recursive: true });
        await writeFile(
          path.join(target, "cdk.tf.json"),
          `${JSON.stringify(configuration, null, 2)}\n`,
        );
        // Expressions may read them, as `filesha256("assets/...")`.
        await copyAssets(dir, target);
        return { name, dir: target };
      }),
    );
    if (problems.length > 0) throw new OperationError(problems.join("\n"));
    await new LocalStates(states).attachElsewhere(standIns);
    return standIns;
  }

  /** The folder with the stand-ins of a stack. */
  private standInDir(stack: string): string {
    return path.join(this.dir, "stacks", stack);
  }

  remove(): Promise<void> {
    // What has just ended may still be writing its last file.
    return rm(this.dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

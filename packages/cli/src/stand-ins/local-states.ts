import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { keyOfState } from "../core/stack-of";
import { OperationError } from "../core/errors";
import { readStackJson, type SynthesizedStack } from "../core/project";

/** What lies in a file for a stack after its apply. */
interface LocalState {
  readonly key: string;
  /** Files have none. */
  readonly version: "-";
  readonly resources: number;
}

/** States in files of the rehearsal's own, in place of a backend that no emulator has. */
export class LocalStates {
  /** @param dir folder of the files, below it one for each stack */
  constructor(private readonly dir: string) {}

  /** Has Terraform keep the states of stacks here that were synthesized with another backend than S3. */
  async attachElsewhere(stacks: readonly SynthesizedStack[]): Promise<void> {
    for (const { name, dir } of stacks) {
      const configuration = path.join(dir, "cdk.tf.json");
      const { terraform = {}, ...json } = await readStackJson(dir);
      if (terraform.backend?.s3 !== undefined) continue;
      const { backend: _, cloud: __, ...settings } = terraform;
      const file = this.fileOf(name);
      await mkdir(path.dirname(file), { recursive: true });
      const attached = { ...json, terraform: { ...settings, backend: { local: { path: file } } } };
      await writeFile(configuration, `${JSON.stringify(attached, null, 2)}\n`);
    }
  }

  /**
   * Looks past Terraform at what it left: the state under its own key, no lock beside it.
   *
   * @throws OperationError naming what is missing or left over
   */
  async verify(stack: string): Promise<LocalState> {
    const file = this.fileOf(stack);
    const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
      throw new OperationError(`${stack}: expected its state at ${file}, got ${error.code}`);
    });
    const { dir, base } = path.parse(file);
    const lock = path.join(dir, `.${base}.lock.info`);
    if (await stat(lock).catch(() => undefined)) {
      throw new OperationError(`${stack}: got the lock ${lock} after the last run, expected none`);
    }
    const key = keyOfState(stack);
    return { key, version: "-", resources: JSON.parse(text).resources.length };
  }

  private fileOf(stack: string): string {
    return path.join(this.dir, keyOfState(stack));
  }
}

import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import type { Person } from "../../core/person";
import { shellWord } from "../../core/shell-word";
import { HeldState } from "../../terraform/held-state";
import { stateFiles } from "./local-copies";
import { providerIn, type Source } from "./migration-source";

/** A state in a file on this machine. */
export class FileSource implements Source {
  readonly advice =
    "Run Terraform with the old configuration no more: without its state it would start anew.";

  readonly terraformIn: string;

  constructor(
    readonly name: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly person: Person,
  ) {
    this.terraformIn = `in the folder of its configuration, or in an empty one with ${shellWord(`-state=${name}`)} as the first option`;
  }

  localFiles(): Promise<string[]> {
    return stateFiles(this.name);
  }

  /**
   * The lock on a file ends with the process that has it. What tells of it stays when that process
   * is killed (internal/states/statemgr/filesystem.go), and is of no use without the state.
   */
  async recover(): Promise<void> {
    if ((await this.read()) !== undefined) return;
    const { dir, base } = path.parse(this.name);
    await rm(path.join(dir, `.${base}.lock.info`), { force: true });
  }

  async read(): Promise<string | undefined> {
    try {
      return await readFile(this.name, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  async holding<Result>(text: string, work: () => Promise<Result>): Promise<Result> {
    const provider = providerIn(text);
    if (provider === undefined) {
      this.person.tell(NOT_LOCKED);
      return work();
    }
    const { release } = await new HeldState({ file: this.name }, this.env).take(provider);
    try {
      return await work();
    } finally {
      await release();
    }
  }
}

export const NOT_LOCKED =
  "The source has outputs but no resources; Terraform cannot be had to lock such a state. " +
  "Let nobody apply there meanwhile.";

import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { CONFIGURATION } from "./migration";
import { run, type Ended } from "@groundwork/testing/project";

/** Texts of a state in a file and of the one that Terraform has kept beside it. */
interface Applied {
  readonly text: string;
  readonly backup: string;
}

/** Real Terraform with its state in a file, or in any backend. */
export class LocalFolder {
  private constructor(readonly dir: string) {}

  static async create(configuration: object = CONFIGURATION): Promise<LocalFolder> {
    const folder = new LocalFolder(await mkdtemp(path.join(tmpdir(), "groundwork-local-")));
    await folder.configure(configuration);
    await folder.terraform("init", "-input=false");
    return folder;
  }

  configure(configuration: object): Promise<void> {
    return writeFile(path.join(this.dir, "main.tf.json"), JSON.stringify(configuration));
  }

  /** An apply made of two, so that Terraform has kept the state of the first. */
  async apply(): Promise<void> {
    await this.terraform("apply", "-auto-approve", "-input=false", "-target=terraform_data.role");
    await this.terraform("apply", "-auto-approve", "-input=false");
  }

  /** Has in it what an apply has left, and nothing else, for the next test. */
  async begin({ text, backup }: Applied): Promise<void> {
    for (const name of await readdir(this.dir)) {
      await rm(path.join(this.dir, name), { recursive: true });
    }
    await this.configure(CONFIGURATION);
    await writeFile(this.file, text);
    await writeFile(`${this.file}.backup`, backup);
  }

  /** What an apply has left. */
  async left(): Promise<Applied> {
    return { text: await this.text(), backup: await readFile(`${this.file}.backup`, "utf8") };
  }

  get file(): string {
    return path.join(this.dir, "terraform.tfstate");
  }

  text(): Promise<string> {
    return readFile(this.file, "utf8");
  }

  async terraform(...args: string[]): Promise<Ended> {
    const env = { TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" };
    const ended = await run("terraform", args, { cwd: this.dir, env });
    if (ended.code !== 0) throw new Error(`${args.join(" ")}: ${ended.stdout}${ended.stderr}`);
    return ended;
  }

  remove(): Promise<void> {
    return rm(this.dir, { recursive: true, force: true });
  }
}

import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "@groundwork/testing/project";

/** Lets `terraform init` take from the cache what no lock file names. */
export const CACHE_VARIABLE = "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE";

/** What is taken down of an init in such an environment that nothing else runs beside. */
export const INIT = ["init begins, true", "init ends"];

/** Real Terraform that takes down when each of its commands begins and ends. */
export class LoggedTerraform {
  private constructor(private readonly dir: string) {}

  /** @param variable of its environment, whose value is taken down as well */
  static async create(variable: string): Promise<LoggedTerraform> {
    const logged = new LoggedTerraform(await mkdtemp(path.join(tmpdir(), "groundwork-logged-")));
    const { stdout } = await run("sh", ["-c", "command -v terraform"]);
    const file = path.join(logged.dir, "terraform");
    await writeFile(
      file,
      `#!/bin/sh
echo "$1 begins, \${${variable}-unset}" >> ${logged.log}
${stdout.trim()} "$@"
code=$?
echo "$1 ends" >> ${logged.log}
exit $code
`,
    );
    await chmod(file, 0o755);
    return logged;
  }

  /** The environment in which it is found. */
  get env(): NodeJS.ProcessEnv {
    return { PATH: `${this.dir}:${process.env["PATH"]}` };
  }

  /** Begins and ends of `init`, in order, up to the first `plan`. */
  async initsBeforePlans(): Promise<string[]> {
    const lines = (await readFile(this.log, "utf8")).split("\n");
    const first = lines.findIndex((line) => line.startsWith("plan "));
    return lines.slice(0, first).filter((line) => line.startsWith("init "));
  }

  remove(): Promise<void> {
    return rm(this.dir, { recursive: true, force: true });
  }

  private get log(): string {
    return path.join(this.dir, "log");
  }
}

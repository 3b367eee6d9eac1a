import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { originalAddresses } from "../../src/stand-ins/addresses";
import { standIn, type TerraformConfiguration } from "../../src/stand-ins/stand-ins";

/** A folder in which Terraform runs the stand-ins of a stack; `use` changes the stack. */
export class StandInFolder {
  private static readonly folders: string[] = [];
  private readonly folder = mkdtempSync(path.join(tmpdir(), "stand-ins-"));

  constructor(json: TerraformConfiguration) {
    StandInFolder.folders.push(this.folder);
    this.use(json);
    this.succeed("init");
  }

  /** Removes the folders of a test file. */
  static removeAll(): void {
    for (const folder of StandInFolder.folders) rmSync(folder, { recursive: true, force: true });
  }

  use(json: TerraformConfiguration): void {
    const terraform = { ...json.terraform, backend: { local: { path: "terraform.tfstate" } } };
    const { configuration } = standIn("dev-stack", { ...json, terraform });
    writeFileSync(path.join(this.folder, "cdk.tf.json"), JSON.stringify(configuration, null, 2));
  }

  terraform(...args: string[]): { code: number | null; text: string } {
    const env = { ...process.env, CHECKPOINT_DISABLE: "1" };
    const options = { cwd: this.folder, env, encoding: "utf8" } as const;
    const all = [...args, "-input=false", "-no-color"];
    const { status, stdout, stderr } = spawnSync("terraform", all, options);
    return { code: status, text: originalAddresses(stdout + stderr) };
  }

  succeed(...args: string[]): void {
    const { code, text } = this.terraform(...args);
    if (code !== 0) throw new Error(text);
  }

  apply(): void {
    this.succeed("apply", "-auto-approve");
  }

  /** What Terraform would do, one line a resource; empty when it would do nothing. */
  plan(...args: string[]): string[] {
    const { code, text } = this.terraform("plan", "-detailed-exitcode", ...args);
    const lines = [...text.matchAll(/^ {2}# (.*)$/gm)].map(([, line = ""]) => line);
    if (code !== (lines.length > 0 ? 2 : 0)) throw new Error(text);
    return lines;
  }

  output(): Record<string, unknown> {
    const shown = spawnSync("terraform", ["output", "-json"], { cwd: this.folder });
    const outputs: Record<string, { value: unknown }> = JSON.parse(String(shown.stdout));
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  }
}

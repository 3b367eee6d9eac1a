import { mkdtempSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { STEP_PACKAGES, STEP_REHEARSED } from "@groundwork/constructs/container-service/options";
import { checkoutRoot, run } from "@groundwork/testing/project";
import type { StackJson } from "../../../src/comparison/written-stacks";
import { HttpBackend } from "../../support/http-backend";

/** A change of a resource, as `terraform show -json` tells it of a plan. */
export interface PlannedChange {
  readonly address: string;
  readonly previous_address?: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly replace_paths?: readonly (readonly (string | number)[])[];
  };
}

/** Real Terraform on the state of a stack. It is planned as often as one likes, and stays as it is. */
export class Applied {
  private readonly dir: string;
  /** Terraform writes a file for each resource that it makes, and sends a server the whole once. */
  private readonly backend = HttpBackend.start();
  private last: Promise<unknown>;

  /**
   * @param root folder for folders of its own
   * @param json of the stack
   * @param written the configuration for Terraform of a stack's JSON, without its backend
   * @param env variables for Terraform
   */
  constructor(
    root: string,
    json: StackJson,
    private readonly written: (json: StackJson) => object,
    private readonly env: NodeJS.ProcessEnv = {},
  ) {
    this.dir = mkdtempSync(path.join(root, "applied-"));
    this.last = this.use(json)
      .then(() => this.terraform("init", "-input=false"))
      .then(() => this.terraform("apply", "-input=false", "-auto-approve", "-refresh=false"));
    // Whoever plans is told.
    this.last.catch(() => undefined);
  }

  /** What Terraform says that it would do. */
  plan(json: StackJson): Promise<string> {
    return this.next(json, () => this.terraform("plan", "-input=false", "-refresh=false"));
  }

  /** The same of each resource. */
  changes(json: StackJson): Promise<PlannedChange[]> {
    return this.next(json, async () => {
      await this.terraform("plan", "-input=false", "-refresh=false", "-out=plan");
      const shown = JSON.parse(await this.terraform("show", "-json", "plan"));
      return (shown.resource_changes ?? []) as PlannedChange[];
    });
  }

  async stop(): Promise<void> {
    (await this.backend).stop();
  }

  /** One after another, as there is one folder. */
  private next<Told>(json: StackJson, plan: () => Promise<Told>): Promise<Told> {
    const applied = this.last;
    const planned = applied.then(() => this.use(json)).then(plan);
    // A plan that is refused leaves the state as it was.
    this.last = planned.then(
      () => applied,
      () => applied,
    );
    return planned;
  }

  private async use(json: StackJson): Promise<void> {
    const terraform = { ...(json["terraform"] as object), backend: await this.configuration() };
    const configuration = this.written({ ...json, terraform });
    await writeFile(path.join(this.dir, "cdk.tf.json"), JSON.stringify(configuration));
  }

  private async configuration(): Promise<object> {
    return (await this.backend).configuration;
  }

  private async terraform(command: string, ...args: string[]): Promise<string> {
    // Of its time much is its collecting of garbage, of which a plan leaves little.
    const env = {
      ...process.env,
      CHECKPOINT_DISABLE: "1",
      GOGC: "400",
      // Tasks beside services are said to run, and do not.
      [STEP_PACKAGES]: path.join(checkoutRoot, "packages"),
      [STEP_REHEARSED]: "1",
      ...this.env,
    };
    const all = command === "show" ? [command, ...args] : [command, "-no-color", ...args];
    const { code, stdout, stderr } = await run("terraform", all, { cwd: this.dir, env });
    // The configuration is one line of hundreds of thousands of letters.
    const said = stderr.replace(/^.*\{"\/\/".*$/gm, "").trim();
    if (code !== 0) throw new Error(`terraform ${command}: ${said.slice(0, 2000)}`);
    return stdout;
  }
}

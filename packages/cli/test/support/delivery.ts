import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import type { Emulator } from "../../src/emulator/emulator";
import type { AwsClients } from "../../src/state/clients";
import { DeliveryStore, PLANS, type Planned } from "./delivery-store";
import {
  accessTo,
  ACCOUNT,
  clientsOf,
  LOCATION,
  makeBackend,
  ownEmulator,
  REGION,
  setVersioning,
} from "./emulated";
import { ProjectCopy, run, type Ended } from "@groundwork/testing/project";

export { PLANS, type Planned } from "./delivery-store";

/** A git checkout of this project, a state backend and a store of plans in an emulator of its own. */
export class Delivery extends DeliveryStore {
  readonly location = LOCATION;
  private changes = 0;
  private extended = false;

  private constructor(
    private readonly emulator: Emulator,
    readonly copy: ProjectCopy,
    /** A person each, with a session of AWS's sign-on. */
    readonly kim: NodeJS.ProcessEnv,
    readonly lee: NodeJS.ProcessEnv,
  ) {
    super(clientsOf(emulator.endpoint));
  }

  static async create(name: string): Promise<Delivery> {
    const [emulator, copy] = await Promise.all([ownEmulator(name), ProjectCopy.create()]);
    const clients = clientsOf(emulator.endpoint);
    await makeBackend(clients, LOCATION);
    await makePlanBucket(clients);
    const as = (person: string) => session(clients, emulator.endpoint, SIGN_ON, person);
    const delivery = new Delivery(emulator, copy, await as("kim"), await as("lee"));
    try {
      await copy.write(
        ".gitignore",
        "node_modules\n.cache\ndist\ncdktf.out\nerrored\n*.tsbuildinfo\n",
      );
      await delivery.git("init", "--quiet", "--initial-branch=main");
      await delivery.commit("begin");
    } catch (error) {
      // Nobody else could end its emulator.
      await delivery.close();
      throw error;
    }
    return delivery;
  }

  /** Variables of a session of another role, as a workflow or a person takes it on. */
  as(role: string, name: string): Promise<NodeJS.ProcessEnv> {
    return session(this.clients, this.endpoint, role, name);
  }

  get endpoint(): string {
    return this.emulator.endpoint;
  }

  async git(...args: string[]): Promise<string> {
    const who = ["-c", "user.name=kim", "-c", "user.email=kim@example.com"];
    const { code, stdout, stderr } = await run("git", [...who, ...args], { cwd: this.copy.root });
    if (code !== 0) throw new Error(stderr);
    return stdout.trim();
  }

  /** Builds what is there and commits it. */
  async commit(message: string): Promise<string> {
    await this.copy.build();
    await this.git("add", "--all");
    await this.git("commit", "--quiet", "--allow-empty", "--message", message);
    return this.git("rev-parse", "HEAD");
  }

  /** Changes how long a stack keeps its logs, so that there is something to plan. */
  async change(environment: "dev" | "prod" = "dev"): Promise<string> {
    const file = `environments/${environment}.ts`;
    const text = await readFile(path.join(this.copy.root, file), "utf8");
    const days = LOG_DAYS[this.changes++ % LOG_DAYS.length];
    await this.copy.write(file, text.replace(/logRetentionDays: \d+/, `logRetentionDays: ${days}`));
    return this.commit("change");
  }

  /**
   * Adds to a stack whatever a test needs in it, in the place of what an earlier call added.
   *
   * @param body TypeScript; the stack is `stack`
   * @param imports of what it uses
   */
  async extend(stack: string, body: string, imports = ""): Promise<string> {
    await this.copy.write(
      "stacks/extra.ts",
      `import type { App, TerraformStack } from "cdktf";\n${imports}
export function extra(app: App): void {
  const stack = app.node.tryFindChild("${stack}") as TerraformStack | undefined;
  if (stack === undefined) return;
  ${body}
}
`,
    );
    if (!this.extended) {
      await this.copy.edit("main.ts", "  app.synth();", "  extra(app);\n  app.synth();");
      await this.copy.edit("main.ts", "import", 'import { extra } from "./stacks/extra";\nimport');
      this.extended = true;
    }
    return this.commit("extend");
  }

  async run(person: NodeJS.ProcessEnv, ...args: string[]): Promise<Ended> {
    const ended = await this.copy.groundwork(args, person);
    if (/^ +at /m.test(ended.stderr)) throw new Error(`a stack trace: ${ended.stderr}`);
    return ended;
  }

  /** The same with `--json`. */
  async json(
    person: NodeJS.ProcessEnv,
    ...args: string[]
  ): Promise<{ code: number; stderr: string; document: any }> {
    const { code, stdout, stderr } = await this.run(person, ...args, "--json");
    try {
      return { code, stderr, document: JSON.parse(stdout) };
    } catch {
      throw new Error(`got ${code}, ${stdout}, ${stderr}, expected one JSON document`);
    }
  }

  async plan(stack: string, person = this.kim): Promise<Planned> {
    const { code, stderr, document } = await this.json(person, "plan", stack, "--stand-ins");
    if (code !== 2) throw new Error(`plan ended with ${code}: ${stderr}`);
    return document as Planned;
  }

  /** @param options such as `--lock-timeout`, or another `--sha256`, which then counts */
  apply({ id, sha256 }: Planned, person = this.kim, ...options: string[]): Promise<Ended> {
    return this.run(person, "apply", id, "--sha256", sha256, ...options);
  }

  approve({ id, sha256 }: Planned, person = this.lee): Promise<Ended> {
    return this.run(person, "approve", id, "--sha256", sha256);
  }

  /** @throws Error when the command has changed the state of that owner */
  async unchanged(owner: string, command: () => Promise<Ended>): Promise<Ended> {
    const before = await this.stateText(owner);
    const ended = await command();
    if ((await this.stateText(owner)) !== before) throw new Error(`the state of ${owner} changed`);
    return ended;
  }

  /** Variables with which a command takes it to be so many hours later. */
  async later(person: NodeJS.ProcessEnv, hours: number): Promise<NodeJS.ProcessEnv> {
    const file = path.join(this.copy.root, "dist/later.cjs");
    await writeFile(file, CLOCK.replace("HOURS", String(hours)));
    return { ...person, NODE_OPTIONS: `--require ${file}` };
  }

  async close(): Promise<void> {
    await Promise.all([this.copy.remove(), this.emulator.stop()]);
  }
}

/** Role of a permission set, of which AWS's sign-on names the sessions after people. */
export const SIGN_ON = "AWSReservedSSO_Deploy_0123456789abcdef";

/** An end with a code and, among other things, what to do. */
export const refused = (code: number, text: string) => ({
  code,
  stderr: expect.stringContaining(text),
});

/** Other than what the configuration has, and what CloudWatch takes. */
const LOG_DAYS = [120, 150, 180, 365, 400, 545, 731];

const CLOCK = `
const real = Date;
const shift = HOURS * 3600000;
globalThis.Date = class extends real {
  constructor(...args) { args.length === 0 ? super(real.now() + shift) : super(...args); }
  static now() { return real.now() + shift; }
};
`;

async function makePlanBucket({ s3 }: AwsClients): Promise<void> {
  await s3.send(
    new CreateBucketCommand({
      Bucket: PLANS,
      CreateBucketConfiguration: { LocationConstraint: REGION },
    }),
  );
  await setVersioning(s3, PLANS, "Enabled");
}

/** Credentials of a role's session. */
async function session(
  { sts }: AwsClients,
  endpoint: string,
  role: string,
  name: string,
): Promise<NodeJS.ProcessEnv> {
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
      RoleSessionName: name,
    }),
  );
  return {
    ...accessTo(endpoint),
    AWS_ACCESS_KEY_ID: Credentials!.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: Credentials!.SecretAccessKey,
    AWS_SESSION_TOKEN: Credentials!.SessionToken,
    // Where the tests themselves run must not show.
    GITHUB_ACTIONS: "",
    CODEBUILD_BUILD_ID: "",
  };
}

import { cp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Emulator } from "../../src/emulator/emulator";
import { matchDigest } from "../../src/state/state-digest";
import { commitAll, git } from "./committed";
import { DeliveryStore, makePlanBucket, type Planned } from "./delivery-store";
import { clientsOf, LOCATION, makeBackend, ownEmulator } from "./emulated";
import { oncePerRun } from "./once-per-run";
import { ProjectCopy, type Ended } from "@groundwork/testing/project";
import { session, SIGN_ON } from "./sessions";
import { smallEnvironments } from "./small-environments";

export { PLANS, type Planned } from "./delivery-store";
export { SIGN_ON } from "./sessions";

/** A git checkout of this project, a state backend and a store of plans in an emulator of its own. */
export class Delivery extends DeliveryStore {
  readonly location = LOCATION;
  private extended = false;
  private days = 1000;

  private constructor(
    private readonly emulator: Emulator,
    readonly copy: ProjectCopy,
    /** A person each, with a session of AWS's sign-on. */
    readonly kim: NodeJS.ProcessEnv,
    readonly lee: NodeJS.ProcessEnv,
  ) {
    super(clientsOf(emulator.endpoint));
  }

  /** With nothing applied. */
  static async create(name: string): Promise<Delivery> {
    const begun = await oncePerRun("delivery", beginDelivery);
    const [emulator, copy] = await Promise.all([ownEmulator(name), ProjectCopy.of(begun)]);
    const clients = clientsOf(emulator.endpoint);
    await makeBackend(clients, LOCATION);
    await makePlanBucket(clients);
    const as = (person: string) => session(clients, emulator.endpoint, SIGN_ON, person);
    return new Delivery(emulator, copy, await as("kim"), await as("lee"));
  }

  /** With a dev-stack that was applied. */
  static async createApplied(name: string): Promise<Delivery> {
    const applied = await appliedDev();
    const delivery = await Delivery.create(name);
    await delivery.haveState("dev", applied);
    return delivery;
  }

  /** Variables of a session of another role, as a workflow or a person takes it on. */
  as(role: string, name: string): Promise<NodeJS.ProcessEnv> {
    return session(this.clients, this.endpoint, role, name);
  }

  get endpoint(): string {
    return this.emulator.endpoint;
  }

  git(...args: string[]): Promise<string> {
    return git(this.copy, ...args);
  }

  /** Applies a patch, or takes it back, as git does. */
  async patch(text: string, ...options: readonly string[]): Promise<void> {
    // Tests that run at the same time share that folder.
    const file = `.cache/${process.pid}.patch`;
    await this.copy.write(file, text);
    await this.git("apply", ...options, file);
    await rm(path.join(this.copy.root, file));
  }

  /** Builds what is there and commits it. */
  commit(message: string): Promise<string> {
    return commitAll(this.copy, message);
  }

  /** Puts a state there as Terraform does, with its digest. */
  async haveState(owner: string, text: string): Promise<void> {
    await this.putState(owner, text);
    await matchDigest(this.clients, LOCATION, `${owner}/terraform.tfstate`);
  }

  /** Has a state say that logs are kept for longer, so that there is a change to plan. */
  async alter(owner: "dev" | "prod" = "dev"): Promise<void> {
    const state = JSON.parse((await this.stateText(owner))!);
    const isLogGroup = ({ name }: { name: string }) => name.startsWith("aws_cloudwatch_log_group");
    const { attributes } = state.resources.find(isLogGroup).instances[0];
    this.days += 1;
    for (const { value } of [attributes.input, attributes.output]) {
      value.retention_in_days = this.days;
    }
    state.serial += 1;
    await this.haveState(owner, JSON.stringify(state));
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
    const { code, stderr, document } = await this.json(person, "plan", stack);
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
  async unchanged<End extends Ended>(owner: string, command: () => Promise<End>): Promise<End> {
    const before = await this.stateText(owner);
    const ended = await command();
    if ((await this.stateText(owner)) !== before) throw new Error(`the state of ${owner} changed`);
    return ended;
  }

  /** Variables with which a command takes it to be so many hours later. */
  async later(person: NodeJS.ProcessEnv, hours: number): Promise<NodeJS.ProcessEnv> {
    const file = path.join(this.copy.root, "dist/later.cjs");
    await writeFile(file, CLOCK.replace("HOURS", String(hours)));
    const { NODE_OPTIONS = "" } = process.env;
    return { ...person, NODE_OPTIONS: `${NODE_OPTIONS} --require ${file}` };
  }

  async close(): Promise<void> {
    await Promise.all([this.copy.remove(), this.emulator.stop()]);
  }
}

/** An end with a code and, among other things, what to do. */
export const refused = (code: number, text: string) => ({
  code,
  stderr: expect.stringContaining(text),
});

/** A checkout of small environments, built and committed; it is one for all files of a run. */
async function beginDelivery(into: string): Promise<void> {
  const copy = await ProjectCopy.create();
  try {
    await smallEnvironments(copy);
    await commitAll(copy, "begin");
    await cp(copy.root, into, { recursive: true, preserveTimestamps: true });
  } finally {
    await copy.remove();
  }
}

const DEV_STATE = "dev.tfstate";

/** Dev's state after its first apply, which is one for all files of a run. */
export async function appliedDev(): Promise<string> {
  const applied = await oncePerRun("delivered-dev", applyDev);
  return readFile(path.join(applied, DEV_STATE), "utf8");
}

async function applyDev(into: string): Promise<void> {
  const delivery = await Delivery.create("delivered-dev");
  try {
    const { code, stderr } = await delivery.apply(await delivery.plan("dev-stack"));
    if (code !== 0) throw new Error(stderr);
    await writeFile(path.join(into, DEV_STATE), (await delivery.stateText("dev"))!);
  } finally {
    await delivery.close();
  }
}

const CLOCK = `
const real = Date;
const shift = HOURS * 3600000;
globalThis.Date = class extends real {
  constructor(...args) { args.length === 0 ? super(real.now() + shift) : super(...args); }
  static now() { return real.now() + shift; }
};
`;

import path from "node:path";
import type { Configuration } from "@groundwork/configuration";
import { deliveryNames, ownerOf } from "@groundwork/configuration/names";
import { ownerOfAny } from "../core/stack-of";
import type { EventType } from "../delivery/messages/events";
import { OperationError } from "../core/errors";
import type { PlanOptions } from "../delivery/plan/plan";
import { cacheDir } from "../core/project";
import type { AwsClients } from "../state/clients";
import type { EmulatorAccess } from "../core/aws/emulator-access";
import { environmentOf, runCommand, type Somebody } from "./command";
import { MessagesFolder } from "./messages-folder";
import type { RehearsedEvent } from "./report";

/** Role of the permission set Deploy of AWS's sign-on, which names its sessions after people. */
const DEPLOY = "AWSReservedSSO_Deploy_0123456789abcdef";

/** Who plans and applies, who approves, and what looks for drift. */
const PEOPLE = {
  kim: { role: DEPLOY, name: "kim" },
  lee: { role: DEPLOY, name: "lee" },
  schedule: { role: "drift", name: "schedule" },
} as const satisfies Record<string, Somebody>;

type Who = keyof typeof PEOPLE;

/**
 * Warnings of the commands, for which they do not fail. Terraform's own warnings look different.
 */
const WARNING = /^Warning: (nobody was told|s3:|what came of)/m;

/** How much of what a command said goes into an error. */
const LAST_LINES = 15;

/** What every command is given. */
type Common = Required<Pick<PlanOptions, "env" | "signal" | "json" | "standIns">>;

/** A command that somebody runs, and how it must end. */
export interface Step<Document = never> {
  /** The command as it would be typed. */
  readonly line: string;
  readonly run: (common: Common) => Promise<number | void>;
  readonly who: Who;
  readonly event: string;
  /** Stacks that it is about. */
  readonly stacks: readonly string[];
  /** Id of the plan that it is about. @default that which the command has made, if any */
  readonly plan?: string;
  /** Its exit code. */
  readonly code: number;
  /** Part of what it must say. @default anything */
  readonly says?: string;
  /** The messages that must go out. @default none has to */
  readonly tells?: readonly EventType[];
  /** What the table says of it, by the document that it printed; may check what the code cannot. */
  readonly outcome: (document: Document) => string | Promise<string>;
}

export interface StepsOptions {
  readonly configuration: Configuration;
  readonly clients: AwsClients;
  readonly access: EmulatorAccess;
  /** The process's own variables. */
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** Runs commands as people would, one after another, and keeps what came of them. */
export class Steps {
  readonly events: RehearsedEvent[] = [];

  private constructor(
    private readonly options: StepsOptions,
    /** The folder with what was sent and said. */
    readonly folder: MessagesFolder,
    private readonly environments: Readonly<Record<Who, NodeJS.ProcessEnv>>,
  ) {}

  static async create(options: StepsOptions): Promise<Steps> {
    const { clients, access } = options;
    const folder = await MessagesFolder.create(path.join(cacheDir, "rehearsed-deliveries"));
    const env = { ...options.env, DELIVERY_MESSAGES_DIR: folder.dir };
    const as = (who: Who) => environmentOf(PEOPLE[who], clients, access, env);
    return new Steps(options, folder, {
      kim: await as("kim"),
      lee: await as("lee"),
      schedule: await as("schedule"),
    });
  }

  /**
   * @returns the document that the command printed
   * @throws OperationError when it does not end as it must
   */
  async run<Document>(step: Step<Document>): Promise<Document> {
    const { who, event, line, code, stacks, says = "" } = step;
    const common = { env: this.environments[who], signal: this.options.signal };
    const ended = await runCommand<Document & { readonly id?: string }>(
      this.options.env,
      common.env,
      () => step.run({ ...common, json: true, standIns: true }),
    );
    await this.folder.record(who, line, ended.said, ended.code);
    const fail = (text: string) =>
      new OperationError(
        `${line}\n${who}, ${event}: ${text}. It said at last:\n${ended.said.split("\n").slice(-LAST_LINES).join("\n")}\nAll of it: ${this.folder.transcript}`,
      );
    if (ended.code !== code) throw fail(`got exit code ${ended.code}, expected ${code}`);
    if (!ended.said.includes(says)) throw fail(`expected it to say: ${says}`);
    if (WARNING.test(ended.said)) throw fail("got a warning, expected none");

    const { role, name } = PEOPLE[who];
    const outcome = await step.outcome(ended.document);
    const permissionSet = /^AWSReservedSSO_(.+)_/.exec(role)?.[1];
    const { plan = ended.document.id ?? "" } = step;
    const note = (stack: string, by: string, happened: string, what: string) =>
      this.events.push({
        time: new Date(),
        environment: ownerOfAny(stack, this.options.configuration),
        event: happened,
        plan,
        by,
        outcome: what,
      });
    for (const stack of stacks) note(stack, `${name} (${permissionSet ?? role})`, event, outcome);

    const environment = ownerOfAny(stacks[0]!, this.options.configuration);
    const { topicName } = deliveryNames(this.options.configuration.organization);
    const news = await this.folder.news(stacks.map(ownerOf));
    for (const { type, subject } of news) {
      note(stacks[0]!, `SNS ${topicName(environment)}`, `told ${type}`, subject);
    }
    const told: readonly string[] = news.map(({ type }) => type);
    const missing = (step.tells ?? []).filter((type) => !told.includes(type));
    if (missing.length > 0) {
      throw fail(`got the messages ${told.join(", ") || "none"}, expected ${missing.join(", ")}`);
    }
    return ended.document;
  }
}

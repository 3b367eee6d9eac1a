import path from "node:path";
import type { Configuration } from "@groundwork/configuration";
import { deliveryNames, ownerOf } from "@groundwork/configuration/names";
import type { EventType } from "../delivery/messages/events";
import { OperationError } from "../core/errors";
import type { PlanOptions } from "../delivery/plan/plan";
import { cacheDir } from "../core/project";
import type { AwsClients } from "../state/clients";
import type { RehearsalAccess } from "./access";
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

/** Of the commands: what is no reason for them to fail. Terraform's own warnings are others. */
const WARNING = /^Warning: (nobody was told|s3:|what came of)/m;

/** How much of what a command said goes into an error. */
const LAST_LINES = 15;

/** What every command is given. */
export type Common = Required<Pick<PlanOptions, "env" | "signal" | "json" | "standIns">>;

/** A command that somebody runs, and how it must end. */
export interface Step<Document = unknown> {
  readonly who: Who;
  readonly event: string;
  /** The command as it would be typed. */
  readonly line: string;
  readonly run: (common: Common) => Promise<number | void>;
  /** Its exit code. */
  readonly code: number;
  /** Part of what it must say. @default anything */
  readonly says?: string;
  /** The messages that must go out. @default none has to */
  readonly tells?: readonly EventType[];
  /** What the table says of it, by the document that it printed; may check what the code cannot. */
  readonly rows: (document: Document) => readonly Row[] | Promise<readonly Row[]>;
}

export interface Row {
  readonly stack: string;
  /** Id of the plan. */
  readonly plan?: string;
  readonly outcome: string;
}

export interface StepsOptions {
  readonly configuration: Configuration;
  readonly clients: AwsClients;
  readonly access: RehearsalAccess;
  /** This process's own. */
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** Runs commands as people would, one after another, and keeps what came of them. */
export class Steps {
  readonly events: RehearsedEvent[] = [];

  private constructor(
    private readonly options: StepsOptions,
    /** With what was sent and said. */
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
    const { who, event, line, code, says = "" } = step;
    const common = { env: this.environments[who], signal: this.options.signal };
    const ended = await runCommand<Document>(this.options.env, common.env, () =>
      step.run({ ...common, json: true, standIns: true }),
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
    const rows = await step.rows(ended.document);
    const permissionSet = /^AWSReservedSSO_(.+)_/.exec(role)?.[1];
    for (const row of rows) this.note(`${name} (${permissionSet ?? role})`, event, row);
    await this.noteMessages(rows[0]!, step.tells ?? [], fail);
    return ended.document;
  }

  private async noteMessages(
    row: Row,
    expected: readonly EventType[],
    fail: (text: string) => OperationError,
  ): Promise<void> {
    const environment = ownerOf(row.stack);
    const { topicName } = deliveryNames(this.options.configuration.organization);
    const news = await this.folder.news(environment);
    for (const { type, subject } of news) {
      this.note(`SNS ${topicName(environment)}`, `told ${type}`, { ...row, outcome: subject });
    }
    const told = news.map(({ type }) => type);
    const missing = expected.filter((type) => !told.includes(type));
    if (missing.length > 0) {
      throw fail(`got the messages ${told.join(", ") || "none"}, expected ${missing.join(", ")}`);
    }
  }

  private note(by: string, event: string, { stack, plan = "", outcome }: Row): void {
    this.events.push({ time: new Date(), environment: ownerOf(stack), event, plan, by, outcome });
  }
}

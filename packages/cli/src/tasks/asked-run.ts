import { shown } from "@groundwork/constructs/shown";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../core/errors";
import { DENIED, NOT_USABLE } from "../core/exit-codes";
import { shellWord } from "../core/shell-word";
import { notAnother } from "../delivery/four-eyes";
import type { OpenDelivery } from "../delivery/open";
import { nameOf, type Identity } from "../delivery/store/plan-meta";
import { newId } from "../delivery/store/plan-id";
import { AlreadyThereError, readJson } from "../delivery/store/store-objects";

/** What somebody wants to run: `sessions/<environment>/runs/<id>/asked.json` in the store of plans. */
export interface AskedRun {
  readonly id: string;
  readonly environment: string;
  readonly service: string;
  readonly task: string;
  /** Words behind those of the task's command. */
  readonly words: readonly string[];
  readonly by: Identity;
  /** ISO 8601. */
  readonly at: string;
}

type Wanted = Pick<AskedRun, "environment" | "service" | "task" | "words">;

/** Hours for which a request can be started. */
const VALID_HOURS = 24;

/** Runs that one person asks for and another starts. Each is written once, and never again. */
export class AskedRuns {
  constructor(private readonly open: OpenDelivery) {}

  /** @throws OperationError with exit code 5, as another person starts it */
  async ask(wanted: Wanted): Promise<never> {
    const { objects, identities } = this.open;
    const asked: AskedRun = {
      ...wanted,
      id: newId(objects.now()),
      by: await identities.self(),
      at: objects.now().toISOString(),
    };
    await this.put(asked, "asked", asked);
    throw new OperationError(
      `${wanted.task} of ${wanted.service} is asked for in ${wanted.environment}, and nothing runs yet: fourEyes demands two people. Another one starts it within ${VALID_HOURS} hours: ${ownCommand(lineOf(wanted, asked.id))}`,
      NOT_USABLE,
    );
  }

  /**
   * What was asked for, by another person, and is started by this one now.
   *
   * @throws OperationError with exit code 5 where it was started before, is too old or asks for something
   *   else, with exit code 6 where it is not known that another person asked for it
   */
  async start(id: string, wanted: Omit<Wanted, "words">): Promise<AskedRun> {
    const { objects, identities, configuration } = this.open;
    const asked = await this.find(id, wanted);
    const { service, task, environment } = wanted;
    if (
      [asked.service, asked.task, asked.environment].join(" ") !==
      [service, task, environment].join(" ")
    ) {
      throw new OperationError(
        `--start: ${id} asks for ${shown(asked.task)} of ${shown(asked.service)} in ${shown(asked.environment)}, expected ${task} of ${service} in ${environment}`,
        NOT_USABLE,
      );
    }
    const hours = (objects.now().valueOf() - Date.parse(asked.at)) / 3_600_000;
    if (!(hours <= VALID_HOURS)) {
      throw new OperationError(
        `--start: ${id} was asked for at ${asked.at}, more than ${VALID_HOURS} hours ago. Have it asked for again`,
        NOT_USABLE,
      );
    }
    const by = await identities.self();
    const same = notAnother(asked.by, by, configuration);
    if (same !== undefined) {
      const why = same.why.replace("has planned it", "has asked for it");
      throw new OperationError(
        `${nameOf(by)} ${why}: fourEyes demands another person to start ${task} of ${service}${same.hint === undefined ? "" : `. ${same.hint}`}`,
        DENIED,
      );
    }
    await this.put(asked, "started", { by, at: objects.now().toISOString() });
    return asked;
  }

  private async find(id: string, { environment }: Pick<Wanted, "environment">): Promise<AskedRun> {
    const { objects } = this.open;
    const key = `${folderOf(environment)}${id}/asked.json`;
    const found = /^[\w-]+$/.test(id) && (await objects.list(key)).length > 0;
    if (!found) {
      throw new OperationError(
        `--start: got ${shown(id)}, which nobody has asked for in ${environment}: ${objects.address}/${folderOf(environment)} has those that are`,
        NOT_USABLE,
      );
    }
    return readJson<AskedRun>(objects, key);
  }

  private async put(asked: AskedRun, what: "asked" | "started", value: object): Promise<void> {
    const text = `${JSON.stringify(value, null, 2)}\n`;
    const key = `${folderOf(asked.environment)}${asked.id}/${what}.json`;
    try {
      await this.open.objects.putOnce(key, Buffer.from(text), "application/json");
    } catch (error) {
      if (!(error instanceof AlreadyThereError)) throw error;
      throw new OperationError(
        `--start: ${asked.id} was started before. Have it asked for again`,
        NOT_USABLE,
      );
    }
  }
}

/** Beside the sessions of people: it is written once there, and kept as long. */
const folderOf = (environment: string): string => `sessions/${environment}/runs/`;

const lineOf = ({ environment, service, task }: Wanted, id: string): string =>
  `run ${environment} ${service} ${task} --start ${shellWord(id)}`;

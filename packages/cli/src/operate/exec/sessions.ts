import { plainLine } from "../../core/plain";
import { table } from "../../core/table";
import { when } from "../../core/when";
import { nameOf, type Identity } from "../../delivery/store/plan-meta";
import { newId } from "../../delivery/store/plan-id";
import { newestFirst, readJson, type StoreObjects } from "../../delivery/store/store-objects";

/** What somebody wants in a container of production: `sessions/<environment>/<id>/asked.json`. */
export interface AskedSession {
  readonly id: string;
  readonly environment: string;
  readonly service: string;
  readonly container: string;
  /** Id of the task. */
  readonly task: string;
  readonly command: string;
  readonly why: string;
  readonly by: Identity;
  /** ISO 8601, as all times here. */
  readonly at: string;
}

/** That it was opened: `.../opened.json`. */
export interface OpenedSession {
  /** By which Session Manager, CloudTrail and the log of the sessions know it. */
  readonly sessionId: string;
  readonly at: string;
}

/** A session that was asked for, and what came of it. */
export interface SessionRecord extends AskedSession {
  /** Undefined where it was not opened, or nobody could write down that it was. */
  readonly opened?: OpenedSession | undefined;
}

/**
 * Who wanted into containers of production, and why. Both are written once, and never again, in the
 * store of plans.
 */
export class SessionStore {
  constructor(private readonly objects: StoreObjects) {}

  /** Where it lies, for people. */
  get address(): string {
    return `${this.objects.address}/sessions`;
  }

  /** An id for a session that begins now, by the clock of the store. */
  newId(): string {
    return newId(this.objects.now());
  }

  putAsked(asked: AskedSession): Promise<void> {
    return this.put(`${folderOf(asked.environment)}${asked.id}/asked.json`, asked);
  }

  putOpened({ environment, id }: AskedSession, opened: OpenedSession): Promise<void> {
    return this.put(`${folderOf(environment)}${id}/opened.json`, opened);
  }

  /**
   * The newest sessions of an environment, newest first.
   *
   * @throws OperationError when one of them cannot be read
   */
  async list(environment: string, limit: number): Promise<SessionRecord[]> {
    const found = await this.objects.list(folderOf(environment));
    const keys = new Set(found.map(({ key }) => key));
    // Runs of tasks that were asked for lie a folder deeper.
    const asked = newestFirst(found.filter(({ key }) => /^(?:[^/]+\/){3}asked\.json$/.test(key)));
    return Promise.all(
      asked.slice(0, limit).map(async ({ key }) => {
        const opened = key.replace(/asked\.json$/, "opened.json");
        return {
          ...(await readJson<AskedSession>(this.objects, key)),
          ...(keys.has(opened) && { opened: await readJson<OpenedSession>(this.objects, opened) }),
        };
      }),
    );
  }

  private put(key: string, value: object): Promise<void> {
    const text = `${JSON.stringify(value, null, 2)}\n`;
    return this.objects.putOnce(key, Buffer.from(text), "application/json");
  }
}

const folderOf = (environment: string): string => `sessions/${environment}/`;

/** Sessions for a person, as they come. */
export const sessionsTable = (sessions: readonly SessionRecord[], now = new Date()): string =>
  table(
    [
      ["time", "by", "service", "command", "why", "session"],
      ...sessions.map(({ at, by, service, container, command, why, opened }) => [
        when(new Date(at), now),
        by.actor ?? nameOf(by).replace(/^arn:.*\//, ""),
        container === service ? service : `${service}/${container}`,
        command,
        plainLine(why),
        opened?.sessionId ?? "not opened",
      ]),
    ],
    { giveWay: ["session"] },
  );

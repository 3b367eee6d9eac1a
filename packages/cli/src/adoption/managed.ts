import type { AwsClients } from "../state/clients";
import type { StateLocation } from "@groundwork/configuration";
import pMap from "p-map";
import { AT_A_TIME } from "../core/at-a-time";
import { problemOf } from "../operate/states";
import { isState, listBucket } from "../state/bucket-names";
import { readStateObject } from "../state/state-object";
import type { StateJson } from "../terraform/state-file";
import { stateFormat } from "../terraform/state-format";
import { namedBy } from "./arn-types";

/** What some states manage. */
export class Managed {
  private readonly arns = new Set<string>();
  private readonly ids = new Set<string>();

  /** How many states it knows. */
  states = 0;

  add({ resources }: StateJson): void {
    this.states++;
    for (const { mode, type, instances = [] } of resources ?? []) {
      if (mode !== "managed") continue;
      for (const { attributes } of instances) {
        const { arn, id } = (attributes ?? {}) as Readonly<Record<string, unknown>>;
        for (const name of [arn, id]) {
          if (typeof name !== "string") continue;
          this.arns.add(withoutRevision(name));
          this.ids.add(`${type} ${name}`);
        }
      }
    }
  }

  /** Whether it has a thing of a type by an id, or an ARN. */
  hasNamed(type: string, names: readonly (string | undefined)[]): boolean {
    return names.some((name) => name !== undefined && this.ids.has(`${type} ${name}`));
  }

  has(arn: string): boolean {
    const { type, importId } = namedBy(arn);
    return this.arns.has(withoutRevision(arn)) || this.ids.has(`${type} ${importId}`);
  }
}

/** Of a task definition a state has the newest alone; those before it remain for a way back. */
const withoutRevision = (arn: string): string =>
  arn.replace(/(:task-definition\/[^:]+):\d+$/, "$1").replace(/(:log-group:.+):\*$/, "$1");

/** A state that cannot be read, by its key: what it manages would look unmanaged. */
export interface Unread {
  readonly key: string;
  readonly problem: string;
}

/** Adds all states that lie in the bucket, those of other projects as well. */
export async function addStatesOf(
  managed: Managed,
  clients: AwsClients,
  location: StateLocation,
): Promise<Unread[]> {
  const keys = [...(await listBucket(clients, location))].filter(isState);
  const unread = await pMap(
    keys,
    async (key): Promise<Unread | undefined> => {
      try {
        const found = await readStateObject(clients, location, key);
        const { kind, words, state } = stateFormat(found?.bytes ?? "");
        if (state) managed.add(JSON.parse(String(found!.bytes)) as StateJson);
        else if (kind !== "empty") return { key, problem: `got ${words}, expected a state` };
        return undefined;
      } catch (error) {
        return { key, problem: problemOf(error) };
      }
    },
    AT_A_TIME.states,
  );
  return unread.filter((one) => one !== undefined);
}

import { randomUUID } from "node:crypto";
import { DeleteObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { OpenBackend } from "../open";
import { writeState } from "../state-object";

type Place = Pick<OpenBackend, "clients" | "location">;

/** A drill that has not removed its copy by then was killed. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;

/**
 * A place for copies of a state, beside it, so that encryption and access are the same. No row in
 * the lock table belongs to it: Terraform takes a state without a digest, and is not let lock it.
 */
export class Scratch {
  readonly key: string;

  /** @param stateKey of the state, as `dev/terraform.tfstate` */
  constructor(
    private readonly place: Place,
    private readonly stateKey: string,
  ) {
    const time = new Date().toISOString().replaceAll(":", "-");
    this.key = `${folderOf(stateKey)}${time}_${randomUUID()}/terraform.tfstate`;
  }

  async write(text: string): Promise<void> {
    await writeState(this.place.clients, this.place.location, this.key, text);
  }

  /** What was written stays in the bucket's old versions, which only a break-glass role may end. */
  async remove(): Promise<void> {
    await this.delete(this.key);
  }

  /** Removes what drills that were killed have left. */
  async removeAbandoned(now = Date.now()): Promise<void> {
    const { clients, location } = this.place;
    const Prefix = folderOf(this.stateKey);
    const { Contents = [] } = await clients.s3.send(
      new ListObjectsV2Command({ Bucket: location.bucket, Prefix }),
    );
    for (const { Key } of Contents) {
      const begun = begunAt(Key!.slice(Prefix.length));
      if (begun !== undefined && now - begun > ABANDONED_AFTER_MS) await this.delete(Key!);
    }
  }

  private async delete(Key: string): Promise<void> {
    const { clients, location } = this.place;
    await clients.s3.send(new DeleteObjectCommand({ Bucket: location.bucket, Key }));
  }
}

const folderOf = (stateKey: string): string => `${stateKey}.drill/`;

/** `2026-11-21T03-35-00.000Z_<uuid>/terraform.tfstate`; undefined for what no drill has written. */
function begunAt(name: string): number | undefined {
  const [, day, hour, minute, second] =
    /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3}Z)_[0-9a-f-]{36}\/terraform\.tfstate$/.exec(
      name,
    ) ?? [];
  return day === undefined ? undefined : Date.parse(`${day}T${hour}:${minute}:${second}`);
}

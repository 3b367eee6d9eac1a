import { OperationError } from "../../core/errors";
import { MISMATCH } from "../../core/exit-codes";
import { backUp } from "../backup";
import { matchDigest, removeDigest, storedDigest } from "../state-digest";
import type { Choice, DigestFacts } from "./diagnosis";
import { readDigestFacts } from "./digest-facts";
import { makeCurrent } from "../history/make-current";
import type { OpenState } from "../open";
import { readStateBytes } from "../state-object";
import { readVersion } from "../history/versions";

type Where = Pick<OpenState, "clients" | "location" | "key">;

/**
 * Carries out one choice. The caller must hold the state's lock.
 *
 * @param seen what the choice was made by
 * @returns where everything is that was changed, as it was before
 * @throws OperationError when that is no longer so
 */
export async function carryOut(where: Where, choice: Choice, seen: DigestFacts): Promise<string[]> {
  const { clients, location, key } = where;
  if (identity(seen) !== identity(await readDigestFacts(where))) {
    throw new OperationError(
      `${key} has changed since it was looked at; nothing was repaired. Run it again`,
      MISMATCH,
    );
  }
  const backups = await backUpDigest(where);
  if (choice.action === "restore") {
    const text = String(await readVersion(clients, location, key, choice.version));
    const { backup } = await makeCurrent(where, text, WHY);
    return backup === undefined ? backups : [...backups, backup];
  }
  const current = await readStateBytes(clients, location, key);
  if (current) backups.push(await backUp(clients, location, key, WHY, current));
  if (choice.action === "use-current") await matchDigest(clients, location, key);
  else await removeDigest(clients, location, key);
  return backups;
}

const WHY = "repair-digest";

const identity = ({ digest, versions }: DigestFacts): string =>
  JSON.stringify([digest, versions.map(({ versionId, digest: md5 }) => [versionId, md5])]);

async function backUpDigest({ clients, location, key }: Where): Promise<string[]> {
  const Digest = await storedDigest(clients, location, key);
  if (Digest === undefined) return [];
  const row = { LockID: `${location.bucket}/${key}-md5`, Digest };
  return [await backUp(clients, location, key, "digest-row", JSON.stringify(row))];
}

import type { Choice, DigestFacts } from "../../../src/state/digest/diagnosis";
import type { KnownVersion } from "../../../src/state/digest/known-version";
import { stateFormat } from "../../../src/terraform/state-format";

/** MD5 of a version, by its id. */
export const md5 = (id: string): string => id.repeat(32).slice(0, 32);

/** A version with a state; its id is one letter. */
export const version = (
  versionId: string,
  serial: number,
  changes: Partial<KnownVersion> & { lineage?: string } = {},
): KnownVersion => {
  const { lineage = "ours", ...others } = changes;
  const state = { serial, lineage, terraformVersion: "1.11.4", addresses: ["a.b"], bytes: 100 };
  return {
    versionId,
    lastModified: new Date("2026-11-21T03:35:00Z"),
    bytes: 100,
    current: false,
    deleted: false,
    digest: md5(versionId),
    format: {
      kind: "state",
      words: `a state, serial ${serial}`,
      readByTerraform: true,
      serial,
      lineage,
      state,
    },
    ...others,
  };
};

export const garbage = (versionId: string, bytes = 3): KnownVersion =>
  version(versionId, 0, { format: stateFormat("?".repeat(bytes)), bytes });

export const marker = (versionId: string): KnownVersion =>
  version(versionId, 0, { deleted: true, digest: undefined, format: undefined, bytes: 0 });

/** As OpenTofu writes it. */
export const encrypted = (versionId: string, serial: number, lineage = "ours"): KnownVersion =>
  version(versionId, 0, {
    format: stateFormat(
      JSON.stringify({ serial, lineage, encrypted_data: "AA==", encryption_version: "v0" }),
    ),
  });

export const formatted = (versionId: string, json: object): KnownVersion =>
  version(versionId, 0, { format: stateFormat(JSON.stringify(json)) });

/** As PowerShell writes it. */
export const utf16 = (versionId: string): KnownVersion =>
  version(versionId, 0, { format: stateFormat(Buffer.from("\ufeff{}", "utf16le")) });

/** Newest first; the first is the current one. */
export const facts = (
  digest: string | undefined,
  [current, ...older]: KnownVersion[],
  others: Partial<DigestFacts> = {},
): DigestFacts => ({
  digest,
  versions: [...(current ? [{ ...current, current: true }] : []), ...older],
  unread: 0,
  backups: 0,
  ...others,
});

export const restore = (id: string): Choice => ({ action: "restore", version: id });
export const useCurrent: Choice = { action: "use-current" };
export const remove: Choice = { action: "remove" };

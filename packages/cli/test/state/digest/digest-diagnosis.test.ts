import type { Choice, DigestFacts } from "../../../src/state/digest/diagnosis";
import { diagnose } from "../../../src/state/digest/digest-diagnosis";
import type { KnownVersion } from "../../../src/state/digest/known-version";
import { digestReport } from "../../../src/state/digest/digest-report";
import { stateFormat } from "../../../src/terraform/state-format";

/** MD5 of a version, by its id. */
const md5 = (id: string): string => id.repeat(32).slice(0, 32);

/** A version with a state; its id is one letter. */
const version = (
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

const garbage = (versionId: string, bytes = 3): KnownVersion =>
  version(versionId, 0, { format: stateFormat("?".repeat(bytes)), bytes });

const marker = (versionId: string): KnownVersion =>
  version(versionId, 0, { deleted: true, digest: undefined, format: undefined, bytes: 0 });

/** As OpenTofu writes it. */
const encrypted = (versionId: string, serial: number, lineage = "ours"): KnownVersion =>
  version(versionId, 0, {
    format: stateFormat(
      JSON.stringify({ serial, lineage, encrypted_data: "AA==", encryption_version: "v0" }),
    ),
  });

const formatted = (versionId: string, json: object): KnownVersion =>
  version(versionId, 0, { format: stateFormat(JSON.stringify(json)) });

/** As PowerShell writes it. */
const utf16 = (versionId: string): KnownVersion =>
  version(versionId, 0, { format: stateFormat(Buffer.from("\ufeff{}", "utf16le")) });

/** Newest first; the first is the current one. */
const facts = (
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

const restore = (id: string): Choice => ({ action: "restore", version: id });
const useCurrent: Choice = { action: "use-current" };
const remove: Choice = { action: "remove" };

test("nothing is wrong where the digest is that of the state", () => {
  expect(diagnose(facts(md5("b"), [version("b", 2), version("a", 1)]))).toMatchObject({
    kind: "healthy",
    problem: false,
    choices: [],
  });
});

test.each<[string, DigestFacts, object]>([
  [
    "a stack that was never applied",
    facts(undefined, []),
    { kind: "no-state", problem: false, choices: [] },
  ],
  [
    "no digest, which Terraform does not mind",
    facts(undefined, [version("a", 1)]),
    { kind: "missing-digest", problem: false, recommended: useCurrent, losesNothing: true },
  ],
  [
    "deleted, and the digest removed as Terraform's message says",
    facts(undefined, [marker("m"), version("a", 1)]),
    { kind: "deleted", problem: true, recommended: restore("a"), losesNothing: false },
  ],
  [
    "garbage without a digest",
    facts(undefined, [garbage("g"), version("a", 1)]),
    { kind: "not-a-state", problem: true, recommended: restore("a"), losesNothing: false },
  ],
  [
    "garbage with the garbage's digest, as Terraform's message says",
    facts(md5("g"), [garbage("g"), version("a", 1)]),
    { kind: "other-format", problem: true, recommended: undefined, choices: [restore("a")] },
  ],
  [
    "deleted by hand",
    facts(md5("b"), [marker("m"), version("b", 2), version("a", 1)]),
    { kind: "deleted", problem: true, recommended: restore("b"), losesNothing: true },
  ],
  [
    "emptied, which Terraform takes for no state",
    facts(md5("b"), [garbage("e", 0), version("b", 2)]),
    { kind: "deleted", recommended: restore("b"), losesNothing: true },
  ],
  [
    "written by a client without digests, then deleted",
    facts(md5("a"), [marker("m"), version("b", 2), version("a", 1)]),
    { kind: "deleted", recommended: restore("b"), losesNothing: true },
  ],
  [
    "overwritten by another stack, then deleted",
    facts(md5("a"), [marker("m"), version("b", 9, { lineage: "theirs" }), version("a", 1)]),
    { kind: "deleted", recommended: restore("a"), losesNothing: false },
  ],
  [
    "deleted, and the digest is of nothing known",
    facts(md5("x"), [marker("m"), version("b", 2)]),
    { kind: "deleted", recommended: restore("b"), losesNothing: false },
  ],
  [
    "overwritten with garbage",
    facts(md5("b"), [garbage("g"), version("b", 2), version("a", 1)]),
    { kind: "overwritten", recommended: restore("b"), losesNothing: true, choices: [restore("b")] },
  ],
  [
    "overwritten by another lineage",
    facts(md5("a"), [version("b", 9, { lineage: "theirs" }), version("a", 1)]),
    {
      kind: "overwritten",
      recommended: restore("a"),
      losesNothing: false,
      choices: [restore("a"), useCurrent, remove],
    },
  ],
  [
    "overwritten by a lower serial",
    facts(md5("b"), [version("c", 1), version("b", 2)]),
    { kind: "overwritten", recommended: restore("b"), losesNothing: false },
  ],
  [
    "overwritten by the same serial: two runs at once",
    facts(md5("b"), [version("c", 2), version("b", 2)]),
    { kind: "overwritten", recommended: restore("b"), losesNothing: false },
  ],
  [
    "a client that does not write digests",
    facts(md5("a"), [version("c", 3), version("b", 2), version("a", 1)]),
    { kind: "written-without-digest", recommended: useCurrent, losesNothing: true },
  ],
  [
    "a digest without a state",
    facts(md5("x"), []),
    { kind: "orphan", problem: true, recommended: remove, losesNothing: true },
  ],
  [
    "a digest without a state, but with backups of one",
    facts(md5("x"), [], { backups: 2 }),
    { kind: "orphan", recommended: remove, losesNothing: false },
  ],
  [
    "a digest of nothing known",
    facts(md5("x"), [version("b", 2), version("a", 1)]),
    { kind: "unknown", recommended: useCurrent, losesNothing: false },
  ],
  [
    "a state that OpenTofu has encrypted, with its digest",
    facts(md5("e"), [encrypted("e", 9), version("a", 8)]),
    { kind: "other-format", problem: true, recommended: undefined, choices: [] },
  ],
  [
    "text in UTF-16, with its digest",
    facts(md5("u"), [utf16("u"), version("a", 8)]),
    { kind: "other-format", problem: true, recommended: undefined, choices: [] },
  ],
  [
    "a state of a format to come, with its digest",
    facts(md5("n"), [formatted("n", { version: 5, serial: 9, lineage: "ours" }), version("a", 8)]),
    { kind: "other-format", problem: true, recommended: undefined, choices: [] },
  ],
  [
    "a state of format 3, which Terraform reads, with its digest",
    facts(md5("o"), [formatted("o", { version: 3, serial: 5, lineage: "ours", modules: [] })]),
    { kind: "healthy", problem: false, choices: [] },
  ],
  [
    "a state without a lineage, with its digest",
    facts(md5("l"), [formatted("l", { version: 4, serial: 5, resources: [] })]),
    { kind: "healthy", problem: false, choices: [] },
  ],
  [
    "a state of format 3 without a digest",
    facts(undefined, [formatted("o", { version: 3, serial: 5, lineage: "ours", modules: [] })]),
    { kind: "missing-digest", problem: false, recommended: useCurrent },
  ],
  [
    "an encrypted state without a digest",
    facts(undefined, [encrypted("e", 9), version("a", 8)]),
    { kind: "other-format", problem: true, recommended: undefined, choices: [useCurrent] },
  ],
  [
    "an encrypted state by a client that does not write digests",
    facts(md5("a"), [encrypted("e", 9), version("a", 8)]),
    {
      kind: "written-without-digest",
      recommended: undefined,
      losesNothing: false,
      choices: [useCurrent, restore("a"), remove],
    },
  ],
  [
    "an encrypted state of another lineage",
    facts(md5("a"), [encrypted("e", 9, "theirs"), version("a", 8)]),
    { kind: "overwritten", recommended: undefined, choices: [restore("a"), useCurrent, remove] },
  ],
  [
    "an encrypted state that was overwritten cannot be made current, nor is an older one instead",
    facts(md5("e"), [garbage("g"), encrypted("e", 9), version("a", 8)]),
    { kind: "overwritten", recommended: undefined, losesNothing: false, choices: [] },
  ],
  [
    "an encrypted state, and a digest of nothing known",
    facts(md5("x"), [encrypted("e", 9), version("a", 8)]),
    { kind: "unknown", recommended: undefined, choices: [useCurrent, remove] },
  ],
  [
    "a state without a lineage goes on from any",
    facts(md5("a"), [formatted("l", { version: 4, serial: 9 }), version("a", 8)]),
    { kind: "written-without-digest", recommended: useCurrent, losesNothing: true },
  ],
  [
    "a sound state on top of what is no state and has the digest",
    facts(md5("g"), [version("b", 2), garbage("g")]),
    { kind: "unknown", recommended: useCurrent, losesNothing: false },
  ],
  [
    "garbage alone",
    facts(md5("x"), [garbage("g")]),
    { kind: "not-a-state", problem: true, choices: [] },
  ],
])("%s", (_, seen, expected) => {
  expect(diagnose(seen)).toMatchObject(expected);
});

test("what is recommended is among the choices, of which none leads to what is no state", () => {
  const kinds = [
    version("v", 2),
    version("w", 1, { lineage: "theirs" }),
    encrypted("e", 3),
    utf16("u"),
    garbage("g"),
    marker("m"),
  ];
  const digests = [undefined, md5("v"), md5("w"), md5("e"), md5("u"), md5("g"), md5("x")];
  const all = digests.flatMap((digest) =>
    kinds.flatMap((top) =>
      kinds.map((below) => facts(digest, [top, { ...below, versionId: `o-${below.versionId}` }])),
    ),
  );
  const wrong = all.filter((seen) => {
    const { recommended, choices, losesNothing, problem } = diagnose(seen);
    const leadsTo = (choice: Choice) =>
      choice.action === "restore"
        ? seen.versions.find(({ versionId }) => versionId === choice.version)
        : seen.versions[0];
    const listed = choices.map((choice) => JSON.stringify(choice));
    return (
      (recommended !== undefined && !listed.includes(JSON.stringify(recommended))) ||
      (recommended === undefined && problem && losesNothing) ||
      choices.some((choice) => choice.action === "restore" && !leadsTo(choice)?.format?.state) ||
      (choices.includes(useCurrent) && leadsTo(useCurrent)?.format?.kind === "unknown")
    );
  });
  expect(all).toHaveLength(252);
  expect(wrong).toEqual([]);
});

test("the report marks what is current, what has the digest, and what is recommended", () => {
  const older = Array.from({ length: 12 }, (_, index) =>
    version(`o${index}`, 20 - index, { digest: `${index}`.padStart(32, "0") }),
  );
  const seen = facts(md5("a"), [marker("m"), ...older, version("a", 1)], { unread: 3 });
  const now = new Date("2026-11-21T03:40:00Z");
  const lines = digestReport("dev-stack", seen, diagnose(seen), now).split("\n");
  expect(lines.find((line) => line.startsWith("m "))).toMatch(/5 min ago\) +deleted +current$/);
  expect(lines.find((line) => line.startsWith("a "))).toMatch(/1 +ours +1 +100 +has the digest$/);
  expect(lines).toContain("and 6 older ones");
  expect(lines.filter((line) => line.endsWith("(recommended)"))).toEqual([
    expect.stringContaining("npm run repair-digest dev-stack -- --restore o0 "),
  ]);
});

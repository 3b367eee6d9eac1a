import type { DigestFacts } from "../../../src/state/digest/diagnosis";
import { diagnose } from "../../../src/state/digest/digest-diagnosis";
import {
  encrypted,
  facts,
  formatted,
  garbage,
  marker,
  md5,
  remove,
  restore,
  useCurrent,
  utf16,
  version,
} from "./known-versions";

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

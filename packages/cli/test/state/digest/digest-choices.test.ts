import type { Choice } from "../../../src/state/digest/diagnosis";
import { diagnose } from "../../../src/state/digest/digest-diagnosis";
import { digestReport } from "../../../src/state/digest/digest-report";
import {
  encrypted,
  facts,
  garbage,
  marker,
  md5,
  useCurrent,
  utf16,
  version,
} from "./known-versions";

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
    expect.stringContaining("npx --no -- groundwork repair-digest dev-stack --restore o0 "),
  ]);
});

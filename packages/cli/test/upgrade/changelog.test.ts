import { entriesBetween } from "../../src/upgrade/changelog";

const TEXT = `# Changelog

What a team sees.

## Unreleased

- Later.

## 0.10.0 - 2026-12-24

- Ten.

## 0.9.0 - 2026-12-01

- Nine.
- And more.

## 0.1.0 - 2026-11-21

- First.
`;

test("what releases behind one bring, up to another, without what is not released", () => {
  expect(entriesBetween(TEXT, "v0.1.0", "v0.10.0")).toEqual([
    { version: "0.10.0", text: "- Ten." },
    { version: "0.9.0", text: "- Nine.\n- And more." },
  ]);
  expect(entriesBetween(TEXT, "v0.1.0", "v0.9.0").map(({ version }) => version)).toEqual(["0.9.0"]);
});

test("of a clone of a commit all is told", () => {
  const versions = entriesBetween(TEXT, "a".repeat(40), "v0.9.0").map(({ version }) => version);
  expect(versions).toEqual(["0.9.0", "0.1.0"]);
});

import { checkedImports, withoutWritten } from "../../../src/adoption/import/imports-option";
import type { Looked } from "../../../src/adoption/import/look-for";
import type { Target } from "../../../src/adoption/import/target";

const named = (path: string) => ({ path, type: "aws_vpc" });

const looked = (changes: Partial<Looked> = {}): Looked => ({
  importable: [],
  managed: 0,
  missing: [],
  notImported: [],
  unsought: [],
  replaced: [],
  ...changes,
});

const imports = (before: Record<string, string>, changes: Partial<Looked>) =>
  checkedImports({ imports: before } as unknown as Target, looked(changes));

const there = (path: string, id: string) => ({ ...named(path), id, isTaken: false });

test("what is there and in no state is to be imported", () => {
  expect(imports({}, { importable: [there("a/b", "1")] })).toEqual({ "a/b": "1" });
});

test("what somebody has written stays as long as no state has it, and is surer than what was found", () => {
  const before = { "a/b": "by-hand", "c/d": "2", "e/f": "3" };
  const changes = { importable: [there("a/b", "1")], unsought: [named("c/d")] };
  // The state has e/f, or the stack has no such path any more.
  expect(imports(before, changes)).toEqual({ "a/b": "by-hand", "c/d": "2" });
});

test("nothing more is said of what is written", () => {
  const all = { missing: [named("a/b"), named("c/d")], unsought: [named("e/f")] };
  expect(withoutWritten(looked(all), { "a/b": "1", "e/f": "2" })).toEqual(
    looked({ missing: [named("c/d")] }),
  );
});

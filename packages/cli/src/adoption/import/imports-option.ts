import type { Looked, Named } from "./look-for";
import type { Target } from "./target";

/**
 * `imports` as they are to be: what is there and in no state. What somebody has written there stays
 * as long as its resource is in no state; what a state has goes.
 */
export function checkedImports(
  { imports: before }: Target,
  { importable, missing, unsought, replaced, notImported }: Looked,
): Record<string, string> {
  const open = new Set(
    [missing, unsought, replaced, notImported, importable].flat().map(({ path }) => path),
  );
  const written = Object.entries(before).filter(([path]) => open.has(path));
  return {
    ...Object.fromEntries(importable.map(({ path, id }) => [path, id])),
    ...Object.fromEntries(written),
  };
}

/** What was found, without remarks on what `imports` say by hand. */
export function withoutWritten(looked: Looked, imports: Readonly<Record<string, string>>): Looked {
  const isOpen = ({ path }: Named) => !(path in imports);
  return {
    ...looked,
    missing: looked.missing.filter(isOpen),
    unsought: looked.unsought.filter(isOpen),
    replaced: looked.replaced.filter(isOpen),
    notImported: looked.notImported.filter(isOpen),
  };
}

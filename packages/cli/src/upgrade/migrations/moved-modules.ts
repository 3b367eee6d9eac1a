import type { Migration } from ".";

/** Modules of the packages that have another name now, by the one before. */
const MOVED: Readonly<Record<string, string>> = {
  "@groundwork/configuration/problems": "@groundwork/constructs/problems",
};

/** A whole text in quotes: in an import, `require`, `import()` or `jest.mock`. */
const QUOTED = /(["'])(@groundwork\/[\w./-]+)\1/g;

export const movedModules: Migration = {
  version: "0.2.0",
  what: "imports name modules of the packages by where they are now",
  async migrate(top) {
    for (const file of top.files.filter((name) => /\.[cm]?[jt]sx?$/.test(name))) {
      const text = await top.read(file);
      const moved = text.replace(QUOTED, (whole, quote: string, name: string) =>
        Object.hasOwn(MOVED, name) ? `${quote}${MOVED[name]}${quote}` : whole,
      );
      await top.write(file, moved);
    }
  },
};

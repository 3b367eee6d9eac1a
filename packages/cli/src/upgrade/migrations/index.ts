import lt from "semver/functions/lt";
import { movedModules } from "./moved-modules";
import { scriptsThatAreCommands } from "./scripts-that-are-commands";

/** The files that a team owns, in the checkout of an upgrade. */
export interface Top {
  /** Their paths from the top, without `packages/` and the lock file. */
  readonly files: readonly string[];
  read(file: string): Promise<string>;
  write(file: string, text: string): Promise<void>;
}

/**
 * What a merge cannot do in files that a team has written itself: a line that upstream has changed is
 * not in them to be merged. Run a second time it changes nothing.
 */
export interface Migration {
  /** The release that brings what it adapts to, such as `0.2.0`. */
  readonly version: string;
  /** What it does, as a line of the report says it. */
  readonly what: string;
  migrate(top: Top): Promise<void>;
}

/** In the order in which they run. */
export const MIGRATIONS: readonly Migration[] = [movedModules, scriptsThatAreCommands];

/** Those for a clone. @param version of its packages */
export const migrationsFrom = (
  version: string,
  all: readonly Migration[] = MIGRATIONS,
): readonly Migration[] => all.filter((migration) => lt(version, migration.version));

/** What migrations have done. */
export interface Migrated {
  readonly what: string;
  /** Those that it has changed; none is told of where it found nothing to do. */
  readonly files: readonly string[];
}

export async function migrate(top: Top, migrations: readonly Migration[]): Promise<Migrated[]> {
  const done: Migrated[] = [];
  for (const { what, migrate: run } of migrations) {
    const files = new Set<string>();
    const write = async (file: string, text: string) => {
      if ((await top.read(file)) === text) return;
      await top.write(file, text);
      files.add(file);
    };
    await run({ ...top, files: top.files, read: (file) => top.read(file), write });
    if (files.size > 0) done.push({ what, files: [...files] });
  }
  return done;
}

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Files by their path; undefined takes one away. */
export type Files = Readonly<Record<string, string | undefined>>;

/** Git as nobody in particular has set it up. */
export const ENV: NodeJS.ProcessEnv = {
  PATH: process.env["PATH"],
  HOME: "/nowhere",
  GIT_CONFIG_NOSYSTEM: "1",
};

export const OPTIONS = { env: ENV, signal: new AbortController().signal };

/** What every release has, for tests of a merge. */
export const RELEASE: Files = {
  "packages/cli/package.json": '{ "version": "0.1.0" }\n',
  "packages/cli/a.ts": "a\n",
  "package.json": '{ "name": "groundwork", "scripts": { "test": "jest" } }\n',
  "package-lock.json": "{ 1 }\n",
  "groundwork.json": '{ "upstream": "x", "version": "v0.1.0" }\n',
  "main.ts": "one\ntwo\nthree\nfour\nfive\nsix\n",
  "README.md": "# groundwork\n",
};

/** Two repositories: upstream with a release, and a clone of it without its history. */
export class Repositories {
  private constructor(readonly folder: string) {}

  static create(release: Files = RELEASE): Repositories {
    const made = new Repositories(mkdtempSync(path.join(tmpdir(), "groundwork-repositories-")));
    for (const name of ["upstream", "clone"] as const) {
      mkdirSync(made.place(name));
      made.git(name, "init", "--quiet", "--template=", "--initial-branch=main");
      made.git(name, "config", "user.name", "kim");
      made.git(name, "config", "user.email", "kim@example.com");
      made.commit(name, release);
    }
    made.git("upstream", "tag", "v0.1.0");
    return made;
  }

  place(name: "upstream" | "clone", file = ""): string {
    return path.join(this.folder, name, file);
  }

  git(name: "upstream" | "clone", ...args: string[]): string {
    return execFileSync("git", args, {
      cwd: this.place(name),
      env: ENV,
      encoding: "utf8",
      stdio: "pipe",
    }).trim();
  }

  read(name: "upstream" | "clone", file: string): string {
    return readFileSync(this.place(name, file), "utf8");
  }

  /** @returns the commit */
  commit(name: "upstream" | "clone", files: Files, tag?: string): string {
    for (const [file, text] of Object.entries(files)) {
      const place = this.place(name, file);
      if (text === undefined) {
        if (existsSync(place)) rmSync(place);
        continue;
      }
      mkdirSync(path.dirname(place), { recursive: true });
      writeFileSync(place, text);
    }
    this.git(name, "add", "--all");
    this.git(name, "commit", "--quiet", "--allow-empty", "-m", "A change");
    if (tag !== undefined) this.git(name, "tag", "-a", tag, "-m", tag);
    return this.git(name, "rev-parse", "HEAD");
  }

  /** All that an upgrade may change in the clone, and whether anything is half-done. */
  state(): unknown {
    return {
      refs: this.git("clone", "for-each-ref", "--format=%(refname) %(objectname)"),
      head: this.git("clone", "rev-parse", "HEAD"),
      status: this.git("clone", "status", "--porcelain"),
      objects: this.git("clone", "count-objects"),
      worktrees: this.git("clone", "worktree", "list"),
    };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

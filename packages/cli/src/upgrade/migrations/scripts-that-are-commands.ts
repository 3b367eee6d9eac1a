import type { Migration } from ".";

/** Scripts of npm that package.json had, each for the command of its name. */
const SCRIPTS = [
  "code-deploy",
  "drift",
  "drill",
  "history",
  "migrate",
  "notify",
  "options",
  "plans",
  "policies",
  "pull",
  "reject",
  "repair-digest",
  "restore",
  "review",
  "show",
  "unlock",
];

/** A script that npm runs, with what hands on options; a command needs no `--` before its own. */
const CALL = /\bnpm run(?:-script)? (?:(?:-s|--silent) )*([\w-]+)(?![\w:-])(?: --(?=\s|$))?/g;

export const scriptsThatAreCommands: Migration = {
  version: "0.2.0",
  what: "workflows and scripts call commands that were scripts of npm",
  async migrate(top) {
    const { scripts = {} } = JSON.parse(await top.read("package.json")) as {
      scripts?: Readonly<Record<string, string>>;
    };
    const gone = new Set(SCRIPTS.filter((name) => !Object.hasOwn(scripts, name)));
    const calling = /(\.ya?ml|\.sh|^package\.json|^Makefile)$/;
    for (const file of top.files.filter((name) => calling.test(name))) {
      const text = await top.read(file);
      const called = text.replace(CALL, (whole, name: string) =>
        gone.has(name) ? `node packages/cli/bin/groundwork.js ${name}` : whole,
      );
      await top.write(file, called);
    }
  },
};

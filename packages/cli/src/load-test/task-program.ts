import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { OperationError } from "../core/errors";
import { packagesDir } from "../core/project";
import type { TaskJob } from "./in-task";

/** Variable in which the program and what it is told reach the task. */
const VARIABLE = "LOAD_TEST";

/** What the task needs of these commands, as they are compiled. */
const MODULES = ["in-task", "send-load", "send", "measure"] as const;

/** Characters of all that a task is told besides its definition (ECS API, TaskOverride). */
const LONGEST = 8192;

/**
 * Takes that apart, and runs it: the modules know each other by the names that they have here. An image
 * of ours would be one more thing to build, scan and keep for each release; this way any image with
 * Node.js sends exactly what this machine would.
 */
const START = [
  `const job=JSON.parse(require("zlib").gunzipSync(Buffer.from(process.env.${VARIABLE},"base64")));`,
  "const loaded={};",
  "const load=(name)=>{",
  'if(!name.startsWith("./"))return require(name);',
  "if(!loaded[name]){const module={exports:loaded[name]={}};",
  'new Function("exports","require","module",job.modules[name.slice(2)])(module.exports,load,module)}',
  "return loaded[name]};",
  'load("./in-task").run(job)',
].join("");

/** What a container's command and environment have to be. */
export interface TaskProgram {
  readonly command: string[];
  readonly environment: { readonly name: string; readonly value: string }[];
}

/**
 * The program that sends a load from within a task.
 *
 * @throws OperationError where it is longer than ECS takes
 */
export function taskProgram(job: TaskJob): TaskProgram {
  const modules = Object.fromEntries(
    MODULES.map((name) => [
      name,
      readFileSync(path.join(packagesDir, `cli/dist/load-test/${name}.js`), "utf8"),
    ]),
  );
  const value = gzipSync(JSON.stringify({ ...job, modules }), { level: 9 }).toString("base64");
  const program = {
    command: ["node", "-e", START],
    environment: [{ name: VARIABLE, value }],
  };
  // ECS counts the JSON around it.
  const length = JSON.stringify({ containerOverrides: [program] }).length + 100;
  if (length <= LONGEST) return program;
  throw new OperationError(
    `--from task: got ${length} characters for the task, expected at most ${LONGEST}: name fewer or shorter paths in loadTest.paths`,
  );
}

import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { say } from "@groundwork/cli/core/outlet";
import { cacheDir } from "@groundwork/cli/core/project";
import { table } from "@groundwork/cli/core/table";
import { copySources, installTsNode, templateOptions } from "./baseline";
import { measure, type Command, type Timing } from "./measure";

const ENVIRONMENTS = [2, 10, 100, 300];

/**
 * Started as a program of its own, not as a command of a clone: what a synth costs, beside the stock
 * template's way on the same sources.
 */
async function bench(): Promise<void> {
  const dir = path.join(cacheDir, "bench");
  const copy = path.join(dir, "app");
  say("preparing: a copy of the sources, and ts-node as the stock template has it ...");
  await copySources(copy);
  const tsNode = await installTsNode(path.join(dir, "ts-node"));

  const synth: Command = {
    name: "synth, nothing changed",
    file: "sh",
    args: ["-c", await appCommand(copy)],
    cwd: copy,
  };
  const timings = await measure([
    { name: "node -e 1, for scale", file: process.execPath, args: ["-e", "1"], cwd: copy },
    synth,
    { ...synth, name: "synth, right after an edit", before: () => edit(copy) },
    {
      name: "synth by ts-node",
      file: process.execPath,
      args: [
        tsNode,
        ...templateOptions(path.join(dir, "ts-node/node_modules/typescript"), copy),
        "main.ts",
      ],
      cwd: copy,
    },
    ...ENVIRONMENTS.map((count) => ({
      name: `app alone, ${count} environments`,
      ...manyEnvironments(dir, count),
    })),
  ]);
  await print(timings, dir, copy);
}

async function print(timings: readonly Timing[], dir: string, copy: string): Promise<void> {
  const reference = timings.find(({ name }) => name === "synth by ts-node")!;
  const rows = timings.map(({ name, median, min, max }) => [
    name,
    median.toFixed(2),
    `${min.toFixed(2)} to ${max.toFixed(2)}`,
    (median / reference.median).toFixed(2),
  ]);
  say(`\n${table([["what", "median s", "all runs s", "of ts-node"], ...rows])}`);
  const peak = await peakMemory([path.join(copy, "dist/main.js")], copy);
  const many = manyEnvironments(dir, 300);
  const manyPeak = await peakMemory(many.args, many.cwd);
  say(`\npeak memory of the app: ${peak} MB; with 300 environments: ${manyPeak} MB`);
}

/** What `cdktf synth` runs. */
async function appCommand(copy: string): Promise<string> {
  return JSON.parse(await readFile(path.join(copy, "cdktf.json"), "utf8")).app;
}

/** Changes the sources as a person would: one number in one environment. */
async function edit(copy: string): Promise<void> {
  const file = path.join(copy, "environments/dev.ts");
  const text = await readFile(file, "utf8");
  const [, days] = /logRetentionDays: (\d+)/.exec(text)!;
  await writeFile(file, text.replace(`Days: ${days}`, `Days: ${days === "7" ? 14 : 7}`));
}

/** The app with so many environments instead of this checkout's, compiled already. */
const manyEnvironments = (dir: string, count: number) => ({
  file: process.execPath,
  args: [path.join(__dirname, "many-environments.js"), String(count)],
  cwd: dir,
});

/** In MB, of one run of a script. */
async function peakMemory(args: readonly string[], cwd: string): Promise<number> {
  const preload = path.join(__dirname, "report-memory.js");
  const { stderr } = await execa(process.execPath, ["--require", preload, ...args], { cwd });
  return Number(stderr.trim().split("\n").at(-1));
}

// What goes wrong here holds nothing of a state, so node may show all of it.
void bench();

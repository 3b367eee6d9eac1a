import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";
import { say } from "@groundwork/cli/core/outlet";
import { cacheDir } from "@groundwork/cli/core/project";
import { table } from "@groundwork/cli/core/table";
import { checkOut, copyProject, installTsNode, templateOptions } from "./baseline";
import { manyEnvironments } from "./many-environments";
import { timePage } from "./plan-page";
import { measure, type Command, type Timing } from "./measure";

const ENVIRONMENTS = [2, 10, 100, 300];

const OPTIONS = {
  before: { type: "string", default: "HEAD~1" },
  cdk: { type: "string" },
  runs: { type: "string", default: "7" },
} as const;

/**
 * Started as a program of its own, not as a command of a clone: what a synth costs, in turns with what
 * it cost at the commit before (`--before COMMIT`), with the stock template's way on the same sources,
 * and with an app of AWS CDK where there is one (`--cdk FOLDER`, as `cdk init` makes it). Medians of
 * `--runs N`, which are 7 by default.
 */
async function bench(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  const dir = path.join(cacheDir, "bench");
  const [copy, before] = [path.join(dir, "app"), path.join(dir, "before")];
  say(
    `preparing: copies of this and of ${values.before}, and ts-node as the stock template has it`,
  );
  await copyProject(copy);
  await checkOut(before, values.before);
  const tsNode = await installTsNode(path.join(dir, "ts-node"));
  const commands = [
    { name: "node -e 1, for scale", file: process.execPath, args: ["-e", "1"], cwd: copy },
    ...(await synths("synth", copy)),
    ...(await synths("before", before)),
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
    ...(values.cdk === undefined ? [] : [await cdkSynth(path.resolve(values.cdk))]),
    ...(await many("app alone", copy)),
    ...(await many("before", before)),
  ];
  await print(await measure(commands, Number(values.runs)), copy);
}

async function print(timings: readonly Timing[], copy: string): Promise<void> {
  const reference = timings.find(({ name }) => name === "synth by ts-node")!;
  const rows = timings.map(({ name, wall, cpu }) => [
    name,
    wall.median.toFixed(2),
    `${wall.min.toFixed(2)} to ${wall.max.toFixed(2)}`,
    cpu.median.toFixed(2),
    (cpu.median / reference.cpu.median).toFixed(2),
  ]);
  const heads = ["what", "wall s", "all runs s", "CPU s", "of ts-node"];
  say(`\n${table([heads, ...rows])}`);
  const peak = await peakMemory([path.join(copy, "packages/cli/synth.js")], copy);
  say(`\npeak memory of a synth: ${peak} MB`);
  const page = await timePage(path.join(copy, "packages/cli"));
  say(
    page === undefined
      ? "the page of a plan: not opened, as there is no Chromium here (CHROME_PATH, chromium, google-chrome)"
      : `the page of a plan of 3,000 resources, ${page.megabytes.toFixed(1)} MB: made in ${page.made.toFixed(2)} s, opened in ${page.opened.toFixed(2)} s (${page.cpu.toFixed(2)} CPU s), searched in ${page.searched.toFixed(2)} s`,
  );
}

/** What `cdktf synth` runs in a project, with nothing changed and right after an edit. */
async function synths(name: string, project: string): Promise<Command[]> {
  const { app } = JSON.parse(await readFile(path.join(project, "cdktf.json"), "utf8"));
  const synth = { file: "sh", args: ["-c", app], cwd: project };
  return [
    { ...synth, name: `${name}, nothing changed` },
    { ...synth, name: `${name}, right after an edit`, before: () => edit(project) },
  ];
}

/** What `cdk synth` runs. */
async function cdkSynth(project: string): Promise<Command> {
  const { app } = JSON.parse(await readFile(path.join(project, "cdk.json"), "utf8"));
  const env = { CDK_OUTDIR: path.join(project, "cdk.out") };
  return { name: `AWS CDK: ${app}`, file: "sh", args: ["-c", app], cwd: project, env };
}

/** Changes the sources as a person would: one number in one environment. */
async function edit(copy: string): Promise<void> {
  const file = path.join(copy, "environments/dev.ts");
  const text = await readFile(file, "utf8");
  const [, days] = /logRetentionDays: (\d+)/.exec(text)!;
  await writeFile(file, text.replace(`Days: ${days}`, `Days: ${days === "7" ? 14 : 7}`));
}

/** The compiled app alone, with ever more environments. */
const many = (name: string, project: string): Promise<Command[]> =>
  Promise.all(
    ENVIRONMENTS.map(async (count) => ({
      ...(await manyEnvironments(project, count)),
      name: `${name}, ${count} environments`,
    })),
  );

/** In MB, of one run of a script; preloaded, the report would keep the script from its kept code. */
async function peakMemory([file, ...args]: readonly string[], cwd: string): Promise<number> {
  const report = path.join(__dirname, "report-memory.js");
  const { stderr } = await execa(process.execPath, [report, file!, ...args], { cwd });
  return Number(stderr.trim().split("\n").at(-1));
}

// What goes wrong here holds nothing of a state, so node may show all of it.
void bench();

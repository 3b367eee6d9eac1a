import { readFile } from "node:fs/promises";
import path from "node:path";
import { say } from "../core/outlet";
import { plain } from "../core/plain";
import { unlessMissing } from "../core/unless-missing";
import { GitHub } from "./api";
import { MAX_BODY } from "./comment";
import { issuesWith, keepIssue } from "./issues";

const LABEL = "upgrade";

/** What `upgrade --check --json` said. */
interface Looked {
  readonly from: string;
  readonly to: string;
  readonly command?: string;
  readonly changelog?: readonly { readonly version: string; readonly text: string }[];
}

/** What `upgrade --json` said, where the workflow has tried it. */
interface Made {
  readonly error?: string;
}

export interface UpgradeIssueOptions {
  /** With `look.json` and, where the workflow has tried it, `made.json`. */
  readonly folder: string;
  /** Whether a pull request has the upgrade: then there is nothing to do by an issue. */
  readonly proposed: boolean;
}

/** Keeps one issue as long as upstream has a newer release and no pull request brings it. */
export async function keepUpgradeIssue(
  { folder, proposed }: UpgradeIssueOptions,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const read = async (file: string) =>
    JSON.parse((await unlessMissing(readFile(path.join(folder, file), "utf8"))) ?? "{}") as unknown;
  const looked = (await read("look.json")) as Looked;
  const made = (await read("made.json")) as Made;
  const github = GitHub.of(env);
  const isNewer = looked.to !== looked.from;
  const kept = await keepIssue(github, await issuesWith(github, LABEL), {
    label: LABEL,
    name: "upgrade",
    title: `groundwork ${looked.to} is there`,
    text: isNewer && !proposed ? issueText(looked, made) : undefined,
    closing: isNewer
      ? `A pull request brings ${looked.to}.`
      : `This repository is of ${looked.from}, the newest release.`,
  });
  say(`${looked.from} -> ${looked.to}: ${kept}`);
}

/** What a person has to know: what it brings, how to get it, and why no workflow has. */
export function issueText({ from, to, command, changelog = [] }: Looked, { error }: Made): string {
  const first = [
    `Upstream has groundwork ${to}; this repository is of ${from}. In a clone of it:`,
    `\`\`\`sh\n${command}\n\`\`\``,
    ...(error === undefined
      ? []
      : [`The workflow has tried it, and it needs a person:\n\n${fenced(error)}`]),
  ];
  const brings = changelog.map(({ version, text }) => `## ${version}\n\n${text}`);
  return shortened(plain([...first, ...brings].join("\n\n")));
}

/** Between more backticks than it has. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([marks]) => marks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${text.slice(0, MAX_BODY / 4)}\n${fence}`;
}

/** With room for the marker. */
const LONGEST = MAX_BODY - 1000;

const shortened = (text: string): string =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}\n\n(and more: the changelog)`;

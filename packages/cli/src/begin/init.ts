import { readFileSync } from "node:fs";
import path from "node:path";
import { organizationSchema } from "@groundwork/configuration/organization-schema";
import { ownCommand } from "@groundwork/constructs/own-command";
import { loadConfiguration } from "../core/configured";
import { OperationError } from "../core/errors";
import { madeOf, ORIGIN } from "../core/made-of";
import { liesIn, newFolder, type NewFolder } from "../core/new-folder";
import { say } from "../core/outlet";
import { expectProject, packagesDir, projectRoot } from "../core/project";
import { shellWord } from "../core/shell-word";
import { table } from "../core/table";
import { inFile, type SourceFile } from "../sources/values";
import { readSource, writeSources } from "../sources/write";
import { beginningOf, type Given } from "./answers";
import { formatted } from "../sources/formatted";
import { newProject } from "./new-project";
import { next } from "./next-steps";
import { originRepository } from "./repository";
import { tryFiles } from "../comparison/trial";
import {
  environmentIn,
  ORGANIZATION_FILE,
  organizationWith,
  presentValues,
  type Beginning,
  type Present,
} from "./values";

export interface InitOptions extends Given {
  /** Where a new project is made. @default the values are those of the project at hand */
  readonly folder?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/**
 * `groundwork init`: writes who and where into the project, or into a new one in a folder. What is
 * not given as an option is asked for. All is tried before anything is written.
 *
 * @throws OperationError when a value is not right, or missing where nobody is there to be asked; when
 *   the project is another's already, or the folder has files; then nothing is written
 */
export async function init(options: InitOptions): Promise<void> {
  const { folder, env, signal } = options;
  expectProject();
  const place = folder === undefined ? undefined : await newFolder("folder", folder);
  if (place && (await liesIn(place.target, projectRoot))) {
    throw new OperationError(
      `folder: got ${folder}, which lies in this project, expected one outside of it, such as ../acme-infra`,
    );
  }
  const found = await readSource(projectRoot, ORGANIZATION_FILE);
  if (!found) throw new OperationError(`${ORGANIZATION_FILE}: got no such file, expected it`);
  const present = inFile(found.file, () => presentValues(found.text));
  if (!place) expectSame(options, present);
  const beginning = await beginningOf(options, {
    present: place ? { ...present, isBegun: false, repository: undefined } : present,
    suggested: place && nameOf(place),
    origin: place ? undefined : await originRepository(projectRoot),
    env,
    signal,
  });
  const { name, accountId: account, region } = beginning;
  if (!place) expectSame({ name, account, region }, present);
  const files = await filesWith(found, beginning);
  if (!place && files.length === 0) {
    say("The files say so already; nothing was written.");
    return;
  }
  await tryFiles(files, { env, signal });
  if (place) await inNewFolder(place, folder!, files, beginning, options);
  else {
    await writeSources(projectRoot, files);
    tell(files);
    next(nextSteps(beginning));
  }
}

/** What exists in AWS has name, account and region in its names: other values make all of it anew. */
function expectSame(given: Given, present: Present): void {
  if (!present.isBegun) return;
  const others = (
    [
      ["--name", given.name, present.name],
      ["--account", given.account, present.accountId],
      ["--region", given.region, present.region],
    ] as const
  ).filter(([, other, value]) => other !== undefined && other !== value);
  if (others.length === 0) return;
  const said = others.map(([option, other, value]) => `${option} ${other} in place of ${value}`);
  throw new OperationError(
    `got ${said.join(", ")}, expected the values of this project, as what it has made in AWS is named by them: ` +
      `${ownCommand("init FOLDER")} makes another project. Where nothing is deployed yet, edit ${ORGANIZATION_FILE}`,
  );
}

/** The folder's name without what says that it is a repository of this kind, where that is a name. */
function nameOf({ target }: NewFolder): string | undefined {
  const name = path
    .basename(target)
    .toLowerCase()
    .replace(/[-_.](infra(structure)?|groundwork|terraform|cdktf|aws|iac)$/, "");
  return organizationSchema.shape.name.safeParse(name).success ? name : undefined;
}

/** The files that say something else with these values. */
async function filesWith(organization: SourceFile, beginning: Beginning): Promise<SourceFile[]> {
  const environments = await Promise.all(
    loadConfiguration().environments.map(({ name }) =>
      readSource(projectRoot, `environments/${name}.ts`),
    ),
  );
  const edits = [
    { ...organization, edit: (text: string) => organizationWith(text, beginning) },
    ...environments
      .filter((one) => one !== undefined)
      .map((one) => ({ ...one, edit: (text: string) => environmentIn(text, beginning) })),
  ];
  const edited = await Promise.all(
    edits.map(async ({ file, text, edit }) => {
      const now = inFile(file, () => edit(text));
      return now === text ? undefined : formatted({ file, text: now }, text);
    }),
  );
  return edited.filter((one) => one !== undefined);
}

async function inNewFolder(
  place: NewFolder,
  folder: string,
  files: readonly SourceFile[],
  beginning: Beginning,
  { env, signal }: InitOptions,
): Promise<void> {
  const manifest = readFileSync(path.join(packagesDir, "cli/package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  const subject = `Begin ${beginning.name} with groundwork ${version}`;
  const origin = await madeOf(projectRoot);
  const all = origin === undefined ? files : [...files, { file: ORIGIN, text: origin }];
  const { commit, why, within } = await newProject(place, all, { subject, env, signal });
  say(
    `${beginning.name} lies in ${folder}, ` +
      (commit === undefined ? `without a commit: ${why}.` : `at its first commit, ${commit}.`),
  );
  if (within !== undefined) {
    say(
      "GitHub runs no workflows of a folder in a repository, and an upgrade takes no project there: " +
        "whoever wants these has a repository for it alone.",
    );
  }
  tell(all);
  next([
    [`cd ${shellWord(folder)}`, "where all else is run"],
    ["npm test", "installs, checks the stacks and rehearses them"],
    ...nextSteps(beginning),
  ]);
}

const tell = (files: readonly SourceFile[]): void =>
  say(`\n${table([["written"], ...files.map(({ file }) => [file])])}`);

const nextSteps = ({ github }: Beginning): (readonly [string, string])[] => [
  ["npm run rehearse", "tries all of it, without AWS"],
  [ownCommand("bootstrap"), "makes the state backend, once"],
  ["npx cdktf deploy delivery-stack", "where plans wait; roles of workflows"],
  ...(github ? ([[ownCommand("setup github"), "says what GitHub lacks"]] as const) : []),
];

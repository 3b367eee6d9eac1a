import type { z } from "zod";
import { organizationSchema } from "@groundwork/configuration/organization-schema";
import { delivery } from "@groundwork/constructs/delivery/options";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../core/errors";
import { answerTo, isSomebodyThere } from "../core/question";
import { say } from "../core/outlet";
import { accountHere, regionHere } from "./asked-aws";
import { checked } from "./checked";
import { SHIPPED_REGION, SHIPPED_TIME_ZONE, timeZoneHere } from "./place";
import { repositoryValues } from "./repository";
import type { Beginning, GithubValues, Present } from "./values";

/** What is given on the command line; what is not is asked for, or has a default. */
export interface Given {
  readonly name?: string | undefined;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly owner?: string | undefined;
  readonly repository?: string | undefined;
  readonly repositoryId?: string | undefined;
  readonly timeZone?: string | undefined;
}

/** What is known besides. */
export interface Surroundings {
  /** What the files say so far. */
  readonly present: Present;
  /** A name that a new folder suggests. */
  readonly suggested?: string | undefined;
  /** The repository that the checkout comes from. */
  readonly origin?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

const { shape } = organizationSchema;
const { shape: githubShape } = delivery.shape.github.unwrap();

/** One value: what it is called, how it is checked, and what it is where nobody says. */
interface Value {
  readonly option: string;
  readonly question: string;
  readonly schema: z.ZodType;
  readonly given?: string | undefined;
  /** What Enter means, and what counts where nobody is asked. */
  readonly fallback?: string | undefined;
  /** Only for somebody who sees it. */
  readonly suggestion?: string | undefined;
}

/**
 * All values: from the command line, from whoever is at the terminal, or from what is known.
 *
 * @throws OperationError with everything that is wrong, or missing where nobody can be asked
 */
export async function beginningOf(given: Given, known: Surroundings): Promise<Beginning> {
  const { present, env } = known;
  const kept = (value: string | undefined) => (present.isBegun ? value : undefined);
  const values: readonly Value[] = [
    {
      option: "--name",
      question: "Name of the organization",
      schema: shape.name,
      given: given.name,
      fallback: known.suggested ?? kept(present.name),
    },
    {
      option: "--account",
      question: "AWS account",
      schema: shape.accountId,
      given: given.account,
      fallback: given.account ?? kept(present.accountId) ?? (await accountHere(env)),
    },
    {
      option: "--region",
      question: "AWS region",
      schema: shape.region.unwrap(),
      given: given.region,
      fallback: kept(present.region) ?? regionHere(env),
      suggestion: present.region ?? SHIPPED_REGION,
    },
    {
      option: "--owner",
      question: "Owner, as the tag says it",
      schema: shape.owner,
      given: given.owner,
      fallback: present.owner,
    },
  ];
  expectRight(values);
  const [name, accountId, region, owner] = await answers(values, known.signal);
  return {
    name: name!,
    accountId: accountId!,
    region: region!,
    owner: owner!,
    github: await githubOf(given, known),
    timeZone: given.timeZone ?? (region === SHIPPED_REGION ? SHIPPED_TIME_ZONE : timeZoneHere()),
  };
}

/** All that is given is looked at before anything is asked. */
function expectRight(values: readonly Value[]): void {
  const wrong = values.flatMap(({ option, schema, given }) => {
    try {
      if (given !== undefined) checked(option, schema, given);
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  });
  if (wrong.length > 0) throw new OperationError(wrong.join("\n"));
}

async function answers(values: readonly Value[], signal: AbortSignal): Promise<string[]> {
  const missing = values.filter(({ given, fallback }) => given === undefined && !fallback);
  if (!isSomebodyThere() && missing.length > 0) {
    throw new OperationError(
      `got nothing for ${missing.map(({ option }) => option).join(", ")}, and nobody is there to be asked: expected them as options`,
    );
  }
  const isAsking = isSomebodyThere() && values.some(({ given }) => given === undefined);
  if (isAsking) say("Enter alone takes what stands in brackets.");
  const all: string[] = [];
  for (const { option, question, schema, given, fallback, suggestion } of values) {
    const check = (text: string) => checked(option.slice(2), schema, text) as string;
    if (given !== undefined) all.push(given);
    else if (!isSomebodyThere()) all.push(checked(option, schema, fallback) as string);
    else all.push(await answerTo({ question, fallback: fallback ?? suggestion, check }, signal));
  }
  return all;
}

/** What no repository is called, as an answer. */
const NONE = "none";

/** Whose workflows deliver: only where somebody says so. */
async function githubOf(given: Given, known: Surroundings): Promise<GithubValues | undefined> {
  const { present, origin, env, signal } = known;
  const check = (text: string) =>
    text === NONE ? text : checked("repository", githubShape.repository, text);
  const isAsked = given.repository === undefined && given.repositoryId === undefined;
  if (isAsked && (!isSomebodyThere() || present.repository !== undefined)) return undefined;
  const question = "GitHub repository that delivers, as owner/name";
  const repository = isAsked
    ? await answerTo({ question, fallback: origin ?? NONE, check }, signal)
    : checked("--repository", githubShape.repository, given.repository);
  if (repository === NONE) return undefined;
  if (given.repositoryId !== undefined) {
    const id = checked("--repository-id", githubShape.repositoryId, given.repositoryId);
    return { repository, repositoryId: id };
  }
  try {
    return await repositoryValues(repository, env);
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    const later = `gh api repos/${repository} --jq .id tells it`;
    if (!isAsked) {
      throw new OperationError(
        `--repository: got ${repository} without its id, which roles ask for, and ${error.message}; expected --repository-id (${later})`,
      );
    }
    say(
      `${error.message}. Roles of workflows ask for the repository's id: ${later}. ${ownCommand("setup github")} says how to write it down later.`,
    );
    const asksId = (text: string) =>
      text === "later" ? text : checked("id", githubShape.repositoryId, text);
    const id = await answerTo({ question: "Its id", fallback: "later", check: asksId }, signal);
    return id === "later" ? undefined : { repository, repositoryId: id };
  }
}

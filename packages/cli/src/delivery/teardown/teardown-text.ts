import type { Environment } from "@groundwork/configuration";
import {
  stackNameOf,
  stacksIn,
  type EnvironmentStackNames,
} from "@groundwork/configuration/place-names";
import { ownCommand } from "@groundwork/constructs/own-command";
import { count } from "../../core/count";
import { countsInWords, outputLines, resourceLine } from "../../terraform/plan-words";
import type { MadePlan } from "../plan/make-plan";
import type { PlanContents } from "../plan/plan-changes";
import { findingInWords } from "../store/plan-text";
import type { MustBeEmpty, Protection } from "./protections";

type Named = Pick<Protection, "address" | "path">;

const named = ({ address, path }: Named): string =>
  path === undefined ? address : `${address} (${path})`;

const listed = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];

/** What a person reads of a stack before the question. */
export function shownBefore(
  { id, name, layer, environment }: EnvironmentStackNames,
  { counts, resources, outputs, findings }: MadePlan & PlanContents,
  empty: readonly MustBeEmpty[],
  stays: readonly string[],
): string {
  return [
    layer === undefined
      ? `${id}, and with it ${name}: ${countsInWords(counts)}`
      : `${id}: ${countsInWords(counts)}`,
    ...resources.map(resourceLine),
    ...outputLines(outputs),
    ...listed("With what it holds:", findings.map(findingInWords)),
    ...listed(
      "Not deleted unless it is empty by then:",
      empty.map((one) => `${named(one)}, or set ${one.argument}, and have that applied`),
    ),
    ...listed("Stays:", stays),
    ...(layer === undefined ? orderLines(environment) : []),
  ].join("\n");
}

/** What goes first, and what comes then. */
export const orderLines = (environment: Environment): string[] =>
  listed("In this order:", steps(environment));

const steps = (environment: Environment): string[] => {
  const first = stacksIn(environment)
    .toReversed()
    .map(({ id }) => id);
  const [own] =
    first.length === 1 ? [`${first[0]} is destroyed`] : [`${first.join(", then ")} are destroyed`];
  const { name, place } = environment;
  return [
    `1. ${own}, what depends on something before that`,
    ...(place === undefined ? stepsOfAll(name) : stepsOfPlace(name, place.stack)),
  ];
};

/** What delivery-stack and bootstrap-stack have is for all places of the environment together. */
const stepsOfPlace = (environment: string, place: string): string[] => [
  `2. a commit takes ${place} out of places in environments/${environment}.ts; the next delivery makes it anew until then`,
  `3. ${ownCommand("plan registry")}, and its apply, ends the copies of images in its region, where no other place is`,
];

const stepsOfAll = (environment: string): string[] => [
  `2. a commit takes environments/${environment}.ts away, its line in index.ts and its job in .github/workflows; the next delivery makes it anew until then`,
  `3. ${ownCommand("plan delivery")}, and its apply, takes away what delivery-stack has for it`,
  `4. ${ownCommand("bootstrap")}, and npx cdktf deploy bootstrap-stack, takes away the policies of its state`,
];

/** How it goes on. */
export const afterwards = (environment: Environment, stays: readonly string[]): string =>
  [
    `${stackNameOf(environment)} is gone: nothing is left in the state of ${stacksIn(environment)
      .map(({ id }) => id)
      .join(", ")}.`,
    ...listed("What stays:", stays),
    ...listed("Next:", steps(environment).slice(1)),
  ].join("\n");

/** Where there is nothing to take down. */
export const nothingThere = (stack: string): string =>
  `${stack}: the state has nothing in it, so nothing was destroyed.`;

/** What stops it. */
export const protectedText = (environment: string, protections: readonly Protection[]): string =>
  [
    `${environment} has ${count(protections.length, "resource")} that ${protections.length === 1 ? "is" : "are"} protected; nothing was destroyed:`,
    ...protections.map((one) => `  ${named(one)}: ${one.by}. To lift it: ${one.lift}`),
    `Then run this again: ${ownCommand(`teardown ${environment}`)}`,
  ].join("\n");

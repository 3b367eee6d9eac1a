import type { Environment } from "@groundwork/configuration";
import { ownCommand } from "@groundwork/constructs/own-command";
import { duration, when } from "../core/when";
import { imageInWords, type PlannedRollback } from "../delivery/store/planned-rollback";
import { shortName, type UnderWay, type Version } from "./deployments";
import type { Proposal } from "./propose";
import type { Target } from "./target";

const versionInWords = ({ image, taskDefinition }: Version): string =>
  `${imageInWords(image)}, ${shortName(taskDefinition)}`;

/** What is deployed at this moment, and what it goes back to. */
export function underWayText(
  service: string,
  environment: string,
  { to, back, since, status }: UnderWay,
  now: Date,
): string {
  const seconds = since === undefined ? undefined : (now.valueOf() - Date.parse(since)) / 1000;
  const age = seconds === undefined ? "" : ` since ${duration(Math.max(0, Math.round(seconds)))}`;
  return [
    `${service} in ${environment} is deployed${age} (${status}): ${versionInWords(to)}`,
    ...(back === undefined ? [] : [`It goes back to ${versionInWords(back)}`]),
  ].join("\n");
}

/** What runs, and what it goes back to. */
export function targetText(
  service: string,
  environment: string,
  runs: Version,
  { image, event, cameBackFrom, gone }: Target,
  now: Date,
): string {
  const lost = gone.map((one) => `ECR no longer has ${imageInWords(one)}, which served before`);
  if (cameBackFrom !== undefined) {
    const { image: left, at, how } = cameBackFrom;
    return `${service} in ${environment} came back to ${versionInWords(runs)}, from ${imageInWords(left)} at ${when(new Date(at), now)} (${how}). To go back further: --to DIGEST`;
  }
  const known =
    event === undefined ? "" : `, which served: ${event.how}, ${when(new Date(event.at), now)}`;
  return [
    `${service} in ${environment} runs ${versionInWords(runs)}`,
    ...lost,
    `It goes back to ${imageInWords(image)}${known}`,
  ].join("\n");
}

/** What stays as it is, though it changed together with the image. */
export const besidesText = (differences: readonly string[]): string =>
  `Only the image goes back. These differ between the two as well, and stay as the code says: ${differences.join(", ")}`;

/** How what runs becomes what the code says. */
export function proposalText(
  { name }: Pick<Environment, "name">,
  { service, to }: PlannedRollback,
  { pullRequest, why, patch }: Proposal,
): string {
  if (pullRequest !== undefined) {
    return `To make it last, merge ${pullRequest}. Until then the next plan of the branch brings the other image again.`;
  }
  const tag = to.tag === undefined ? "" : ` --tag ${to.tag}`;
  const digest = to.digest === undefined ? "" : ` --digest ${to.digest}`;
  return [
    `There is no pull request: ${why}.`,
    "To make it last, commit this and merge it; until then the next plan of the branch brings the other image again:",
    `  ${ownCommand(`github set-image --environment ${name} --service ${service}${tag}${digest}`)}`,
    "",
    patch,
  ].join("\n");
}

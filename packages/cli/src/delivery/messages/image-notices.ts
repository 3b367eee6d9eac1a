import { ownCommand } from "@groundwork/constructs/own-command";
import type { DeliveryEvent, PushedImage, SeverityCounts } from "./events";
import type { Fact, Notice, Step } from "./notice";

type ImageEvent = Extract<DeliveryEvent, { image: PushedImage }>;

/** The message on an image, in the thread of its digest. */
export function imageNotice(event: ImageEvent): Notice {
  const { service, environment, image, digest, tag, commit, by, runUrl } = event.image;
  const facts: Fact[] = [
    ["Service", service],
    ["Image", image],
    ["Tag", tag],
    ["Commit", commit],
    ["Run", runUrl],
  ];
  return {
    owner: environment,
    ...(event.type === "image-pushed" ? pushed(event.image) : scanned(event)),
    facts,
    lists:
      event.type === "image-pushed"
        ? []
        : [
            {
              title: "Vulnerabilities",
              items: bySeverity(event.severities).map(
                ([severity, count]) => `${severity}: ${count}`,
              ),
            },
          ],
    thread: `image-${service}-${digest}`,
    keywords: [environment, service, ...(tag === undefined ? [] : [tag])],
    context: { environment, service, digest, commit, by },
  };
}

type Story = Pick<Notice, "subject" | "sign" | "happened" | "next">;

const pushed = (image: PushedImage): Story => ({
  subject: `${image.environment}: new image of ${image.service}: ${image.tag ?? image.digest.slice(0, 19)}`,
  sign: ":package:",
  happened: `${image.by ?? "A workflow"} pushed an image of ${image.service}. It does not run until ${image.environment} names it.`,
  next: [naming(image)],
});

/** How the environment comes to name it. */
function naming({ service, environment, tag, digest, proposed }: PushedImage): Step {
  if (proposed?.pullRequest !== undefined) {
    return { what: "To run it, merge its pull request", url: proposed.pullRequest };
  }
  const set = `To run it, set image.digest of ${service} in environments/${environment}.ts to ${digest}`;
  if (proposed === undefined) {
    return { what: `${set}; the workflow proposes that as a pull request` };
  }
  const tagged = tag === undefined ? "" : ` --tag ${tag}`;
  return {
    what: `${set}, and commit that`,
    command: ownCommand(
      `github set-image --environment ${environment} --service ${service}${tagged} --digest ${digest}`,
    ),
  };
}

function scanned({ image, severities }: Extract<ImageEvent, { type: "scan-findings" }>): Story {
  const counts = bySeverity(severities)
    .map(([severity, count]) => `${count} ${severity.toLowerCase()}`)
    .join(", ");
  return {
    subject: `${image.environment}: image of ${image.service}: ${counts}`,
    sign: ":biohazard_sign:",
    happened: `The scan of an image of ${image.service} found vulnerabilities: ${counts}.`,
    next: [
      {
        what: "See them",
        command: `aws ecr describe-image-scan-findings --repository-name ${repositoryIn(image.image)} --image-id imageDigest=${image.digest}`,
      },
      { what: "Build it on a newer base image, or with newer packages, and push that" },
    ],
  };
}

/** The repository in `<registry>/<repository>@<digest>`. */
const repositoryIn = (image: string): string =>
  image.replace(/^[^/]+\//, "").replace(/[:@].*$/, "");

/** Severities as ECR names them (API_FindingSeverityCounts), worst first. */
const ORDER = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "UNDEFINED", "UNTRIAGED"];

/** Severities that were found, worst first. */
export const bySeverity = (counts: SeverityCounts): [string, number][] =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .toSorted(([a], [b]) => rank(a) - rank(b));

function rank(severity: string): number {
  const index = ORDER.indexOf(severity);
  return index < 0 ? ORDER.length : index;
}

import { readFile } from "node:fs/promises";
import type { Configuration } from "@groundwork/configuration";
import { loadConfiguration } from "../../core/configured";
import { serviceImage } from "@groundwork/configuration/names";
import type { DeliveryEvent, PushedImage, SeverityCounts } from "./events";
import { runUrl } from "../../core/workflow";
import { bySeverity } from "./image-notices";
import { notify } from "./notify";
import { hasReached } from "./reached";
import { severitiesIn } from "./scan-findings";
import { OperationError } from "../../core/errors";
import { DONE, FAILED, type ExitCode } from "../../core/exit-codes";
import { say, warn } from "../../core/outlet";

export interface NotifyImageOptions {
  readonly type: "image-pushed" | "scan-findings";
  readonly service: string;
  readonly digest: string;
  readonly tag?: string | undefined;
  /** @default every environment that has the service */
  readonly environment?: readonly string[] | undefined;
  /** File with what `aws ecr describe-image-scan-findings` said. */
  readonly from?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * `groundwork notify`: tells people of what a workflow did with an image.
 *
 * @returns the exit code 1 when a message did not go out or reaches nobody, after all others
 */
export async function notifyImage(options: NotifyImageOptions): Promise<ExitCode> {
  const { type, env, from } = options;
  const configuration = loadConfiguration();
  const images = imagesOf(options, configuration);
  if ((type === "scan-findings") !== (from !== undefined)) {
    throw new OperationError(
      type === "scan-findings"
        ? "scan-findings: got no --from, expected a file by aws ecr describe-image-scan-findings"
        : `${type}: got --from ${from}, which scan-findings alone takes`,
    );
  }
  const severities = from === undefined ? undefined : severitiesIn(await readFile(from, "utf8"));
  if (severities && bySeverity(severities).length === 0) {
    say(`The scan of ${images[0]!.image} found nothing; nobody was told.`);
    return DONE;
  }
  let code = DONE;
  for (const image of images) {
    const told = { configuration, env, warn };
    const notified = await notify(eventOf(image, severities), told);
    for (const topic of notified.topics) say(`${type} went to ${topic}`);
    const reached = await hasReached(notified, image.environment, told);
    if (notified.lost > 0 || !reached) code = FAILED;
  }
  return code;
}

const eventOf = (image: PushedImage, severities: SeverityCounts | undefined): DeliveryEvent =>
  severities ? { type: "scan-findings", image, severities } : { type: "image-pushed", image };

/** The image, for each environment whose people are told. */
function imagesOf(
  { service, digest, tag, environment: named, env }: NotifyImageOptions,
  { organization, environments }: Configuration,
): PushedImage[] {
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) {
    throw new OperationError(`--digest: got ${digest}, expected sha256: and 64 hexadecimal digits`);
  }
  const having = environments
    .filter(({ services }) => services.some(({ name }) => name === service))
    .map(({ name }) => name);
  const told = named ?? having;
  const unknown = told.filter((name) => !having.includes(name));
  if (told.length === 0 || unknown.length > 0) {
    const known = environments.map(({ name, services }) =>
      services.map((one) => `${one.name} in ${name}`).join(", "),
    );
    throw new OperationError(
      `got the service ${service}${unknown.length > 0 ? ` in ${unknown.join(", ")}` : ""}, expected one of: ${known.filter(Boolean).join(", ")}`,
    );
  }
  return told.map((environment) => ({
    service,
    environment,
    image: serviceImage(organization, service, { digest }),
    digest,
    tag,
    commit: env["GITHUB_SHA"],
    by: env["GITHUB_ACTOR"],
    runUrl: runUrl(env),
  }));
}

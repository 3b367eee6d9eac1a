import { OperationError } from "../core/errors";
import { imageInWords } from "../delivery/store/planned-rollback";
import type { NamedImage } from "../sources/image-edit";
import type { Version } from "./deployments";
import { isSameImage } from "./image";
import { unproved, type RunningService } from "./service";
import { wayBack, type ImageEvent } from "./way-back";

/** The image that a service goes back to. */
export interface Target {
  readonly image: NamedImage;
  /** How it is known to be good, and since when; undefined where a person has named it. */
  readonly event?: ImageEvent | undefined;
  /** ARN of the task definition that had it, where that is known. */
  readonly taskDefinition?: string | undefined;
  /** What it has come back from already, where it runs already. */
  readonly cameBackFrom?: ImageEvent | undefined;
  /** Newer images that would have been taken, had ECR still had them. */
  readonly gone: readonly NamedImage[];
}

/** Fewest digits of a digest by which one is named. */
const DIGITS_MIN = 8;

/**
 * The image that a service goes back to, whole as ECR has it.
 *
 * @param asked a digest, the beginning of one, or a tag. @default the newest that is known to have
 *   served before, and is still there
 * @throws OperationError when none is, or it runs already; it lists what it could be
 */
export async function targetOf(
  service: RunningService,
  runs: Version,
  events: readonly ImageEvent[],
  asked: string | undefined,
): Promise<Target> {
  if (asked !== undefined) return named(service, runs, events, asked);
  const way = wayBack(runs.image, events);
  if (way.kind === "came-back") {
    const image = (await service.repository.find(runs.image)) ?? runs.image;
    return { image, taskDefinition: runs.taskDefinition, cameBackFrom: way.from, gone: [] };
  }
  const gone: NamedImage[] = [];
  for (const event of way.candidates) {
    const image = await service.repository.find(event.image);
    const { taskDefinition } = event;
    if (image !== undefined) return { image, event, taskDefinition, gone };
    gone.push(event.image);
  }
  const others = await unproved(service, runs);
  throw new OperationError(
    [
      gone.length === 0
        ? `nothing tells which image served before ${imageInWords(runs.image)}`
        : `ECR no longer has ${gone.map(imageInWords).join(", ")}, which served before`,
      ...(others.length === 0
        ? ["Its task definitions have no other image either"]
        : [
            "Its task definitions had these, newest first, and nothing tells whether they served well. Name one by --to:",
            ...others.map(({ image }) => `  ${image.digest ?? image.tag}`),
          ]),
    ].join("\n"),
  );
}

async function named(
  service: RunningService,
  runs: Version,
  events: readonly ImageEvent[],
  asked: string,
): Promise<Target> {
  const others = await unproved(service, runs);
  const known = [...events.map(({ image }) => image), ...others.map(({ image }) => image)];
  const image = await service.repository.find(meant(asked, known));
  if (image === undefined) {
    throw new OperationError(
      `--to: got ${asked}, which ECR has not (any more), expected an image of the service's repository`,
    );
  }
  const taskDefinition = others.find((one) => isSameImage(one.image, image))?.taskDefinition;
  return { image, taskDefinition, gone: [] };
}

/** @throws OperationError when a beginning of a digest is that of none, or of several */
export function meant(asked: string, known: readonly NamedImage[]): NamedImage {
  if (/^sha256:[0-9a-f]{64}$/.test(asked)) return { digest: asked };
  const digits = /^(?:sha256:)?([0-9a-f]+)$/.exec(asked)?.[1] ?? "";
  const digests = new Set(known.flatMap(({ digest }) => digest ?? []));
  const found = [...digests].filter((digest) => digest.startsWith(`sha256:${digits}`));
  if (digits.length >= DIGITS_MIN && found.length === 1) return { digest: found[0]! };
  if (!asked.startsWith("sha256:") && /^\w[\w.-]{0,127}$/.test(asked)) return { tag: asked };
  throw new OperationError(
    `--to: got ${asked}, expected a digest (sha256: and 64 digits, or ${DIGITS_MIN} digits and more of one of ${[...digests].map((one) => one.slice(0, 19)).join(", ") || "those that are known, of which there are none"}), or a tag`,
  );
}

import { OperationError } from "../core/errors";

/** An image that a build of the pipeline handed on (packages/constructs/src/delivery/pipeline/image-stage.ts). */
export interface NewImage {
  readonly service: string;
  readonly tag: string;
  readonly digest: string;
  /** Processor that it was built for, in ECS's words; undefined of what others pushed. */
  readonly architecture?: string | undefined;
}

/**
 * The images that are new: those that were built, and one that somebody else pushed.
 *
 * @param services to whose repositories others push, by the repository's name
 * @throws OperationError where the variables are not what the pipeline writes
 */
export function newImages(
  { IMAGES: text = "", PUSHED: pushed }: NodeJS.ProcessEnv,
  services: Readonly<Record<string, string>>,
): NewImage[] {
  const handedOn = parsed(text);
  const images = Array.isArray(handedOn) ? handedOn : undefined;
  if (!images?.every(isHandedOn)) {
    throw new OperationError(
      "IMAGES: got no list of images, expected that of the pipeline's stage Image, whose build runs this",
    );
  }
  return [
    ...images
      .filter(({ built }) => built === "yes")
      .map(({ service, architecture, tag, digest }) => ({ service, architecture, tag, digest })),
    ...(pushed === undefined ? [] : pushedImage(pushed, services)),
  ];
}

/** What the pipeline's variables say where nothing was pushed: they cannot be empty. */
const NOTHING = "none";

function pushedImage(text: string, services: Readonly<Record<string, string>>): NewImage[] {
  const { repository, tag, digest } = Object(parsed(text)) as Readonly<Record<string, string>>;
  if (repository === NOTHING) return [];
  const service = services[repository ?? ""];
  if (service === undefined || !isImage(tag, digest)) {
    throw new OperationError(
      `PUSHED: got ${text}, expected tag and digest of an image in one of ${Object.keys(services).join(", ")}, as the event of its push has them`,
    );
  }
  return [{ service, tag: tag!, digest: digest! }];
}

type HandedOn = NewImage & { readonly architecture: string; readonly built: string };

const isHandedOn = (image: unknown): image is HandedOn => {
  const { service, architecture, tag, digest, built } = Object(image) as Partial<HandedOn>;
  return (
    [service, architecture, built].every((text) => typeof text === "string") && isImage(tag, digest)
  );
};

const isImage = (tag: string | undefined, digest: string | undefined): boolean =>
  /^\w[\w.-]{0,127}$/.test(tag ?? "") && /^sha256:[0-9a-f]{64}$/.test(digest ?? "");

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

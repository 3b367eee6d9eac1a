import { OperationError } from "../core/errors";

/** An image that a build of the pipeline handed on (packages/constructs/src/delivery/pipeline/image-stage.ts). */
export interface NewImage {
  readonly service: string;
  readonly tag: string;
  readonly digest: string;
  /** Processor that it was built for, in ECS's words. */
  readonly architecture: string;
}

/**
 * The images that are new.
 *
 * @throws OperationError where the variable is not what the pipeline writes
 */
export function newImages({ IMAGES: text = "" }: NodeJS.ProcessEnv): NewImage[] {
  const handedOn = parsed(text);
  const images = Array.isArray(handedOn) ? handedOn : undefined;
  if (!images?.every(isHandedOn)) {
    throw new OperationError(
      "IMAGES: got no list of images, expected that of the pipeline's stage Image, whose build runs this",
    );
  }
  return images
    .filter(({ built }) => built === "yes")
    .map(({ service, architecture, tag, digest }) => ({ service, architecture, tag, digest }));
}

type HandedOn = NewImage & { readonly built: string };

const isHandedOn = (image: unknown): image is HandedOn => {
  const { service, architecture, tag, digest, built } = Object(image) as Partial<HandedOn>;
  return (
    [service, architecture, built].every((text) => typeof text === "string") &&
    /^\w[\w.-]{0,127}$/.test(tag ?? "") &&
    /^sha256:[0-9a-f]{64}$/.test(digest ?? "")
  );
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import type { Configuration } from "@groundwork/configuration";
import { OperationError } from "../core/errors";
import type { NamedImage } from "../sources/image-edit";

/** An image that one environment runs and another does not. */
export interface Promotion extends NamedImage {
  readonly service: string;
  /** The image that the other environment runs now. */
  readonly before: NamedImage | undefined;
}

export interface PromotionOptions {
  /** @default the environment before the other, in the order of delivery */
  readonly from?: string | undefined;
  readonly to: string;
  /** @default all that both have */
  readonly service?: string | undefined;
}

/**
 * The environment whose images are taken: the one that is named, or the one before the other.
 *
 * @throws OperationError when none is before it
 */
export function sourceOf(
  { environments }: Pick<Configuration, "environments">,
  { from, to }: Pick<PromotionOptions, "from" | "to">,
): string {
  if (from) return from;
  const before = environments[environments.findIndex(({ name }) => name === to) - 1];
  if (before) return before.name;
  const names = environments.map(({ name }) => name);
  throw new OperationError(
    names.includes(to)
      ? `--from: got none, and no environment is delivered before ${to}: expected one of ${names.join(", ")}`
      : `got the environment ${to}, expected one of ${names.join(", ")}`,
  );
}

/**
 * What has to change for an environment to run what another one does.
 *
 * @param service only this one; undefined for all that both have
 * @throws OperationError when there is no such environment or service, or no digest to promote
 */
export function promotions(
  { environments }: Pick<Configuration, "environments">,
  from: string,
  to: string,
  service?: string,
): Promotion[] {
  const servicesOf = (name: string) => {
    const found = environments.find((environment) => environment.name === name);
    if (found) return found.services;
    const names = environments.map((environment) => environment.name).join(", ");
    throw new OperationError(`got the environment ${name}, expected one of ${names}`);
  };
  const [source, target] = [servicesOf(from), servicesOf(to)];
  const common = source.filter(({ name }) => target.some((other) => other.name === name));
  const wanted = service === undefined ? common : common.filter(({ name }) => name === service);
  if (service !== undefined && wanted.length === 0) {
    throw new OperationError(
      `got the service ${service}, expected one that ${from} and ${to} have: ${common.map(({ name }) => name).join(", ")}`,
    );
  }
  return wanted.flatMap(({ name, image }) => {
    if (image?.digest === undefined) {
      if (service === undefined) return [];
      throw new OperationError(
        `${from} names no digest of ${name}, and only a digest is the same image everywhere`,
      );
    }
    const before = target.find((other) => other.name === name)!.image;
    if (before?.digest === image.digest && before.tag === image.tag) return [];
    return [{ service: name, tag: image.tag, digest: image.digest, before }];
  });
}

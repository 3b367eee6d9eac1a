import type { Configuration } from "@groundwork/configuration";
import { OperationError } from "../core/errors";
import type { NamedImage } from "../sources/image-edit";

/** An image that one environment runs and another does not. */
export interface Promotion extends NamedImage {
  readonly service: string;
  /** The image that the other environment runs now. */
  readonly before: NamedImage | undefined;
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

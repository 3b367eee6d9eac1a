import type { NamedImage } from "../sources/image-edit";

/** The tag and digest in an address such as `111111111111.dkr.ecr.../acme/web@sha256:...`. */
export function imageIn(address: string): NamedImage {
  // The host may have a port.
  const last = address.replace(/^.*\//, "");
  const [, digest] = /@(sha256:[0-9a-f]{64})$/.exec(last) ?? [];
  const [, tag] = /^[^:@]+:(\w[\w.-]{0,127})/.exec(last) ?? [];
  return { ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

/** Whether two are known to be one image. A tag can move, so it tells only where a digest is unknown. */
export const isSameImage = (one: NamedImage, other: NamedImage): boolean =>
  one.digest !== undefined && other.digest !== undefined
    ? one.digest === other.digest
    : one.tag !== undefined && one.tag === other.tag;

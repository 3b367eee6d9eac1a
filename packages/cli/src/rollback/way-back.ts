import type { NamedImage } from "../sources/image-edit";
import { isSameImage } from "./image";

/** That an image of a service came to serve, or was given up. */
export interface ImageEvent {
  readonly image: NamedImage;
  /** ISO 8601, as all times here. */
  readonly at: string;
  /** `served`: its deployment ended well. `left`: it failed, was stopped, or was rolled back from. */
  readonly what: "served" | "left";
  /** How it is known, as `applied by kim` or `its deployment by ECS was rolled back`. */
  readonly how: string;
  /** ARN of the task definition, where that is known. */
  readonly taskDefinition?: string | undefined;
}

/** Where a service goes back to. */
export type WayBack =
  /** It runs what it came back to: all that is left to do is to write that down. */
  | { readonly kind: "came-back"; readonly from: ImageEvent }
  /** Images that served before and were not given up since, newest first; none where none is known. */
  | { readonly kind: "earlier"; readonly candidates: readonly ImageEvent[] };

/**
 * Where a service goes back to, by what is known of its images. What is not known to have served well
 * is no candidate, and what was given up is one only after it has served again.
 *
 * @param runs the image that serves now
 * @param events in any order
 */
export function wayBack(runs: NamedImage, events: readonly ImageEvent[]): WayBack {
  const ordered = events.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
  const others = ordered.filter(({ image }) => !isSameImage(image, runs));
  const last = others.at(-1);
  const firstServed = ordered.find((one) => one.what === "served" && isSameImage(one.image, runs));
  // It served before the other one was given up: so it is what came back, and no correction.
  if (last?.what === "left" && firstServed && Date.parse(firstServed.at) < Date.parse(last.at)) {
    return { kind: "came-back", from: last };
  }
  const newest = others
    .toReversed()
    .filter(
      (one, index, all) => all.findIndex(({ image }) => isSameImage(image, one.image)) === index,
    );
  return { kind: "earlier", candidates: newest.filter(({ what }) => what === "served") };
}

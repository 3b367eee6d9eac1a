import type { Construct } from "constructs";
import { check } from "../check";
import type { LifecycleRule } from "./lifecycle-options";
import { expiringRule, inWords, isMovable, type ImageReference } from "./lifecycle-rules";

/** An image that an environment runs. */
export interface ServiceImage extends ImageReference {
  readonly service: string;
}

export interface KeptImages {
  readonly images: readonly ServiceImage[];

  /** Rules of the images' repositories. */
  readonly lifecycleRules: readonly LifecycleRule[];

  /** Tags that can be moved, with `*` as a wildcard. */
  readonly movableTags: readonly string[];
}

/**
 * Holds images against the rules: one that could expire would be gone when a service needs it to
 * start one more task.
 *
 * @throws ConfigurationError that says by which rule, and how to name the image
 */
export function checkKeptImages(
  scope: Construct,
  { images, lifecycleRules, movableTags }: KeptImages,
): void {
  for (const image of images) {
    const rule = expiringRule(lifecycleRules, image, movableTags);
    if (rule === undefined) continue;
    const { tag, digest } = image;
    const culprit = `rule ${lifecycleRules.indexOf(rule) + 1} of the registry (${inWords(rule)})`;
    const expected =
      tag === undefined
        ? `a tag beside the digest: without one the image may have none, and then fall to ${culprit}`
        : digest !== undefined && isMovable(tag, movableTags)
          ? `a tag that cannot move beside the digest: without ${tag} the image would fall to ${culprit}`
          : `a tag that an earlier rule, such as { tags: { prefix: "v" }, expire: "never" }, keeps from ${culprit}`;
    check(scope, "images", image, false, expected);
  }
}

import { ConfigurationError } from "../configuration-error";
import type { LifecycleRule } from "./lifecycle-options";
import { expiringRule, inWords, isMovable, type ImageReference } from "./lifecycle-rules";
import { shown } from "../shown";

/** An image that an environment runs. */
export interface ServiceImage extends ImageReference {
  readonly service: string;
  /** The option that names it, as `prod.services[0].image`. */
  readonly option: string;
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
 * @throws ConfigurationError that says for each by which rule, and how to name the image
 */
export function checkKeptImages({ images, lifecycleRules, movableTags }: KeptImages): void {
  const problems = images.flatMap(({ option, tag, digest }) => {
    const rule = expiringRule(lifecycleRules, { tag, digest }, movableTags);
    if (rule === undefined) return [];
    const deleted = `ECR may delete it by registry.lifecycleRules, as ${inWords(rule)}`;
    const expected =
      tag === undefined
        ? `a tag beside the digest: an image without one goes the way of the untagged, and ${deleted}`
        : digest !== undefined && isMovable(tag, movableTags)
          ? `a tag that cannot move beside the digest: once ${tag} is another image's ${deleted}`
          : `an image that stays: ${deleted}; before that rule put one that keeps this tag, such as { tags: { prefix: "v" }, expire: "never" }`;
    return [`${option}: got ${shown({ tag, digest })}, expected ${expected}`];
  });
  if (problems.length > 0) throw new ConfigurationError(problems);
}

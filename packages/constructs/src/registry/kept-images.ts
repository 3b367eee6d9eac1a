import { ConfigurationError } from "../configuration-error";
import {
  expiringRule,
  inWords,
  isMovable,
  lifecycleRulesOf,
  type ImageReference,
} from "./lifecycle-rules";
import type { RegistryOptions } from "./registry-options";
import { shown } from "../shown";

/** An image that an environment runs. */
export interface ServiceImage extends ImageReference {
  readonly service: string;
  /** The option that names it, as `prod.services[0].image`. */
  readonly option: string;
}

export interface KeptImages {
  readonly images: readonly ServiceImage[];

  /** The registry in which their repositories are. */
  readonly registry: RegistryOptions;
}

/**
 * Holds images against the rules: one that could expire would be gone when a service needs it to
 * start one more task.
 *
 * @throws ConfigurationError that says for each by which rule, and how to name the image
 */
export function checkKeptImages({ images, registry }: KeptImages): void {
  const lifecycleRules = lifecycleRulesOf(registry);
  const movableTags = registry.tagMutabilityExclusions;
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

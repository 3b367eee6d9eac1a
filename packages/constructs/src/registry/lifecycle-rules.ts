import type { LifecycleRule } from "./lifecycle-options";

type ImageSelection = LifecycleRule["tags"];
type Expiry = LifecycleRule["expire"];

/** An image as configuration names it. */
export interface ImageReference {
  readonly tag?: string | undefined;
  readonly digest?: string | undefined;
}

/**
 * What is expired unless rules are given: images without a tag. With tags that cannot move these
 * are leftovers, or parts of an image for several processors, which ECR spares as long as their
 * index is there. No tagged image expires, as nothing but its tag tells which ones still run.
 */
export const defaultLifecycleRules = (untaggedImageMaxAgeDays = 14): LifecycleRule[] => [
  { tags: "untagged", expire: { olderThanDays: untaggedImageMaxAgeDays } },
];

/** The rules of a registry: those that are given, or the one for images without a tag. */
export const lifecycleRulesOf = (registry: {
  readonly lifecycleRules?: LifecycleRule[] | undefined;
  readonly untaggedImageMaxAgeDays?: number | undefined;
}): LifecycleRule[] =>
  registry.lifecycleRules ?? defaultLifecycleRules(registry.untaggedImageMaxAgeDays);

/** "never" in ECR's terms: it has no such action, and a repository holds 100,000 images (ECR quotas). */
const MORE_THAN_FIT = 999_999;

/**
 * What was expected when ECR would refuse the rules together, or undefined (ECR user guide,
 * "Lifecycle policy properties" and "Lifecycle policy evaluation rules").
 */
export function listProblem(rules: readonly LifecycleRule[]): string | undefined {
  const selections = rules.map(({ tags }) => JSON.stringify(tags));
  const twice = selections.find((selection, index) => selections.indexOf(selection) < index);
  if (twice !== undefined) return `each selection of images once, and ${twice} is there twice`;
  const any = rules.findIndex(({ tags }) => tags === "any");
  if (any >= 0 && any < rules.length - 1) return "the rule for any image last";
  const { length } = lifecyclePolicy(rules);
  return length <= 30_720 ? undefined : `a policy of at most 30720 characters, not ${length}`;
}

/** The JSON text of the policy. Priorities follow the list, as the provider wants them ascending. */
export const lifecyclePolicy = (rules: readonly LifecycleRule[]): string =>
  JSON.stringify({
    rules: rules.map((rule, index) => ({
      rulePriority: index + 1,
      description: rule.description ?? inWords(rule),
      selection: { ...selectionOf(rule.tags), ...countOf(rule.expire) },
      action: { type: "expire" },
    })),
  });

const selectionOf = (tags: ImageSelection): Record<string, unknown> => {
  if (typeof tags === "string") return { tagStatus: tags };
  return "prefix" in tags
    ? { tagStatus: "tagged", tagPrefixList: [tags.prefix] }
    : { tagStatus: "tagged", tagPatternList: [tags.pattern] };
};

const countOf = (expire: Expiry): Record<string, unknown> => {
  if (expire === "never") return { countType: "imageCountMoreThan", countNumber: MORE_THAN_FIT };
  return "keepNewest" in expire
    ? { countType: "imageCountMoreThan", countNumber: expire.keepNewest }
    : { countType: "sinceImagePushed", countUnit: "days", countNumber: expire.olderThanDays };
};

/** A rule as a person would say it. */
export function inWords({ tags, expire }: LifecycleRule): string {
  const images = typeof tags === "string" ? `${tags} images` : `images tagged ${selected(tags)}`;
  if (expire === "never") return `${images} stay`;
  return "keepNewest" in expire
    ? `of ${images} the newest ${expire.keepNewest} stay`
    : `${images} expire ${expire.olderThanDays} days after their push`;
}

const selected = (tags: { prefix: string } | { pattern: string }): string =>
  "prefix" in tags ? `${tags.prefix}*` : tags.pattern;

/**
 * The rule that could expire an image to which configuration refers, or undefined when none can.
 *
 * ECR lets an image expire by the first rule alone that fits one of its tags. Configuration knows
 * at most one of them, so a rule for other tags counts as well, unless a rule that keeps the known
 * one comes before it. Without a tag, or with a digest and a tag that may have moved on from it,
 * the image may have no tag at all: then every rule counts.
 *
 * @param movableTags patterns of the tags that pushes may move
 */
export function expiringRule(
  rules: readonly LifecycleRule[],
  { tag, digest }: ImageReference,
  movableTags: readonly string[] = [],
): LifecycleRule | undefined {
  const kept = tag !== undefined && !(digest !== undefined && isMovable(tag, movableTags));
  for (const rule of rules) {
    if (rule.expire !== "never") {
      if (kept && rule.tags === "untagged") continue;
      return rule;
    }
    if (rule.tags === "any" || (kept && fits(rule.tags, tag))) return undefined;
  }
  return undefined;
}

/** Whether a push may move a tag, by the patterns of the repository. */
export const isMovable = (tag: string, movableTags: readonly string[]): boolean =>
  movableTags.some((pattern) => like(pattern, tag));

const fits = (tags: ImageSelection, tag: string): boolean =>
  typeof tags === "object" && like(selected(tags), tag);

function like(pattern: string, tag: string): boolean {
  const literal = pattern.replaceAll(".", "\\.").replaceAll("*", ".*");
  return new RegExp(`^${literal}$`).test(tag);
}

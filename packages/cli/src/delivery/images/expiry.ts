import { z } from "zod";

/** An image, as far as a lifecycle policy looks at it. */
export interface Expirable {
  readonly digest: string;
  readonly tags: readonly string[];
  readonly pushedAt: string;
  /** Digests of the images that it is the index of. */
  readonly parts: readonly string[];
}

const policy = z.object({
  rules: z.array(
    z.strictObject({
      rulePriority: z.number(),
      description: z.string().optional(),
      selection: z.strictObject({
        tagStatus: z.enum(["tagged", "untagged", "any"]),
        tagPrefixList: z.array(z.string()).optional(),
        tagPatternList: z.array(z.string()).optional(),
        storageClass: z.literal("standard").optional(),
        countType: z.enum(["imageCountMoreThan", "sinceImagePushed"]),
        countUnit: z.literal("days").optional(),
        countNumber: z.number(),
      }),
      action: z.strictObject({ type: z.literal("expire") }),
    }),
  ),
});

type Rule = z.output<typeof policy>["rules"][number];

const DAY_MS = 24 * 3_600_000;

/**
 * Which images ECR would delete by a lifecycle policy: at once, or as soon as the index that they
 * are part of is gone. Rules are evaluated as the ECR user guide has it:
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html#lp_evaluation_rules
 *
 * @param text of the policy
 * @returns digests; undefined for a policy that has what is not known here, such as archiving
 */
export function expiring(
  text: string,
  images: readonly Expirable[],
  now: Date,
): ReadonlySet<string> | undefined {
  const rules = rulesIn(text);
  if (rules === undefined) return undefined;
  const marked = markedBy(rules, images, now);
  const gone = new Set<string>();
  // What is part of an index stays as long as that is there, and an index may be part of another.
  for (let before = -1; before < gone.size;) {
    before = gone.size;
    const spared = new Set(
      images.filter(({ digest }) => !gone.has(digest)).flatMap(({ parts }) => parts),
    );
    for (const digest of marked) if (!spared.has(digest)) gone.add(digest);
  }
  return gone;
}

function rulesIn(text: string): Rule[] | undefined {
  try {
    const { rules } = policy.parse(JSON.parse(text));
    return rules.toSorted((a, b) => a.rulePriority - b.rulePriority);
  } catch {
    return undefined;
  }
}

/** The images that the rules select: the first rule that fits the tags of an image decides on it. */
function markedBy(rules: readonly Rule[], images: readonly Expirable[], now: Date): Set<string> {
  const marked = new Set<string>();
  const decided = new Set<string>();
  for (const { selection } of rules) {
    // Also those on which another rule has decided: they count as if they were there.
    const fitting = images
      .filter(({ tags }) => fits(tags, selection))
      .toSorted((a, b) => Date.parse(b.pushedAt) - Date.parse(a.pushedAt));
    const { countType, countNumber } = selection;
    for (const [index, { digest, pushedAt }] of fitting.entries()) {
      const isOver =
        countType === "imageCountMoreThan"
          ? index >= countNumber
          : now.valueOf() - Date.parse(pushedAt) > countNumber * DAY_MS;
      if (isOver && !decided.has(digest)) marked.add(digest);
    }
    for (const { digest } of fitting) decided.add(digest);
  }
  return marked;
}

function fits(tags: readonly string[], selection: Rule["selection"]): boolean {
  const { tagStatus, tagPrefixList = [], tagPatternList = [] } = selection;
  if (tagStatus === "any") return true;
  if (tagStatus === "untagged") return tags.length === 0;
  const patterns = [...tagPrefixList.map((prefix) => `${prefix}*`), ...tagPatternList];
  // Each pattern of a rule must fit one of the tags.
  return tags.length > 0 && patterns.every((pattern) => tags.some((tag) => like(pattern, tag)));
}

function like(pattern: string, tag: string): boolean {
  const literal = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${literal}$`).test(tag);
}

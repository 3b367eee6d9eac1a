import {
  defaultLifecycleRules,
  expiringRule,
  lifecyclePolicy,
  listProblem,
} from "../../src/registry/lifecycle-rules";
import type { LifecycleRule } from "../../src/registry/lifecycle-options";

const digest = `sha256:${"0".repeat(64)}`;
const keepReleases: LifecycleRule = { tags: { prefix: "v" }, expire: "never" };
const previews: LifecycleRule = { tags: { pattern: "pr-*" }, expire: { olderThanDays: 7 } };
const builds: LifecycleRule = { tags: { prefix: "sha-" }, expire: { keepNewest: 100 } };
const untagged: LifecycleRule = { tags: "untagged", expire: { olderThanDays: 14 } };
const rest: LifecycleRule = { tags: "any", expire: { keepNewest: 500 } };

describe("the policy", () => {
  test("has the rules in the order of the list, each with a priority of its own", () => {
    const rules = [keepReleases, previews, builds, untagged, rest];
    expect(JSON.parse(lifecyclePolicy(rules))).toEqual({
      rules: [
        {
          rulePriority: 1,
          description: "images tagged v* stay",
          // More than fit into a repository: an expiry that never comes.
          selection: {
            tagStatus: "tagged",
            tagPrefixList: ["v"],
            countType: "imageCountMoreThan",
            countNumber: 999_999,
          },
          action: { type: "expire" },
        },
        {
          rulePriority: 2,
          description: "images tagged pr-* expire 7 days after their push",
          selection: {
            tagStatus: "tagged",
            tagPatternList: ["pr-*"],
            countType: "sinceImagePushed",
            countUnit: "days",
            countNumber: 7,
          },
          action: { type: "expire" },
        },
        {
          rulePriority: 3,
          description: "of images tagged sha-* the newest 100 stay",
          selection: {
            tagStatus: "tagged",
            tagPrefixList: ["sha-"],
            countType: "imageCountMoreThan",
            countNumber: 100,
          },
          action: { type: "expire" },
        },
        {
          rulePriority: 4,
          description: "untagged images expire 14 days after their push",
          selection: {
            tagStatus: "untagged",
            countType: "sinceImagePushed",
            countUnit: "days",
            countNumber: 14,
          },
          action: { type: "expire" },
        },
        {
          rulePriority: 5,
          description: "of any images the newest 500 stay",
          selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 500 },
          action: { type: "expire" },
        },
      ],
    });
  });

  test("takes a description", () => {
    const rules = [{ ...untagged, description: "leftovers" }];
    expect(JSON.parse(lifecyclePolicy(rules)).rules[0].description).toBe("leftovers");
  });

  test("is as long as ECR wants it at least, with one short rule", () => {
    const shortest = lifecyclePolicy([{ ...untagged, description: "" }]);
    expect(shortest.length).toBeGreaterThanOrEqual(100);
  });
});

describe("what ECR would refuse of a list", () => {
  const many = Array.from({ length: 200 }, (_, i) => ({ ...previews, tags: { prefix: `p${i}` } }));

  test.each<[string, LifecycleRule[]]>([
    ["the default", defaultLifecycleRules()],
    ["one rule of each kind", [keepReleases, previews, untagged, rest]],
    ["no rules", []],
  ])("is not %s", (_, rules) => {
    expect(listProblem(rules)).toBeUndefined();
  });

  test.each<[string, LifecycleRule[], string]>([
    ["a rule for any image before another", [rest, untagged], "the rule for any image last"],
    ["two rules for any image", [rest, rest], '"any" is there twice'],
    ["two rules for untagged images", [untagged, { ...untagged }], '"untagged" is there twice'],
    [
      "a prefix twice",
      [builds, { ...builds, expire: "never" }],
      '{"prefix":"sha-"} is there twice',
    ],
    ["a list too long", many, "a policy of at most 30720 characters"],
  ])("is %s", (_, rules, problem) => {
    expect(listProblem(rules)).toContain(problem);
  });
});

describe("the rule that could expire an image", () => {
  test.each<
    [string, LifecycleRule[], Parameters<typeof expiringRule>[1], LifecycleRule | undefined]
  >([
    ["no tag falls to the default", defaultLifecycleRules(), { tag: "anything" }, undefined],
    [
      "nor a digest whose tag is known",
      defaultLifecycleRules(),
      { tag: "anything", digest },
      undefined,
    ],
    ["a digest alone may have no tag", [untagged], { digest }, untagged],
    ["a rule for the tag", [builds], { tag: "sha-1" }, builds],
    ["a rule for any image", [untagged, rest], { tag: "v1" }, rest],
    ["not what an earlier rule keeps", [keepReleases, rest], { tag: "v1" }, undefined],
    ["but what a later one would keep", [previews, keepReleases], { tag: "v1" }, previews],
    ["and what it does not keep", [keepReleases, rest], { tag: "main" }, rest],
    [
      "a rule for other tags, which the image may have too",
      [previews, untagged],
      { tag: "v1" },
      previews,
    ],
  ])("%s", (_, rules, image, expected) => {
    expect(expiringRule(rules, image)).toBe(expected);
  });

  test("a tag that may move keeps the image it is on, not a digest it may have left", () => {
    expect(expiringRule([untagged], { tag: "dev-1" }, ["dev-*"])).toBeUndefined();
    expect(expiringRule([untagged], { tag: "dev-1", digest }, ["dev-*"])).toBe(untagged);
    expect(expiringRule([untagged], { tag: "v1", digest }, ["dev-*"])).toBeUndefined();
  });

  /**
   * Every list of up to three of these rules, against every image with these tags, old and one of
   * many. ECR: "An image that matches the tagging requirements of a rule cannot be expired by a rule
   * with a lower priority", "An image is expired by exactly one or zero rules".
   */
  describe("against ECR's evaluation", () => {
    const pool: LifecycleRule[] = [
      keepReleases,
      previews,
      { ...previews, expire: "never" },
      builds,
      { tags: { prefix: "main" }, expire: "never" },
      untagged,
      rest,
    ];
    const lists = (length: number): LifecycleRule[][] =>
      length === 0
        ? [[]]
        : lists(length - 1).flatMap((list) => pool.map((rule) => [...list, rule]));
    const valid = [1, 2, 3].flatMap(lists).filter((list) => listProblem(list) === undefined);
    const tags = ["v1", "pr-1", "sha-1", "main"];
    const images = tags.reduce<string[][]>(
      (sets, tag) => [...sets, ...sets.map((set) => [...set, tag])],
      [[]],
    );
    const fits = (selection: LifecycleRule["tags"], image: string[]): boolean => {
      if (selection === "any") return true;
      if (selection === "untagged") return image.length === 0;
      const start = "prefix" in selection ? selection.prefix : selection.pattern.slice(0, -1);
      return image.some((tag) => tag.startsWith(start));
    };
    const expires = (rules: LifecycleRule[], image: string[]): boolean =>
      (rules.find((rule) => fits(rule.tags, image))?.expire ?? "never") !== "never";

    test("there is something to prove", () => {
      expect(valid.length).toBeGreaterThan(100);
      expect(images).toHaveLength(16);
    });

    test.each(tags)("tag %s: no rule is found exactly when no image with it expires", (tag) => {
      for (const rules of valid) {
        const some = images.some((image) => image.includes(tag) && expires(rules, image));
        expect([rules, expiringRule(rules, { tag }) !== undefined]).toEqual([rules, some]);
      }
    });

    test("digest: no rule is found exactly when no image at all expires", () => {
      for (const rules of valid) {
        const some = images.some((image) => expires(rules, image));
        expect([rules, expiringRule(rules, { digest }) !== undefined]).toEqual([rules, some]);
      }
    });
  });
});

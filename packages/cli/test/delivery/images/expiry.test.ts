import { expiring, type Expirable } from "../../../src/delivery/images/expiry";

const NOW = new Date("2026-11-30T12:00:00Z");
const image = (
  digest: string,
  days: number,
  tags: string[] = [],
  parts: string[] = [],
): Expirable => ({
  digest,
  tags,
  pushedAt: new Date(NOW.valueOf() - days * 24 * 3_600_000).toISOString(),
  parts,
});

const rule = (rulePriority: number, selection: object, type = "expire") => ({
  rulePriority,
  selection: { countType: "imageCountMoreThan", countNumber: 1, ...selection },
  action: { type },
});
const gone = (images: Expirable[], ...rules: object[]) => {
  const found = expiring(JSON.stringify({ rules }), images, NOW);
  return found && [...found].toSorted();
};

// The examples of https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_examples.html
const [A, B, C] = [
  image("A", 10, ["beta-1", "prod-1"]),
  image("B", 9, ["beta-2", "prod-2"]),
  image("C", 8, ["beta-3"]),
];
const prod = { tagStatus: "tagged", tagPrefixList: ["prod"] };
const beta = { tagStatus: "tagged", tagPrefixList: ["beta"] };

test("AWS's examples A and B: the first rule that fits decides, and counts what others delete", () => {
  expect(gone([A, B, C], rule(1, prod), rule(2, beta))).toEqual(["A"]);
  expect(gone([A, B, C], rule(1, beta), rule(2, prod))).toEqual(["A", "B"]);
});

test("rules come in the order of their priorities, wherever they stand", () => {
  expect(gone([A, B, C], rule(2, beta), rule(1, prod))).toEqual(["A"]);
});

test("several patterns of one rule must all fit", () => {
  const both = { tagStatus: "tagged", tagPatternList: ["beta-*", "prod-*"], countNumber: 0 };
  expect(gone([A, B, C], rule(1, both))).toEqual(["A", "B"]);
});

test("an image that is part of an index stays as long as that does", () => {
  const images = [image("part", 30), image("index", 30, ["v1"], ["part"]), image("left", 30)];
  const untagged = {
    tagStatus: "untagged",
    countType: "sinceImagePushed",
    countUnit: "days",
    countNumber: 14,
  };
  expect(gone(images, rule(1, untagged))).toEqual(["left"]);
  const any = {
    tagStatus: "any",
    countType: "sinceImagePushed",
    countUnit: "days",
    countNumber: 20,
  };
  expect(gone(images, rule(1, untagged), rule(2, any))).toEqual(["index", "left", "part"]);
});

test("what this version does not know is not guessed", () => {
  expect(gone([A], rule(1, { tagStatus: "any", countType: "sinceImagePulled" }))).toBeUndefined();
  expect(gone([A], rule(1, { tagStatus: "any" }, "transition"))).toBeUndefined();
  expect(expiring("{", [A], NOW)).toBeUndefined();
});

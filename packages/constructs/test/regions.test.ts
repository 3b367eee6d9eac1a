import { BucketLocationConstraint } from "@aws-sdk/client-s3";
import { region } from "../src/option-rules";
import { REGIONS } from "../src/regions";
import { refusals } from "./refusals";

test("they are those of S3 in the partition aws", () => {
  // S3 calls Ireland EU as well, and has no word for the region that is its default.
  const constraints = Object.values(BucketLocationConstraint)
    .filter((name) => name !== "EU" && !/^(cn|us-gov)-/.test(name))
    .concat("us-east-1" as never);
  expect(REGIONS).toEqual(constraints.toSorted());
});

test("none is longer than those for which names of buckets have room", () => {
  expect(Math.max(...REGIONS.map((name) => name.length))).toBe("ap-southeast-2".length);
});

test.each([
  ["ap-notheast-2", "did you mean ap-northeast-2?"],
  ["eu-west-9", "did you mean eu-west-1 or eu-west-2 or eu-west-3?"],
  ["us-east-1a", "did you mean us-east-1?"],
  ["US-EAST-1", "did you mean us-east-1?"],
  ["seoul", "such as ap-northeast-2"],
  ["", "such as ap-northeast-2"],
  ["cn-north-1", "a region of the partition aws"],
  ["us-gov-west-1", "a region of the partition aws"],
])("refused: %j", (name, expected) => {
  expect(refusals(region, name)).toEqual([expect.stringContaining(expected)]);
});

test.each(["ap-northeast-2", "us-east-1", "mx-central-1"])("taken: %s", (name) => {
  expect(refusals(region, name)).toEqual([]);
});

import { readFileSync } from "node:fs";
import path from "node:path";
import { packagesDir } from "../../../src/core/project";
import { FINDERS, NOT_IMPORTED } from "../../../src/adoption/import/finders";

/** All types that the constructs use, which the provider was asked about. */
const { types } = JSON.parse(
  readFileSync(path.join(packagesDir, "cli/src/comparison/forcing-arguments.json"), "utf8"),
) as { readonly types: Readonly<Record<string, unknown>> };

/** What AWS tells no id of by which a stack would know it: somebody names it in `imports`. */
const UNSOUGHT = [
  "aws_acm_certificate",
  "aws_chatbot_slack_channel_configuration",
  "aws_codebuild_report_group",
  "aws_route53_health_check",
  "aws_route53_record",
  "aws_route53_zone",
  // Of bootstrap-stack, which takes up itself what is there.
  "aws_s3_bucket_replication_configuration",
];

test("every type that the constructs use is looked for, or it is said why not", () => {
  const known = new Set([...Object.keys(FINDERS), ...Object.keys(NOT_IMPORTED), ...UNSOUGHT]);
  expect(Object.keys(types).filter((type) => !known.has(type))).toEqual([]);
});

test("nothing is looked for that no construct uses", () => {
  expect(Object.keys(FINDERS).filter((type) => !(type in types))).toEqual([]);
});

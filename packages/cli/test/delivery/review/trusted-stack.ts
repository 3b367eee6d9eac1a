import { foreignProblems } from "../../../src/delivery/review/foreign-stack";

/** What a stack of the base branch has. */
export const trusted = {
  "//": { metadata: {} },
  terraform: {
    backend: { s3: { bucket: "states", key: "dev/terraform.tfstate" } },
    required_providers: { aws: { source: "hashicorp/aws", version: "6.25.0" } },
  },
  provider: {
    aws: [
      { region: "ap-northeast-2", allowed_account_ids: ["1"], skip_metadata_api_check: "true" },
    ],
  },
  data: { aws_caller_identity: { me: {} } },
  resource: { aws_vpc: { main: { cidr_block: '${cidrsubnet("10.0.0.0/8", 8, 1)}' } } },
};

export const problems = (change: object) =>
  foreignProblems(Array.isArray(change) ? { ...change } : { ...trusted, ...change }, trusted);
export const output = (value: unknown) => ({ output: { x: { value } } });

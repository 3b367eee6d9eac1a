const instance = {
  schema_version: 0,
  attributes: { id: "made-up", input: null, output: null, triggers_replace: null },
};
const archive = { ...instance, index_key: "logs[0].archive" };

/** A state of stand-ins that were applied once and are gone from the code, prevent_destroy with them. */
export const DESTROYED = {
  version: 4,
  terraform_version: "1.11.0",
  serial: 1,
  lineage: "3a388bb0-0000-4000-8000-000000000000",
  outputs: {},
  resources: Object.entries({
    "aws_kms_key__extra-key": [instance],
    aws_s3_bucket__data: [archive, { ...archive, deposed: "0a1b2c3d" }],
  }).map(([name, instances]) => ({
    mode: "managed",
    type: "terraform_data",
    name,
    provider: 'provider["terraform.io/builtin/terraform"]',
    instances,
  })),
};

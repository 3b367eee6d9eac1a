import { plainTerraform } from "../../src/synth/plain-terraform";

test("blocks and addresses stay; of the comments the path of a construct does", () => {
  const json = {
    "//": { metadata: { stackName: "dev-stack", version: "0.21.0" }, outputs: {} },
    terraform: { backend: { s3: { key: "dev/terraform.tfstate" } }, required_version: ">= 1.11.0" },
    import: [{ to: "aws_vpc.main", id: "vpc-1" }],
    data: {
      aws_vpcs: { all: { "//": { metadata: { path: "dev-stack/network/all" } }, tags: {} } },
    },
    resource: {
      aws_vpc: {
        main: {
          "//": { metadata: { path: "dev-stack/network/vpc", uniqueId: "main" } },
          cidr_block: "10.0.0.0/16",
          lifecycle: { prevent_destroy: true },
        },
      },
      aws_iam_user: { added: { name: "by an override" } },
    },
    module: {
      db: { "//": { metadata: { path: "dev-stack/db", uniqueId: "db" } }, source: "./db" },
    },
  };
  expect(plainTerraform(json)).toEqual({
    terraform: json.terraform,
    import: json.import,
    data: { aws_vpcs: { all: { "//": "network/all", tags: {} } } },
    resource: {
      aws_vpc: {
        main: {
          "//": "network/vpc",
          cidr_block: "10.0.0.0/16",
          lifecycle: { prevent_destroy: true },
        },
      },
      aws_iam_user: json.resource.aws_iam_user,
    },
    module: { db: { "//": "db", source: "./db" } },
  });
});

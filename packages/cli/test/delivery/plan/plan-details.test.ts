import { planDetails } from "../../../src/delivery/plan/plan-details";
import { changeInWords } from "../../../src/words/change-words";

interface Given {
  readonly address: string;
  readonly actions: string[];
  readonly [field: string]: unknown;
}

const details = (changes: Given[], more: object = {}, stack: object = {}) =>
  planDetails(
    JSON.stringify({
      resource_changes: changes.map(({ address, type, ...change }) => ({
        address,
        mode: "managed",
        ...(type !== undefined && { type }),
        change,
      })),
      ...more,
    }),
    stack,
  );

/** The lines of each resource that has some. */
const words = (...parameters: Parameters<typeof details>) =>
  Object.fromEntries(
    details(...parameters).resources.map(({ address, attributes, wider = [] }) => [
      address,
      [
        ...attributes.map((one) => `${changeInWords(one)}${one.forces ? ", forces" : ""}`),
        ...wider.map((one) => `! ${one.words}`),
      ],
    ]),
  );

test("attributes with their values, what forces a replacement, and wider access", () => {
  expect(
    words([
      {
        address: "aws_cloudwatch_log_group.a",
        actions: ["update"],
        before: { retention_in_days: 90, tags: { Name: "a" } },
        after: { retention_in_days: 30, tags: { Name: "a" } },
      },
      {
        address: "aws_vpc.b",
        actions: ["delete", "create"],
        before: { cidr_block: "10.0.0.0/16", id: "vpc-1", block: [{ size: 1 }] },
        after: { cidr_block: "10.1.0.0/16", block: [{ size: 2 }] },
        after_unknown: { id: true },
        replace_paths: [["cidr_block"], ["block", 0, "size"]],
      },
      {
        address: "aws_lb.c",
        actions: ["update"],
        before: { internal: true },
        after: { internal: false },
      },
      { address: "aws_eip.same", actions: ["no-op"], before: { a: 1 }, after: { a: 1 } },
    ]),
  ).toEqual({
    "aws_cloudwatch_log_group.a": ["retention 90 -> 30 days"],
    "aws_vpc.b": [
      "block 0 size 1 -> 2, forces",
      "cidr block 10.0.0.0/16 -> 10.1.0.0/16, forces",
      "id vpc-1 -> (known after apply)",
    ],
    "aws_lb.c": ["internal true -> false", "! faces the internet"],
  });
});

test("a value that is marked somewhere is masked wherever it is repeated", () => {
  const found = details([
    {
      address: "aws_db_instance.a",
      actions: ["update"],
      before: { password: "correct horse", note: "x" },
      after: { password: "battery staple", note: "with battery staple" },
      before_sensitive: { password: true },
      after_sensitive: { password: true },
    },
  ]);
  expect(JSON.stringify(found)).not.toMatch(/correct horse|battery staple/);
  expect(found.resources[0]!.attributes).toEqual([
    expect.objectContaining({ path: "note", before: "x", after: "with (sensitive value)" }),
    expect.objectContaining({ path: "password", sensitive: true }),
  ]);
});

test("of what is made, what the code says: what AWS makes up is left out", () => {
  const code = {
    resource: { aws_vpc: { a: { cidr_block: "10.0.0.0/16", peer: "${aws_x.y.id}" } } },
  };
  const made = {
    address: "aws_vpc.a",
    actions: ["create"],
    before: null,
    after: { cidr_block: "10.0.0.0/16" },
    after_unknown: { id: true, arn: true, peer: true },
  };
  expect(words([made], {}, code)).toEqual({
    "aws_vpc.a": ["cidr block + 10.0.0.0/16", "peer + (known after apply)"],
  });
});

test.each(["terraform_data.aws_vpc__a", "aws_vpc.a"])(
  "a stand-in is what it stands for (%s)",
  (address) => {
    expect(
      words([
        {
          address,
          type: "terraform_data",
          actions: ["update"],
          before: { id: "1", input: { cidr_block: "a" }, output: { cidr_block: "a" } },
          after: { id: "1", input: { cidr_block: "b" } },
          after_unknown: { output: true },
          replace_paths: [["input", "cidr_block"]],
        },
      ]),
    ).toEqual({ "aws_vpc.a": ["cidr block a -> b, forces"] });
  },
);

test("what stands for nothing is what it is", () => {
  const [before, after] = [{ input: { a: 1 } }, { input: { a: 2 } }];
  const data = { address: "terraform_data.own", type: "terraform_data", actions: ["update"] };
  expect(words([{ ...data, before, after }])).toEqual({
    "terraform_data.own": ["input a 1 -> 2"],
  });
});

test("what guarded something that goes as well guards nothing any more; else it is told", () => {
  const destroyed = (address: string, before: object): Given => ({
    address,
    actions: ["delete"],
    before,
    after: null,
  });
  const block = destroyed("aws_s3_bucket_public_access_block.a", {
    id: "shop",
    bucket: "shop",
    block_public_acls: true,
  });
  const policy = destroyed("aws_s3_bucket_policy.a", { id: "shop", bucket: "shop" });
  const bucket = destroyed("aws_s3_bucket.a", {
    id: "shop",
    bucket: "shop",
    arn: "arn:aws:s3:::shop",
  });
  const line = "! does not keep the bucket from being public any more";
  expect(words([block, policy])[block.address]).toContain(line);
  expect(words([block, policy, bucket])[block.address]).not.toContain(line);
});

test("outputs, and texts that nobody reads to their end", () => {
  const found = details(
    [
      {
        address: "aws_x.a",
        actions: ["update"],
        before: { a: "" },
        after: { a: "x".repeat(9000) },
      },
    ],
    {
      output_changes: {
        url: { actions: ["update"], before: "a", after: "b" },
        key: {
          actions: ["update"],
          before: "one1",
          after: "two2",
          before_sensitive: true,
          after_sensitive: true,
        },
        id: { actions: ["create"], after_unknown: true },
      },
    },
  );
  expect(found.outputs.map((one) => changeInWords(one))).toEqual([
    "url a -> b",
    "key (sensitive value)",
    "id + (known after apply)",
  ]);
  expect(found.resources[0]!.attributes[0]!.after).toBe(
    `${"x".repeat(2000)}... and 7000 characters more`,
  );
});

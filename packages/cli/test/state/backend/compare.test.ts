import { differences, policyDifferences, terraformNames } from "../../../src/state/backend/compare";

test("AWS's names come in Terraform's spelling, at every depth", () => {
  expect(
    terraformNames({
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: "k" },
      Rules: [{ ID: "a", AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }],
    }),
  ).toEqual({
    apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms", kms_master_key_id: "k" },
    rules: [{ id: "a", abort_incomplete_multipart_upload: { days_after_initiation: 7 } }],
  });
});

describe("what Terraform asks for and what is there", () => {
  const rule = { id: "a", filter: [{ prefix: "" }], expiration: [{ days: 3 }] };

  test("a list of one block is that block, and what is empty is not there", () => {
    expect(differences({ rule: [rule] }, { rule: [{ id: "a", expiration: { days: 3 } }] })).toEqual(
      [],
    );
    expect(differences({ rule: [rule] }, { rule: { ...rule, filter: {} } })).toEqual([]);
  });

  test("a difference is named with its path", () => {
    expect(differences({ rule: [rule] }, { rule: { ...rule, expiration: { days: 4 } } })).toEqual([
      "rule.expiration.days: got 4, expected 3",
    ]);
    expect(differences({ status: "Enabled" }, {})).toEqual([
      'status: got nothing, expected "Enabled"',
    ]);
    const other = { ...rule, id: "b" };
    expect(differences({ rule: [rule, other] }, { rule: [rule] })[0]).toMatch(
      /^rule\.b: got nothing, expected/,
    );
    // By their names, in whatever order AWS lists them.
    const changed = { ...other, expiration: [{ days: 9 }] };
    expect(differences({ rule: [rule, other] }, { rule: [changed, rule] })).toEqual([
      "rule.b.expiration.days: got 9, expected 3",
    ]);
    expect(differences({ rule: ["x", "y"] }, { rule: ["x"] })[0]).toMatch(/^rule: got/);
  });

  test("what nobody asked for counts only where it is to be exact", () => {
    const have = { ...rule, transition: { days: 1 } };
    expect(differences(rule, have)).toEqual([]);
    expect(differences(rule, have, { exact: true })).toEqual([
      'transition: got {"days":1}, expected nothing',
    ]);
  });

  test("arguments of Terraform's own are not AWS's", () => {
    expect(
      differences({ "//": {}, lifecycle: { prevent_destroy: true }, depends_on: ["a"] }, {}),
    ).toEqual([]);
  });

  test("a reference to what is missing may be anything: what is missing is a finding itself", () => {
    expect(differences({ key: "${aws_kms_key.x.arn}" }, { key: "arn:other" })).toEqual([]);
    expect(differences({ key: "arn:mine" }, { key: "arn:other" })).toHaveLength(1);
  });
});

describe("two policies", () => {
  const deny = { Sid: "Deny", Effect: "Deny", Action: ["s3:A", "s3:B"], Resource: "arn:x" };
  const allow = { Sid: "Allow", Effect: "Allow", Action: "s3:C", Resource: "*" };
  const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });

  test("are the same in any order, lists of one or not", () => {
    const other = { Effect: "Deny", Resource: ["arn:x"], Sid: "Deny", Action: ["s3:B", "s3:A"] };
    expect(policyDifferences(policy(deny, allow), policy(allow, other))).toEqual([]);
  });

  test("differ by statement: missing, changed, or nobody's", () => {
    const looser = { ...deny, Action: ["s3:A"] };
    const stray = { ...allow, Sid: "Open" };
    expect(policyDifferences(policy(deny, allow), policy(looser, stray))).toEqual([
      "Deny: changed",
      "Allow: missing",
      "Open: not bootstrap-stack's",
    ]);
  });

  test("a statement with a condition of other keys is another one", () => {
    const conditional = { ...deny, Condition: { StringEquals: { a: "1" } } };
    expect(policyDifferences(policy(deny), policy(conditional))).toEqual(["Deny: changed"]);
  });
});

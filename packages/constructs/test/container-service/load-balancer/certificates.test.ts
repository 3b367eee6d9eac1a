import { TerraformOutput } from "cdktf";
import {
  Certificates,
  type CertificatesProps,
} from "../../../src/container-service/load-balancer/certificates";
import { onlyResource, resourceAddresses, synthConstruct } from "@groundwork/testing/synth";

const synthCertificates = (overrides: Partial<CertificatesProps> = {}) =>
  synthConstruct((scope) => {
    const { arns, zoneId } = new Certificates(scope, "certificates", {
      hostedZone: "example.com",
      hosts: ["www.example.com"],
      ...overrides,
    });
    new TerraformOutput(scope, "arns", { value: arns, staticId: true });
    new TerraformOutput(scope, "zone", { value: zoneId, staticId: true });
  });

const ofWww = {
  certificate: "aws_acm_certificate.certificates_wwwexamplecom_certificate_1F2BE7A0",
  validation: "aws_acm_certificate_validation.certificates_wwwexamplecom_validation_3EC1B9FC",
  record: "aws_route53_record.certificates_wwwexamplecom_validation-record_82FF6D3F",
};

test("a host needs a certificate, the record that ACM wants to see, and ACM's having seen it", () => {
  expect(resourceAddresses(synthCertificates())).toEqual(Object.values(ofWww));
});

test("the zone is looked up by its name, among the public ones", () => {
  const json = synthCertificates();
  const [[id, zone]] = Object.entries(json.data!["aws_route53_zone"]!) as [[string, unknown]];
  expect(zone).toEqual({ name: "example.com", private_zone: false });
  expect(json.output!["zone"].value).toBe(`\${data.aws_route53_zone.${id}.zone_id}`);
});

test("certificates are validated by DNS and can be replaced while in use", () => {
  expect(onlyResource(synthCertificates(), "aws_acm_certificate")).toEqual({
    domain_name: "www.example.com",
    validation_method: "DNS",
    lifecycle: { create_before_destroy: true },
  });
});

test("the record is the one that ACM names, whoever made it first", () => {
  // The options are a set, of which Terraform takes no element by number.
  const option = (attribute: string) =>
    `\${tolist(${ofWww.certificate}.domain_validation_options).0.resource_record_${attribute}}`;
  expect(onlyResource(synthCertificates(), "aws_route53_record")).toMatchObject({
    zone_id: expect.stringMatching(/^\$\{data\.aws_route53_zone\.\w+\.zone_id\}$/),
    name: option("name"),
    type: option("type"),
    records: [option("value")],
    allow_overwrite: true,
  });
});

test("the ARNs are those of issued certificates", () => {
  const json = synthCertificates();
  expect(onlyResource(json, "aws_acm_certificate_validation")).toEqual({
    certificate_arn: `\${${ofWww.certificate}.arn}`,
    validation_record_fqdns: [`\${${ofWww.record}.fqdn}`],
  });
  expect(json.output!["arns"].value).toEqual([`\${${ofWww.validation}.certificate_arn}`]);
});

describe("wildcards", () => {
  const names = (hosts: string[]) =>
    Object.values(synthCertificates({ hosts }).resource["aws_acm_certificate"]!).map(
      ({ domain_name, subject_alternative_names = [] }) => [
        domain_name,
        ...subject_alternative_names,
      ],
    );

  test.each([
    ["one host", ["example.com"], [["example.com"]]],
    [
      "one of each name",
      ["b.example.com", "a.example.com"],
      [["a.example.com"], ["b.example.com"]],
    ],
    // one certificate, since ACM wants the same record for both
    ["name and wildcard", ["*.example.com", "example.com"], [["example.com", "*.example.com"]]],
    ["wildcard alone", ["*.dev.example.com"], [["dev.example.com", "*.dev.example.com"]]],
  ])("%s", (_, hosts, expected) => {
    expect(names(hosts)).toEqual(expected);
  });
});

test("names that differ in a dot alone are kept apart", () => {
  const hosts = ["a.b.example.com", "ab.example.com"];
  expect(resourceAddresses(synthCertificates({ hosts }))).toHaveLength(6);
});

test.each<[string, Partial<CertificatesProps>, string]>([
  ["no hosts", { hosts: [] }, "test-stack/certificates.hosts: got [], expected 1 host or more"],
  [
    "a host of another zone",
    { hosts: ["www.example.com", "notexample.com"] },
    'hosts: got "notexample.com", expected example.com or a name below it',
  ],
  ["a name too long", { hosts: [`${"a".repeat(53)}.example.com`] }, "of up to 64 characters"],
])("fails on %s", (_, overrides, message) => {
  expect(() => synthCertificates(overrides)).toThrow(message);
});

test.each(["example.com", `${"a".repeat(52)}.example.com`, `*.${"a".repeat(52)}.example.com`])(
  "not on %s",
  (host) => {
    expect(() => synthCertificates({ hosts: [host] })).not.toThrow();
  },
);

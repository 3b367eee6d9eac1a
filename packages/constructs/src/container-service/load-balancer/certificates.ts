import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { DataAwsRoute53Zone } from "@cdktf/provider-aws/lib/data-aws-route53-zone";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Construct } from "constructs";
import { check } from "../../check";
import { isCertifiable, isWithin, withoutWildcard } from "./host-name";

export interface CertificatesProps {
  /** Name of a public hosted zone of the account, such as `example.com`. It must exist. */
  readonly hostedZone: string;

  /**
   * Names to be served, such as `api.example.com` or `*.example.com`: each the zone's own or below
   * it, and of up to 64 characters without the wildcard (ACM API, RequestCertificate).
   */
  readonly hosts: readonly string[];

  /**
   * Hosts whose records somebody else keeps, by which ACM sees whose they are: they are the same for
   * all certificates of an account for a name, in any region, and go with whoever made them.
   * @default - none
   */
  readonly recordedElsewhere?: readonly string[] | undefined;
}

/** Certificates for hosts, issued by ACM once it finds its records in the hosted zone. */
export class Certificates extends Construct {
  /** Of certificates that are issued: who uses one waits for it. In the order of the hosts. */
  public readonly arns: string[];

  public readonly zoneId: string;

  constructor(scope: Construct, id: string, props: CertificatesProps) {
    super(scope, id);
    const { hostedZone, hosts } = props;
    check(this, "hosts", hosts, hosts.length >= 1, "1 host or more");
    for (const host of hosts) {
      check(
        this,
        "hosts",
        host,
        isCertifiable(host) && isWithin(withoutWildcard(host), hostedZone),
        `${hostedZone} or a name below it, of up to 64 characters`,
      );
    }

    this.zoneId = new DataAwsRoute53Zone(this, "zone", {
      name: hostedZone,
      privateZone: false,
    }).zoneId;
    // A certificate for each name, with the wildcard below it where that is asked for. ACM wants one
    // and the same record for both, so there is no need to know how many records it wants, which
    // Terraform would have to before the certificate exists.
    const recorded = new Set(props.recordedElsewhere?.map(withoutWildcard));
    this.arns = [...new Set(hosts.map(withoutWildcard))].map((name) =>
      this.issue(name, hosts.includes(`*.${name}`), recorded.has(name)),
    );
  }

  private issue(name: string, wildcard: boolean, recorded: boolean): string {
    const scope = new Construct(this, name);
    const certificate = new AcmCertificate(scope, "certificate", {
      domainName: name,
      ...(wildcard && { subjectAlternativeNames: [`*.${name}`] }),
      validationMethod: "DNS",
      // A certificate in use cannot be deleted: its successor must be in the listener first.
      lifecycle: { createBeforeDestroy: true },
    });
    if (recorded) {
      return new AcmCertificateValidation(scope, "validation", {
        certificateArn: certificate.arn,
      }).certificateArn;
    }
    const expected = certificate.domainValidationOptions.get(0);
    const record = new Route53Record(scope, "validation-record", {
      zoneId: this.zoneId,
      name: expected.resourceRecordName,
      type: expected.resourceRecordType,
      records: [expected.resourceRecordValue],
      ttl: 300,
      // The record is the same for all certificates of an account for a name, in any region.
      allowOverwrite: true,
    });
    return new AcmCertificateValidation(scope, "validation", {
      certificateArn: certificate.arn,
      validationRecordFqdns: [record.fqdn],
    }).certificateArn;
  }
}

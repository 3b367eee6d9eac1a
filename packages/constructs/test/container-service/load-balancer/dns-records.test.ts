import { DnsRecords } from "../../../src/container-service/load-balancer/dns-records";
import { resourceAddresses, synthConstruct } from "@groundwork/testing/synth";
import { addLoadBalancer } from "./synth-load-balancer";

const synthRecords = (hosts: string[]) =>
  synthConstruct((scope) => {
    new DnsRecords(scope, "dns", { zoneId: "Z0123", hosts, loadBalancer: addLoadBalancer(scope) });
  });

const records = (hosts: string[]) =>
  resourceAddresses(synthRecords(hosts)).filter((id) => id.startsWith("aws_route53_record."));

test("each host has one record", () => {
  expect(records(["example.com", "*.example.com"])).toEqual([
    "aws_route53_record.dns_examplecom_80154BCC", // example.com
    "aws_route53_record.dns_examplecom_928E4ED3", // *.example.com
  ]);
});

test("it leads to the load balancer, as long as that has healthy targets", () => {
  const { resource } = synthRecords(["*.example.com"]);
  expect(Object.values(resource["aws_route53_record"]!)).toEqual([
    {
      zone_id: "Z0123",
      name: "*.example.com",
      type: "A",
      alias: {
        name: "${aws_lb.load-balancer_30A23327.dns_name}",
        zone_id: "${aws_lb.load-balancer_30A23327.zone_id}",
        evaluate_target_health: true,
      },
    },
  ]);
});

test.each([
  ["upper case", ["Example.com"]],
  ["a name without a dot", ["localhost"]],
  ["a host twice", ["example.com", "example.com"]],
])("fails on %s", (_, hosts) => {
  expect(() => synthRecords(hosts)).toThrow(
    `test-stack/dns.hosts: got ${JSON.stringify(hosts)}, expected DNS names`,
  );
});

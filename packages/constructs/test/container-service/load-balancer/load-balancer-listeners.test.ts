import { Certificates } from "../../../src/container-service/load-balancer/certificates";
import type { LoadBalancerProps } from "../../../src/container-service/load-balancer/load-balancer";
import { synthConstruct } from "@groundwork/testing/synth";
import { addLoadBalancer, listener, openings, synthLoadBalancer } from "./synth-load-balancer";

const arn = (id: string) => `arn:aws:acm:eu-central-1:111111111111:certificate/${id}`;

describe("further certificates", () => {
  const certificateIds = (arns: string[], overrides: Partial<LoadBalancerProps> = {}) => {
    const { json } = synthLoadBalancer({ certificateArns: arns, ...overrides });
    return Object.fromEntries(
      Object.entries(json.resource["aws_lb_listener_certificate"] ?? {}).map(([id, found]) => [
        id,
        [found.listener_arn, found.certificate_arn],
      ]),
    );
  };
  const https = "${aws_lb_listener.load-balancer_https-listener_989F589C.arn}";

  test("are added to the listener, the first being its default", () => {
    expect(Object.values(certificateIds([arn("a"), arn("b"), arn("c")])).toSorted()).toEqual([
      [https, arn("b")],
      [https, arn("c")],
    ]);
  });

  test("keep their ids when one is put between", () => {
    const before = certificateIds([arn("a"), arn("c")]);
    expect(Object.keys(before)).toHaveLength(1);
    expect(certificateIds([arn("a"), arn("b"), arn("c")])).toMatchObject(before);
  });

  test("are added to the test listener as well", () => {
    const testListener = { port: 8443, allowedCidrs: ["192.0.2.0/24"] };
    const added = Object.values(certificateIds([arn("a"), arn("b")], { testListener }));
    expect(added).toEqual([
      [https, arn("b")],
      [
        expect.stringMatching(/^\$\{aws_lb_listener\.load-balancer_test-listener_\w+\.arn\}$/),
        arn("b"),
      ],
    ]);
  });

  test("may be such as the stack itself makes", () => {
    const ids = (hosts: string[]) =>
      Object.entries(
        synthConstruct((scope) => {
          const hostedZone = "example.com";
          const { arns } = new Certificates(scope, "certificates", { hostedZone, hosts });
          addLoadBalancer(scope, { certificateArns: arns });
        }).resource["aws_lb_listener_certificate"]!,
      ).map(([id, { certificate_arn }]) => `${id} ${certificate_arn}`);

    const before = ids(["example.com", "c.example.com"]);
    expect(before).toHaveLength(1);
    expect(before[0]).toMatch(
      / \$\{aws_acm_certificate_validation\.certificates_cexamplecom_[\w-]+\.certificate_arn\}$/,
    );
    expect(ids(["example.com", "b.example.com", "c.example.com"])).toContain(before[0]);
  });
});

describe("test listener", () => {
  const testListener = { port: 8443, allowedCidrs: ["192.0.2.0/24"] };

  test("is there only when asked for", () => {
    expect(synthLoadBalancer().loadBalancer.testListener).toBeUndefined();
  });

  test("adds a listener and its own opening, wherever the others are open to", () => {
    const { json, loadBalancer } = synthLoadBalancer({ testListener });
    expect(loadBalancer.testListener?.node.id).toBe("test-listener");
    expect(openings(json)).toEqual(["0.0.0.0/0 to 80-80", "192.0.2.0/24 to 8443-8443"]);
    expect(listener(json, "test")).toMatchObject({
      port: 8443,
      protocol: "HTTP",
      default_action: [{ type: "fixed-response", fixed_response: { status_code: "404" } }],
    });
  });

  test("is as secure as the listener for production", () => {
    const { json } = synthLoadBalancer({ testListener, certificateArns: [arn("a")] });
    const { port: _, ...production } = listener(json, "https");
    expect(listener(json, "test")).toEqual({ ...production, port: 8443 });
  });
});

import { synthEnvironment } from "@groundwork/testing/synth-environment";
import { mermaid } from "../../src/drawing/mermaid";
import { stackOf } from "./stacks";

const json = synthEnvironment({ services: [{ name: "web", http: {} }, { name: "end" }] });
const text = mermaid(json);

test("a network is drawn in nested boxes, and arrows have the ports", () => {
  expect(text).toBe(
    [
      "flowchart LR",
      '  n_outside_Internet(["<b>Internet</b>"])',
      '  subgraph n_network["network 10.10.0.0/16"]',
      '    n_network_gateway_endpoint["<b>gateway endpoint</b><br/>s3"]',
      '    subgraph n_network_public["public subnets zones a, c"]',
      '      n_load_balancer["<b>load balancer</b><br/>HTTP 80"]',
      '      n_network_NAT_gateway["<b>NAT gateway</b><br/>zone a"]',
      "    end",
      '    subgraph n_network_private["private subnets zones a, c"]',
      '      subgraph n_network_private_n_cluster["ECS cluster"]',
      '        n_services_end["<b>service end</b><br/>1 task<br/>256 cpu, 512 MiB<br/>Fargate"]',
      '        n_services_web["<b>service web</b><br/>1 task<br/>256 cpu, 512 MiB<br/>Fargate"]',
      "      end",
      "    end",
      "  end",
      '  subgraph list_Encryption["Encryption"]',
      `    n_key["<b>the environment#39;s key</b>"]`,
      "  end",
      '  subgraph list_Watching["Watching"]',
      '    n_dashboard["<b>dashboard</b>"]',
      '    n_deployment_events_failed["<b>deployment events failed</b><br/>event rule"]',
      '    n_scan_findings_pushed["<b>scan findings pushed</b><br/>event rule"]',
      '    n_load_balancer_alarms["<b>load balancer alarms</b>"]',
      '    n_notifications["<b>notifications</b><br/>SNS topic"]',
      "  end",
      '  n_outside_Internet -->|"80"| n_load_balancer',
      '  n_load_balancer -->|"80"| n_services_web',
      "  n_network_NAT_gateway --> n_outside_Internet",
      '  n_network_private_n_cluster -->|"443"| n_network_NAT_gateway',
      '  n_network_private_n_cluster -->|"443"| n_network_gateway_endpoint',
      "",
    ].join("\n"),
  );
});

test("changes have a class each, and a sign in their text", () => {
  const changed = mermaid(stackOf({ "aws_sqs_queue.jobs": {} }), {
    changes: new Map([["aws_sqs_queue.jobs", "delete"]]),
  });
  expect(changed).toContain('n_jobs["<b>jobs</b><br/>SQS queue<br/>− SQS queue"]');
  expect(changed).toMatch(/^ {2}classDef destroyed fill:#\w+,stroke:#\w+/m);
  expect(changed).toMatch(/^ {2}class n_jobs destroyed$/m);
});

test.each(['"]; end', "<img src=x onerror=y>", "`x`", "a\nend\nb", "a|b{c}"])(
  "a name like %j is text",
  (name) => {
    const lines = mermaid(stackOf({ "aws_sqs_queue.a": {} }, { "aws_sqs_queue.a": name })).split(
      "\n",
    );
    expect(lines).toHaveLength(5);
    expect(lines[2]).toMatch(/^ {4}\w+\["<b>[^<>"`{}|\]]*<\/b><br\/>SQS queue"\]$/);
  },
);

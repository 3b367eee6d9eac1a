import { synthEnvironment } from "@groundwork/testing/synth-environment";
import { mermaid } from "../../src/drawing/mermaid";
import { stackOf } from "./stacks";

const json = synthEnvironment({ services: [{ name: "web", http: {} }, { name: "end" }] });

test("a network is drawn in nested boxes, arrows have the ports, and the rest stands in a row", () => {
  const lines = mermaid(json).split("\n");
  expect(
    lines.slice(
      0,
      lines.findIndex((line) => line.includes("classDef")),
    ),
  ).toEqual([
    "flowchart LR",
    '  n_outside_Internet(["<b>Internet</b>"])',
    '  subgraph n_network["network 10.10.0.0/16"]',
    '    n_network_gateway_endpoint["<b>gateway endpoint</b><br/>s3"]',
    '    subgraph n_network_public["public subnets zones a, c"]',
    '      n_load_balancer["<b>load balancer</b><br/>HTTP 80"]',
    '      n_network_NAT_gateway["<b>NAT gateway</b><br/>zone a"]',
    "    end",
    '    subgraph n_network_private["private subnets zones a, c"]',
    '      subgraph n_network_private_n_cluster["ECS cluster acme-dev"]',
    '        n_services_end["<b>service end</b><br/>1 task<br/>256 cpu, 512 MiB<br/>Fargate"]',
    '        n_services_web["<b>service web</b><br/>1 task<br/>256 cpu, 512 MiB<br/>Fargate"]',
    "      end",
    "    end",
    "  end",
    '  list_Encryption["<b>Encryption</b><br/>the environment#39;s key"]',
    '  list_Watching["<b>Watching</b><br/>dashboard<br/>deployment events failed event rule<br/>scan findings pushed event rule<br/>load balancer alarms<br/>notifications SNS topic"]',
    "  n_outside_Internet ~~~ n_network_NAT_gateway",
    "  n_network_NAT_gateway ~~~ n_network_private_n_cluster",
    "  list_Encryption ~~~ list_Watching",
    '  n_outside_Internet -->|"80"| n_load_balancer',
    '  n_load_balancer -->|"80"| n_services_web',
    "  n_network_NAT_gateway --> n_outside_Internet",
    '  n_network_private_n_cluster -->|"443"| n_network_NAT_gateway',
    '  n_network_private_n_cluster -->|"443"| n_network_gateway_endpoint',
  ]);
});

test("whatever is drawn has a class, and each class a style", () => {
  const lines = mermaid(json).split("\n");
  const named = lines.flatMap((line) => /^ *(?:subgraph )?(\w+)[[(]/.exec(line)?.[1] ?? []);
  const classes = lines.flatMap((line) => {
    const [, members, name] = /^ {2}class ([\w,]+) (\w+)$/.exec(line) ?? [];
    return members === undefined
      ? []
      : members.split(",").map((member) => [member, name!] as const);
  });
  expect(classes.map(([member]) => member).toSorted()).toEqual(named.toSorted());
  for (const [, name] of classes) {
    expect(lines).toContainEqual(
      expect.stringMatching(new RegExp(`^  classDef ${name} fill:#\\w+,stroke:#\\w+,color:#\\w+$`)),
    );
  }
});

test("changes have a class each, and a sign in their text; a box has their line", () => {
  const bodies = { "aws_sqs_queue.jobs": {}, "aws_vpc.v": { cidr_block: "10.0.0.0/16" } };
  const changed = mermaid(stackOf(bodies), {
    changes: new Map([
      ["aws_sqs_queue.jobs", "delete"],
      ["aws_vpc.v", "update"],
    ] as const),
  });
  expect(changed).toContain('list_Data["<b>Data</b><br/>jobs SQS queue<br/>− SQS queue"]');
  expect(changed).toMatch(/^ {2}classDef destroyed fill:#\w+,stroke:#\w+/m);
  expect(changed).toMatch(/^ {2}class list_Data destroyed$/m);
  expect(changed).toMatch(/^ {2}style n_v stroke:#\w+,stroke-width:2px$/m);
});

test.each(['"]; end', "<img src=x onerror=y>", "`x`", "a\nend\nb", "a|b{c}"])(
  "a name like %j is text",
  (name) => {
    const lines = mermaid(stackOf({ "aws_sqs_queue.a": {} }, { "aws_sqs_queue.a": name })).split(
      "\n",
    );
    expect(lines).toHaveLength(5);
    expect(lines[1]).toMatch(/^ {2}list_Data\["<b>Data<\/b><br\/>[^<>"`{}|\]]*SQS queue"\]$/);
  },
);

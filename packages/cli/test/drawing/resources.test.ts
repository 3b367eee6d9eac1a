import { Resources } from "../../src/drawing/resources";
import { standIn } from "../../src/stand-ins/stand-ins";
import { drawingOf } from "../../src/drawing/drawing";
import { sentences } from "../../src/drawing/words";
import { member, memberPaths, network, networkPaths, stackOf } from "./stacks";

test("instances of a resource and of a module are changes of the one in the stack", () => {
  const json = { ...stackOf({ "aws_sqs_queue.a": {} }), module: { m: {} } };
  const resources = new Resources(
    json,
    new Map([
      ['aws_sqs_queue.a["x"]', "create"],
      ["aws_sqs_queue.a[1]", "delete"],
      ["aws_sqs_queue.a (deposed object 0a1b2c3d)", "delete"],
      ["module.m[0].aws_vpc.v", "update"],
    ] as const),
  );
  expect(resources.all.map(({ address, changes }) => [address, changes.length])).toEqual([
    ["aws_sqs_queue.a", 3],
    ["module.m", 1],
  ]);
});

test("what is gone from the stack comes from the constructs that its name tells", () => {
  const resources = new Resources({}, new Map([["aws_lb.load-balancer_30A23327", "delete"]]));
  expect(resources.all[0]).toMatchObject({ path: ["load-balancer"], type: "aws_lb", body: {} });
});

test("only what an expression reads is a reference, not what looks like one", () => {
  const resources = new Resources(stackOf({ "aws_vpc.a": {}, "aws_vpc.b": {} }));
  const read = (text: string) => resources.in(text).map(({ address }) => address);
  expect(read("${aws_vpc.a.id}-${aws_vpc.a.arn}")).toEqual(["aws_vpc.a"]);
  expect(read("aws_vpc.a.id")).toEqual([]);
  expect(read('$${aws_vpc.a.id} ${"aws_vpc.b.id"}')).toEqual([]);
});

test("stand-ins of a rehearsal are drawn as what they stand for", () => {
  const bodies = {
    ...network,
    ...member("lb", "aws_lb", {}, "public"),
    "aws_vpc_security_group_ingress_rule.lb": {
      security_group_id: "${aws_security_group.lb.id}",
      cidr_ipv4: "0.0.0.0/0",
      from_port: 443,
      to_port: 443,
      ip_protocol: "tcp",
    },
  };
  const json = stackOf(bodies, { ...networkPaths, ...memberPaths("lb") });
  const { configuration, problems } = standIn("dev-stack", json as never);
  expect(problems).toEqual([]);
  const drawing = drawingOf(configuration as never);
  expect(sentences(drawing)).toEqual(["Internet -> lb: 443"]);
});

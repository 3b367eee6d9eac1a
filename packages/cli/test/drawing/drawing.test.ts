import { everything } from "@groundwork/testing/everything";
import { organization } from "@groundwork/examples/everything/organization";
import { checkConfiguration, type EnvironmentInput } from "@groundwork/configuration";
import { configuration, environmentInput } from "@groundwork/testing/configuration";
import { stacksOf } from "@groundwork/testing/stacks";
import { synthStack, type TerraformJson } from "@groundwork/testing/synth";
import { synthEnvironment } from "@groundwork/testing/synth-environment";
import { drawingOf } from "../../src/drawing/drawing";
import type { Change } from "../../src/drawing/resources";
import type { Drawing } from "../../src/drawing/shape";
import { drawingInWords, sentences } from "../../src/drawing/words";

const all = stacksOf(checkConfiguration(organization, [everything("prod")]));
const stacks = new Map<string, TerraformJson>(
  ["bootstrap-stack", "registry-stack", "delivery-stack", "prod-stack"].map((id) => [
    id,
    synthStack(all(id)),
  ]),
);

const addressesOf = ({ resource = {} }: TerraformJson): string[] =>
  Object.entries(resource).flatMap(([type, bodies]) =>
    Object.keys(bodies).map((name) => `${type}.${name}`),
  );

const drawnIn = ({ boxes, nodes, lists }: Drawing): string[] =>
  [...boxes, ...nodes, ...lists.flatMap(({ rows }) => rows)].flatMap((one) => one.addresses);

test.each([...stacks.keys()])("each resource of %s is drawn in one place", (id) => {
  const json = stacks.get(id)!;
  expect(drawnIn(drawingOf(json)).toSorted()).toEqual(addressesOf(json).toSorted());
});

test.each([...stacks.keys()])("whatever a plan does in %s is seen in it once", (id) => {
  const json = stacks.get(id)!;
  const kinds: Change[] = ["create", "update", "delete", "replace", "forget"];
  const changes = new Map(
    addressesOf(json).map((address, index) => [address, kinds[index % kinds.length]!]),
  );
  const { boxes, nodes, lists } = drawingOf(json, { changes });
  const seen = [...boxes, ...nodes, ...lists.flatMap(({ rows }) => rows)].flatMap((one) =>
    one.changes.map(({ address, change }) => [address, change]),
  );
  expect(seen.toSorted()).toEqual([...changes].toSorted());
});

test("no two places have one id", () => {
  for (const json of stacks.values()) {
    const { boxes, nodes, lists } = drawingOf(json);
    const ids = [...boxes, ...nodes, ...lists.flatMap(({ rows }) => rows)].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  }
});

test("a service says what runs beside it, and when", () => {
  const { nodes } = drawingOf(stacks.get("prod-stack")!);
  const facts = nodes.flatMap((node) => node.facts);
  expect(facts).toEqual(
    expect.arrayContaining(["migrate: before a deployment", "report: 0 3 ? * MON-FRI *"]),
  );
});

/** Who may talk to whom in an environment. */
const talk = (changes: Partial<EnvironmentInput>): string[] =>
  sentences(drawingOf(synthEnvironment(changes)));
const base = environmentInput("dev").network;

test("a service behind the load balancer, with one NAT gateway", () => {
  expect(talk({})).toEqual([
    "Internet -> load balancer: 80",
    "load balancer -> service web: 80",
    "NAT gateway -> Internet",
    "service web -> NAT gateway: 443",
    "service web -> gateway endpoint: 443",
  ]);
});

test("what all services of a cluster may do is told once", () => {
  const services = [{ name: "web", http: {} }, { name: "mail" }, { name: "report" }];
  expect(talk({ services })).toEqual([
    "Internet -> load balancer: 80",
    "load balancer -> service web: 80",
    "NAT gateway -> Internet",
    "service mail, service report, service web -> NAT gateway: 443",
    "service mail, service report, service web -> gateway endpoint: 443",
  ]);
});

test("without NAT tasks go out by their own addresses, and nobody comes in by them", () => {
  expect(talk({ network: { ...base, nat: "none" } })).toEqual([
    "Internet -> load balancer: 80",
    "load balancer -> service web: 80",
    "service web -> Internet: 443",
    "service web -> gateway endpoint: 443",
  ]);
});

test("an isolated network has no way out but its endpoints", () => {
  const said = talk({
    network: { ...base, nat: "isolated", interfaceEndpoints: ["ecr.api", "ecr.dkr", "logs"] },
    services: [{ name: "web", image: { tag: "v1", digest: `sha256:${"a".repeat(64)}` }, http: {} }],
  });
  expect(said).toContain("service web -> interface endpoints: 443");
  expect(said).not.toContainEqual(expect.stringContaining("-> Internet"));
});

test("a network without services is drawn as well", () => {
  expect(talk({ services: [] })).toEqual(["NAT gateway -> Internet"]);
});

test("of layers each is drawn by what those below tell it, and nothing that tells is in the network", () => {
  const dev = environmentInput("dev", { layers: ["network", "cluster", "services"] });
  const of = stacksOf(configuration({}, [dev]));
  const drawn = (id: string) => drawingOf(synthStack(of(id)), { title: id });
  expect(sentences(drawn("dev-cluster-stack"))).toEqual(["Internet -> load balancer: 80"]);
  expect(sentences(drawn("dev-stack"))).toEqual([
    "load balancer -> service web: 80",
    "service web -> Internet: 443",
  ]);
  for (const id of ["dev-cluster-stack", "dev-stack"])
    expect(drawn(id).boxes[0]).toMatchObject({ title: "network of the layer below" });
});

test("words say what is where, and what is worth knowing of it", () => {
  const words = drawingInWords(
    drawingOf(
      synthEnvironment({
        services: [
          { name: "web", http: { paths: ["/shop/*"] }, desiredCount: 3 },
          { name: "mail" },
        ],
      }),
      { title: "dev-stack" },
    ),
  );
  expect(words.split("\n\n")[0]).toBe(
    [
      "dev-stack",
      "  network: 10.10.0.0/16",
      "    public subnets: zones a, c",
      "      load balancer: HTTP 80",
      "      NAT gateway: zone a",
      "    private subnets: zones a, c",
      "      ECS cluster: acme-dev",
      "        service mail: 1 task, 256 cpu, 512 MiB, Fargate",
      "        service web: 3 tasks, 256 cpu, 512 MiB, Fargate, /shop/*",
      "    gateway endpoint: s3",
      "  Encryption",
      "    the environment's key",
      "  Watching",
      "    dashboard",
      "    deployment events failed: event rule",
      "    scan findings pushed: event rule",
      "    load balancer alarms",
      "    notifications: SNS topic",
    ].join("\n"),
  );
});

test("a pipeline's stages stand in their order", () => {
  const { boxes, nodes, edges } = drawingOf(stacks.get("delivery-stack")!);
  expect(boxes.map(({ title }) => title)).toEqual(["CodePipeline"]);
  expect(nodes.map(({ title, facts }) => [title, ...facts].join(": "))).toEqual([
    "Source",
    "Test",
    "Plan-registry: Plan",
    "Apply-registry: Approve, then Apply",
    "Image: web, then Propose",
    "Plan-prod: Plan",
    "Apply-prod: Approve, then Apply",
  ]);
  expect(edges.map(({ from, to }) => [from, to])).toEqual(
    nodes.slice(1).map(({ id }, index) => [nodes[index]!.id, id]),
  );
});

test("the gravest of changes is told first, and a service that goes is seen as one", () => {
  const json = synthEnvironment();
  const service = addressesOf(json).find((one) => one.startsWith("aws_ecs_service."))!;
  const changes = new Map<string, Change>([
    [service, "update"],
    ["aws_ecs_service.services_old_service_0123ABCD", "delete"],
    ["aws_cloudwatch_log_group.services_old_task_log-group_0123ABCD", "delete"],
    ['module.queue.aws_sqs_queue.jobs["a"]', "create"],
  ]);
  expect(drawingInWords(drawingOf(json, { changes })).split("\n")[0]).toBe(
    "stack: 2 destroyed, 1 changed, 1 made",
  );
  expect(sentences(drawingOf(json, { changes })).slice(-3)).toEqual([
    "service web: 1 changed (~ service)",
    "service old: 2 destroyed (− service, − task log group)",
    'queue: 1 made (+ aws_sqs_queue.jobs["a"])',
  ]);
});

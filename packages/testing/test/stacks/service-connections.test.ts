import { configuration, environmentInput } from "../../src/configuration";
import { stacksOf } from "../../src/stacks";
import { onlyResource, synthStack, type TerraformJson } from "../../src/synth";

const synth = (services: object[]): TerraformJson =>
  synthStack(
    stacksOf(configuration({}, [environmentInput("dev", { services: services as never })]))(
      "dev-stack",
    ),
  );

const image = { tag: "1" };
const json = synth([
  { name: "web", image, http: {}, calls: ["api"] },
  {
    name: "api",
    image,
    serviceConnect: { port: 9000, appProtocol: "grpc" },
    variables: { A: "b" },
  },
  { name: "worker", image },
]);

const services = Object.fromEntries(
  Object.values(json.resource["aws_ecs_service"]!).map((service) => [service.name, service]),
);
const container = (service: string) =>
  Object.values(json.resource["aws_ecs_task_definition"]!)
    .map(({ container_definitions: text }) => JSON.parse(text)[0])
    .find(({ name }) => name === service);

test("who calls is a client, who is called answers at its name, and others are left out", () => {
  const namespace = Object.keys(json.resource["aws_service_discovery_http_namespace"]!)[0]!;
  expect(onlyResource(json, "aws_service_discovery_http_namespace").name).toBe("acme-dev");
  const arn = `\${aws_service_discovery_http_namespace.${namespace}.arn}`;
  const { service, ...client } = services["api"].service_connect_configuration;
  expect(service).toEqual([
    { client_alias: { dns_name: "api", port: 9000 }, discovery_name: "api", port_name: "connect" },
  ]);
  expect(client).toMatchObject({ enabled: true, namespace: arn });
  expect(services["web"].service_connect_configuration.service).toBeUndefined();
  expect(services["worker"].service_connect_configuration).toBeUndefined();
});

test("the port has a name, the protocol is said, and variables tell the caller where", () => {
  expect(container("api").portMappings).toEqual([
    { containerPort: 9000, hostPort: 9000, protocol: "tcp", name: "connect", appProtocol: "grpc" },
  ]);
  expect(container("web").portMappings).toEqual([
    { containerPort: 80, hostPort: 80, protocol: "tcp" },
  ]);
  expect(container("web").environment).toEqual([
    { name: "API_HOST", value: "api" },
    { name: "API_PORT", value: "9000" },
    { name: "API_URL", value: "http://api:9000" },
  ]);
  expect(container("api").environment).toEqual([{ name: "A", value: "b" }]);
});

test("the one way between their security groups is open, and comes first", () => {
  const group = (service: string) => `\${aws_security_group.services_${service}_security-group_`;
  const rules = (type: string) =>
    Object.values(json.resource[type]!).filter(({ from_port: port }) => port === 9000);
  const [out, into] = [
    rules("aws_vpc_security_group_egress_rule"),
    rules("aws_vpc_security_group_ingress_rule"),
  ];
  expect(out).toHaveLength(1);
  expect(into).toHaveLength(1);
  expect(out[0].security_group_id).toContain(group("web"));
  expect(out[0].referenced_security_group_id).toContain(group("api"));
  expect(into[0].security_group_id).toContain(group("api"));
  expect(into[0].referenced_security_group_id).toContain(group("web"));
  expect(services["web"].depends_on).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^aws_ecs_service\.services_api/),
      expect.stringMatching(/^aws_vpc_security_group_egress_rule\.connections_web-to-api_out/),
      expect.stringMatching(/^aws_vpc_security_group_ingress_rule\.connections_web-to-api_in/),
    ]),
  );
});

test("services that call each other wait for neither", () => {
  const both = synth([
    { name: "one", image, calls: ["two"], serviceConnect: { port: 1 } },
    { name: "two", image, calls: ["one"], serviceConnect: { port: 2 } },
  ]);
  for (const { depends_on: first } of Object.values(both.resource["aws_ecs_service"]!)) {
    expect(first.join()).not.toContain("aws_ecs_service.");
  }
});

test("a variable of its own stays, and the placeholder listens where others look for it", () => {
  const { resource } = synth([
    { name: "web", image, calls: ["api"], variables: { API_URL: "http://elsewhere" } },
    { name: "api", serviceConnect: { port: 9000 } },
  ]);
  const texts = Object.values(resource["aws_ecs_task_definition"]!).map(
    ({ container_definitions: text }) => JSON.parse(text)[0],
  );
  expect(texts.find(({ name }) => name === "web").environment).toContainEqual({
    name: "API_URL",
    value: "http://elsewhere",
  });
  const waiting = texts.find(({ name }) => name === "api");
  expect(waiting.command.join(" ")).toContain("listen 9000");
  expect(waiting.portMappings[0]).toMatchObject({ containerPort: 9000, name: "connect" });
});

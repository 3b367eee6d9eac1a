import { checkConfiguration } from "../src/check";
import { dev, organization, problems, web } from "./problems";

test("what may be left out has its documented default", () => {
  const { organization: checked, environments } = checkConfiguration(organization, [
    { ...dev, services: [{ ...web, http: {} }] },
  ]);
  expect(checked).toMatchObject({
    region: "ap-northeast-2",
    backend: { type: "s3", lock: "both" },
    breakGlassRole: "break-glass",
  });
  expect(environments[0]).toMatchObject({
    region: "ap-northeast-2",
    network: { nat: "single" },
    logRetentionDays: 30,
    production: true,
    exec: false,
    capacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 1, base: 0 }],
    services: [
      {
        http: { port: 80, paths: ["/*"], healthCheckPath: "/" },
        cpuUnits: 256,
        cpuArchitecture: "X86_64",
        deployment: { strategy: "ROLLING", minimumHealthyPercent: 100, rollbackOnAlarms: true },
      },
    ],
  });
});

test("every problem of every file is reported at once", () => {
  const found = problems(
    [
      {
        ...dev,
        colour: "blue",
        network: { cidr: "10.10.1.0/16", zones: ["a", "a"], nat: "double" },
        services: [
          { name: "Web", cpuUnits: 100, memoryMiB: 7 },
          {
            ...web,
            desiredCount: 5,
            autoscaling: { minCount: 1, maxCount: 3, timeZone: "asia/seoul" },
          },
        ],
      },
      { ...dev, name: "prod", region: "seoul" },
    ],
    { breakGlassRole: "a role" },
  );
  expect(found.map((problem) => problem.split(":")[0])).toEqual([
    "organization.breakGlassRole",
    "dev.network.cidr",
    "dev.network.zones",
    "dev.network.nat",
    "dev.services[0].name",
    "dev.services[0].cpuUnits",
    "dev.services[1].autoscaling.timeZone",
    "dev.services[1].desiredCount",
    "dev.colour",
    "prod.region",
  ]);
});

test.each([
  [
    "account id as a number",
    { accountId: 111111111111 },
    "dev.accountId: got 111111111111, expected an account id: 12 digits in quotes",
  ],
  [
    "unknown option",
    { servcies: [] },
    "dev.servcies: got an unknown option, expected one of name, accountId",
  ],
  [
    "retention CloudWatch does not know",
    { logRetentionDays: 8 },
    "dev.logRetentionDays: got 8, expected one of 1, 3, 5, 7, 14",
  ],
  [
    "certificate of another region",
    { loadBalancer: { certificateArn: "arn:aws:acm:us-east-1:111111111111:certificate/x" } },
    "dev.loadBalancer.certificateArn: got arn:aws:acm:us-east-1:111111111111:certificate/x, expected a certificate in ap-northeast-2",
  ],
  [
    "certificate and domain",
    {
      loadBalancer: {
        certificateArn: "arn:aws:acm:ap-northeast-2:111111111111:certificate/x",
        domain: { hostedZone: "example.com", name: "www.example.com" },
      },
    },
    "dev.loadBalancer.certificateArn: got arn:aws:acm:ap-northeast-2:111111111111:certificate/x, expected either domain",
  ],
  [
    "name outside its zone",
    { loadBalancer: { domain: { hostedZone: "example.com", name: "www.badexample.com" } } },
    "dev.loadBalancer.domain.name: got www.badexample.com, expected example.com or a name that ends in .example.com",
  ],
  [
    "web ACL that is none",
    { loadBalancer: { webAcl: "on" } },
    'dev.loadBalancer.webAcl: got on, expected "managed" or the ARN',
  ],
  ["reserved tag", { tags: { "aws:x": "y" } }, "dev.tags.aws:x"],
  [
    "a shared stack's name",
    { name: "registry" },
    "registry.name: got registry, expected another name: registry-stack exists already",
  ],
])("refused: %s", (_, change, message) => {
  expect(problems([{ ...dev, ...change }])).toEqual([expect.stringContaining(message)]);
});

test.each([
  [
    "bucket longer than S3's 63 with its log bucket's suffix",
    { backend: { type: "s3", bucket: "b".repeat(59) } },
    "organization.backend.bucket",
  ],
  [
    "unknown backend",
    { backend: { type: "ftp" } },
    "organization.backend.type: got ftp, expected one of s3, azurerm, gcs, consul, cloud, local",
  ],
  [
    "unknown lock",
    { backend: { type: "s3", lock: "none" } },
    "organization.backend.lock: got none, expected one of both, dynamodb, s3",
  ],
  [
    "a tag that every stack sets itself",
    { backend: { type: "s3", ignoreTags: ["Name", "Owner"] } },
    "organization.backend.ignoreTags[1]: got Owner, expected a tag key of at most 128 characters, other than",
  ],
  [
    "a partition the ARNs are not written for",
    { region: "cn-north-1" },
    "organization.region: got cn-north-1",
  ],
])("refused in the organization: %s", (_, change, message) => {
  expect(problems([dev], change)).toEqual([expect.stringContaining(message)]);
});

test("a load balancer's name may have 32 characters", () => {
  const longest = { name: "a".repeat(20) };
  expect(problems([{ ...dev, name: "e".repeat(11) }], longest)).toEqual([]);
  expect(problems([{ ...dev, name: "e".repeat(12) }], longest)).toEqual([
    expect.stringContaining("expected at most 11 characters, as the load balancer"),
  ]);
});

test("two environments of one name would share a state", () => {
  expect(problems([dev, dev])).toEqual([
    "environments: got dev twice, expected every environment to have a name of its own",
  ]);
});

test.each([{ type: "s3" }, { type: "gcs", bucket: "states" }])(
  "an account of its own is fine wherever the state lies: %p",
  (backend) => {
    expect(problems([{ ...dev, accountId: "222222222222" }], { backend })).toEqual([]);
  },
);

test("nonsense is reported, not thrown", () => {
  expect(problems([null, { services: "web" }])).not.toEqual([]);
});

import { ENVIRONMENT, REGISTRY, type Applied } from "../../src/applied";
import { configuration, github } from "../../src/configuration";
import { everything, everythingInRegistry } from "../../src/everything";
import type { Request } from "../../src/iam";
import { Roles } from "../../src/roles";
import { stacksOf } from "../../src/stacks";
import { synthStack } from "../../src/synth";

const dev = everything("dev");
// One role applies dev in both of its places.
const stacks = stacksOf(
  configuration({ registry: everythingInRegistry, delivery: { github } }, [
    {
      ...dev,
      places: [{ region: "eu-west-1" }],
      loadBalancer: {
        ...dev.loadBalancer,
        domain: {
          ...dev.loadBalancer!.domain!,
          routing: { policy: "latency", healthCheck: { path: "/health" } },
        },
      },
    },
    { ...everything("prod"), loadBalancer: { testListener: { allowedCidrs: ["192.0.2.0/24"] } } },
  ]),
);
const delivery = synthStack(stacks("delivery-stack"));
const roles = new Roles([delivery, synthStack(stacks("bootstrap-stack"))]);

const GLOBAL: Readonly<Record<string, string>> = {
  cloudwatch: "arn:aws:cloudwatch::111111111111:",
  iam: "arn:aws:iam::111111111111:",
  route53: "arn:aws:route53:::",
  s3: "arn:aws:s3:::",
};

const arnOf = (service: string, resource: string, region: string): string => {
  if (resource === "*") return "*";
  const isGlobal = service !== "cloudwatch" || resource.startsWith("dashboard/");
  const prefix = isGlobal ? GLOBAL[service] : undefined;
  return `${prefix ?? `arn:aws:${service}:${region}:111111111111:`}${resource}`;
};

/** Every request of a type, with the tags that it bears. */
function requestsOf(
  owner: string,
  { making = [], keeping = [] }: Applied,
  region: string,
): Request[] {
  const tags = (of: string) => ({
    [`aws:${of}Tag/Organization`]: "acme",
    [`aws:${of}Tag/Environment`]: owner,
  });
  const requests = (asked: typeof making, own: Record<string, string>) =>
    asked.flatMap(([service, actions, resource]) =>
      actions.split(" ").map((named): Request => {
        const [action, extra = ""] = named.split(":");
        return {
          action: `${service}:${action}`,
          resource: arnOf(service, resource, region),
          context: {
            ...own,
            "iam:PermissionsBoundary": `arn:aws:iam::111111111111:policy/acme-boundary-${owner}`,
            "iam:PassedToService": extra,
            "iam:AWSServiceName": extra,
            "ecs:cluster": "arn:aws:ecs:ap-northeast-2:111111111111:cluster/acme-dev",
            "elasticloadbalancing:CreateAction": extra,
            "kms:ViaService": `${extra}.${region}.amazonaws.com`,
            "route53:ChangeResourceRecordSetsNormalizedRecordNames": "www.example.com",
            "route53:ChangeResourceRecordSetsRecordTypes": "A",
            "acm:DomainNames": "www.example.com",
            "acm:ValidationMethod": "DNS",
          },
        };
      }),
    );
  // Before it exists, a resource has no tags.
  return [...requests(making, tags("Request")), ...requests(keeping, tags("Resource"))];
}

const OWN = "ap-northeast-2";

describe.each([
  ["dev", "dev-stack", ENVIRONMENT, OWN],
  ["dev", "dev-eu-west-1-stack", ENVIRONMENT, "eu-west-1"],
  ["registry", "registry-stack", REGISTRY, OWN],
])("who applies %s: %s", (owner, id, applied, region) => {
  const json = synthStack(stacks(id));
  const types = Object.keys(json.resource).toSorted();

  test("every type of resource in its stack is looked at here", () => {
    expect(types).toEqual(Object.keys(applied).toSorted());
  });

  test.each(Object.keys(applied))("makes, changes and deletes an %s", (type) => {
    const requests = requestsOf(owner, applied[type]!, region);
    expect(requests).not.toEqual([]);
    const refused = requests.filter((request) => !roles.may(`acme-apply-${owner}`, request));
    expect(refused.map(({ action, resource }) => `${action} ${resource}`)).toEqual([]);
  });

  test("every role of the stack is bound, or could not be made", () => {
    for (const role of Object.values(json.resource["aws_iam_role"]!)) {
      expect(role.permissions_boundary).toBe(
        `arn:aws:iam::111111111111:policy/acme-boundary-${owner}`,
      );
      const arn = `arn:aws:iam::111111111111:role/${role.name}`;
      const request = {
        action: "iam:CreateRole",
        resource: arn,
        context: { "iam:PermissionsBoundary": role.permissions_boundary },
      };
      expect(roles.may(`acme-apply-${owner}`, request)).toBe(true);
    }
  });
});

test("tags come with what EC2 makes", () => {
  for (const made of ["CreateVpc", "AllocateAddress", "CreateFlowLogs", "RunInstances"]) {
    const request = {
      action: "ec2:CreateTags",
      resource: "arn:aws:ec2:ap-northeast-2:111111111111:vpc/x",
      context: { "ec2:CreateAction": made },
    };
    expect(roles.may("acme-apply-dev", request)).toBe(true);
  }
});

test("whoever pushes images sees what an enhanced scan found in them", () => {
  const findings = (role: string) =>
    roles.may(role, { action: "inspector2:ListFindings", resource: "*" });
  expect(findings("acme-image-push-ci")).toBe(true);
  expect(findings("acme-plan-main")).toBe(false);
});

test("whoever plans does nothing of what whoever applies does", () => {
  const statements = Object.values(delivery.resource["aws_iam_policy"]!)
    .filter(({ name }) => name.startsWith("acme-apply-"))
    .flatMap(({ policy }) => JSON.parse(policy).Statement);
  const one = (value: string | string[]) => [value].flat()[0]!.replaceAll("*", "x");
  const writes = statements.flatMap(({ Action, Resource, Condition = {} }) => {
    // What the statement demands, such as tags: without it nothing would be allowed to anybody.
    const demanded = Object.values<object>(Condition).flatMap(Object.entries);
    const context = Object.fromEntries(demanded.map(([key, value]) => [key, one(value)]));
    return [Action]
      .flat()
      .filter((action) => !/:(Get|List|Describe)/.test(action))
      .map((action): Request => ({ action, resource: one(Resource), context }));
  });
  expect(writes.length).toBeGreaterThan(150);
  for (const role of ["plan-pr", "plan-main", "drift", "image-push-ci"]) {
    expect(writes.filter((request) => roles.may(`acme-${role}`, request))).toEqual([]);
  }
});

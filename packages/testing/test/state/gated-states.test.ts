import { configuration, environmentInput, github } from "../../src/configuration";
import { decision, type Request } from "../../src/iam";
import { stacksOf } from "../../src/stacks";
import { synthStack } from "../../src/synth";

const ARN = "arn:aws:s3:::acme-111111111111-ap-northeast-2-tfstate";

describe("the state of an environment that demands an approval", () => {
  const applier =
    "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Deploy_1";
  const people = ["arn:aws:iam::111111111111:role/aws-reserved/*AWSReservedSSO_Deploy_*"];
  const environments = [
    environmentInput("dev", { production: false }),
    environmentInput("prod"),
    environmentInput("staging", { production: false, delivery: { approval: true } }),
  ];
  const policyWith = (delivery: object): string => {
    const all = configuration({ delivery }, environments);
    const { resource } = synthStack(stacksOf(all)("bootstrap-stack"));
    const found = Object.entries(resource["aws_s3_bucket_policy"]!);
    return found.find(([id]) => id.startsWith("state-bucket"))![1].policy;
  };
  const write = (owner: string, principal: string, action = "PutObject"): Request => ({
    action: `s3:${action}`,
    resource: `${ARN}/${owner}/terraform.tfstate`,
    context: { "aws:SecureTransport": "true", "aws:PrincipalArn": principal },
  });
  const role = (name: string) => `arn:aws:iam::111111111111:role/${name}`;
  const pipeline = {
    connectionArn:
      "arn:aws:codeconnections:ap-northeast-2:111111111111:connection/01234567-89ab-cdef-0123-456789abcdef",
    repository: "acme/shop",
  };

  test.each<[string, object, readonly string[], readonly string[]]>([
    [
      "workflows deliver",
      { github },
      [role("acme-apply-prod"), role("break-glass")],
      [role("admin"), role("acme-plan-main"), role("acme-delivery-apply-prod"), applier],
    ],
    [
      "a pipeline delivers",
      { pipeline },
      [role("acme-delivery-apply-prod"), role("break-glass")],
      [role("admin"), role("acme-apply-prod"), role("acme-delivery-plan-prod")],
    ],
    [
      "people do, too",
      { github, appliers: people },
      [role("acme-apply-prod"), applier],
      [role("admin")],
    ],
    ["people alone do", { appliers: people }, [applier], [role("admin"), role("acme-apply-prod")]],
  ])("where %s: written by roles that apply, and nobody else", (_, delivery, may, mayNot) => {
    const policy = policyWith(delivery);
    for (const owner of ["prod", "staging", "registry"]) {
      for (const principal of may) {
        expect(decision(policy, write(owner, principal))).toBeUndefined();
      }
      for (const principal of mayNot) {
        expect(decision(policy, write(owner, principal))).toBe("Deny");
        expect(decision(policy, write(owner, principal, "DeleteObject"))).toBe("Deny");
        expect(decision(policy, write(owner, principal, "GetObject"))).toBeUndefined();
      }
    }
    expect(decision(policy, write("dev", role("admin")))).toBeUndefined();
  });

  test("where nobody is named who applies, IAM decides", () => {
    expect(decision(policyWith({}), write("prod", role("admin")))).toBeUndefined();
  });
});

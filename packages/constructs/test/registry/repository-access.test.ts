import type { Principal } from "../../src/registry/registry-options";
import { accessStatements, allowPrincipals } from "../../src/registry/repository-access";

const role = "arn:aws:iam::222222222222:role/ci/builds";
const user = "arn:aws:iam::333333333333:user/ada";

test("whoever pushes gets what a push takes", () => {
  expect(accessStatements([{ account: "222222222222" }], [])).toEqual([
    {
      Sid: "PushByAccounts",
      Effect: "Allow",
      Principal: { AWS: ["arn:aws:iam::222222222222:root"] },
      Action: [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:CompleteLayerUpload",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
      ],
    },
  ]);
});

test("whoever pulls gets what a pull takes", () => {
  expect(accessStatements([], [{ account: "222222222222" }])).toEqual([
    {
      Sid: "PullByAccounts",
      Effect: "Allow",
      Principal: { AWS: ["arn:aws:iam::222222222222:root"] },
      Action: [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
      ],
    },
  ]);
});

test("nobody is granted anything unless named", () => {
  expect(accessStatements([], [])).toEqual([]);
});

test("roles and users are conditions beneath their accounts, as they may not exist yet", () => {
  const statement = { Sid: "Pull", Effect: "Allow", Action: "ecr:BatchGetImage" } as const;
  const principals: Principal[] = [{ user }, { role }, { account: "444444444444" }, { role }];
  expect(allowPrincipals(principals, statement)).toEqual([
    {
      ...statement,
      Sid: "PullByAccounts",
      Principal: { AWS: ["arn:aws:iam::444444444444:root"] },
    },
    {
      ...statement,
      Sid: "PullByRolesAndUsers",
      Principal: { AWS: ["arn:aws:iam::222222222222:root", "arn:aws:iam::333333333333:root"] },
      Condition: { ArnLike: { "aws:PrincipalArn": [role, user] } },
    },
  ]);
});

test("no statement names a resource, which ECR refuses", () => {
  const statements = accessStatements([{ role }], [{ user }]);
  expect(statements).toHaveLength(2);
  for (const statement of statements) expect(statement).not.toHaveProperty("Resource");
});

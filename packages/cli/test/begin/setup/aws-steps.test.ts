import { rolesStep, type TrustingRole } from "../../../src/begin/setup/aws-steps";

const ISSUER = "token.actions.githubusercontent.com";
const conditions = {
  [`${ISSUER}:aud`]: "sts.amazonaws.com",
  [`${ISSUER}:sub`]: "repo:acme/infra:environment:prod",
  [`${ISSUER}:actor_id`]: ["7"],
};
const expected: TrustingRole[] = [{ name: "acme-apply-prod", conditions }];

/** Roles in AWS, each with what its trust asks. */
const iam = (roles: Record<string, object>) =>
  ({
    iam: {
      send: ({ input }: { input: { RoleName: string } }) => {
        const asks = roles[input.RoleName];
        if (!asks)
          return Promise.reject(Object.assign(new Error("no"), { name: "NoSuchEntityException" }));
        const statement = {
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: { StringEquals: asks },
        };
        const document = JSON.stringify({ Statement: [statement] });
        return Promise.resolve({
          Role: { AssumeRolePolicyDocument: encodeURIComponent(document) },
        });
      },
    },
  }) as never;

test("a role that lets in what the code says is done, however AWS writes a list of one", async () => {
  const roles = { "acme-apply-prod": { ...conditions, [`${ISSUER}:actor_id`]: "7" } };
  expect(await rolesStep(iam(roles), expected)).toEqual({
    step: "roles in AWS",
    status: "done",
    found: "acme-apply-prod",
    todo: [],
  });
});

test.each([
  [{}, "acme-apply-prod is not there"],
  [
    { "acme-apply-prod": { ...conditions, [`${ISSUER}:sub`]: "repo:acme/old:environment:prod" } },
    "acme-apply-prod trusts the sub repo:acme/old:environment:prod, and the code says repo:acme/infra:environment:prod",
  ],
  [
    { "acme-apply-prod": { ...conditions, [`${ISSUER}:actor_id`]: undefined } },
    "acme-apply-prod trusts the actor_id of anybody, and the code says 7",
  ],
])("a role that is not so needs delivery-stack: %j", async (roles, found) => {
  expect(await rolesStep(iam(roles), expected)).toEqual({
    step: "roles in AWS",
    status: "missing",
    found,
    todo: ["npx cdktf deploy delivery-stack"],
  });
});

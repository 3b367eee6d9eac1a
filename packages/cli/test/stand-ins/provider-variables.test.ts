import { withoutProviderVariables } from "../../src/stand-ins/provider-variables";

const role = { type: "string", ephemeral: true };
const provider = { aws: [{ role_arn: "${var.role}" }] };

test("an ephemeral variable that only providers read goes, and with it a part that is empty", () => {
  expect(withoutProviderVariables({ provider, variable: { role } })).toEqual({ provider });
  expect(withoutProviderVariables({ provider, variable: { role, other: {} } })).toEqual({
    provider,
    variable: { other: {} },
  });
});

test.each<[string, Parameters<typeof withoutProviderVariables>[0]]>([
  ["something else reads it", { output: { role: { value: "${var.role}" } } }],
  ["something else reads it by its index", { locals: { role: '${var["role"]}' } }],
  ["it is kept anyway", { variable: { role: { type: "string" } } }],
  ["no provider reads it", { provider: { aws: [{ role_arn: "${var.role-arn}" }] } }],
])("it stays where %s", (_, json) => {
  const whole = { provider, variable: { role }, ...json };
  expect(withoutProviderVariables(whole)).toEqual(whole);
});

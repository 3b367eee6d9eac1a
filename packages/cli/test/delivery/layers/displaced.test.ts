import { entriesToAllow } from "../../../src/delivery/plan/plan-policy";
import { displacedIn } from "../../../src/delivery/layers/displaced";
import { around, NETWORK, SERVICES } from "./layer-stacks";

const planOf = (...changes: object[]) =>
  JSON.stringify({
    format_version: "1.2",
    resource_changes: changes.map((change) => ({
      address: "aws_vpc.made",
      mode: "managed",
      type: "aws_vpc",
      ...change,
    })),
  });
const change = (...actions: string[]) => ({ change: { actions, before: {}, after: null } });
const found = (plan: object) =>
  displacedIn(planOf(plan), SERVICES.json, around({ below: [NETWORK] }));

/** Else a VPC is destroyed where it was, and made where it is declared. */
test("what another layer declares is not destroyed", () => {
  expect(found(change("delete"))).toMatchObject([
    {
      rule: "declared-elsewhere",
      severity: "error",
      address: "aws_vpc.made",
      detail: expect.stringContaining("prod-network-stack declares it by now"),
      fix: expect.stringContaining("groundwork split prod"),
    },
  ]);
  expect(entriesToAllow("prod-stack", found(change("delete")), new Date())).toEqual([
    expect.stringMatching(/^Fix of declared-elsewhere: move it .* before/),
  ]);
  const standIn = { address: "terraform_data.aws_vpc__made", type: "terraform_data" };
  expect(found({ ...standIn, ...change("delete") })).toHaveLength(1);
});

test.each<[string, object]>([
  ["is replaced", change("delete", "create")],
  ["is changed", change("update")],
  ["is forgotten", change("forget")],
  ["is declared by nobody", { ...change("delete"), address: "aws_vpc.old" }],
  ["is read", { ...change("delete"), address: "data.aws_vpc.made", mode: "data" }],
  [
    "tells other layers",
    { ...change("delete"), address: "aws_ssm_parameter.contracts_x", type: "aws_ssm_parameter" },
  ],
])("what %s is no matter of it", (_, plan) => {
  expect(found(plan)).toEqual([]);
});

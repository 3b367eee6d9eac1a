import { configuration, environmentInput } from "@groundwork/testing/configuration";
import { expectPlannedHere } from "../../src/delivery/account-stack";

const member = (accountId?: string) =>
  configuration({}, [environmentInput("dev", { ...(accountId && { accountId }) })]);

test("the roles of an account are planned with its own credentials alone", () => {
  expect(() => expectPlannedHere("dev-account-stack", member("222222222222"))).toThrow(
    "got dev-account-stack, which is applied with credentials of 222222222222 alone, and not by a plan from here: npx --no -- groundwork enroll dev --state-profile <profile of 111111111111>",
  );
});

test.each([
  ["dev-stack", "222222222222"],
  ["delivery-stack", "222222222222"],
  ["dev-account-stack", undefined],
])("%s may be planned where dev's own account is %s", (stack, accountId) => {
  expect(() => expectPlannedHere(stack, member(accountId))).not.toThrow();
});

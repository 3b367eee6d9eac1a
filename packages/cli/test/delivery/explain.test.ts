import { OperationError } from "../../src/core/errors";
import { explainTerraform } from "../../src/delivery/explain";
import { UNREAD_LOCKS } from "../../src/state/lock/locks";

const explained = (said: string) =>
  explainTerraform(UNREAD_LOCKS, "dev/terraform.tfstate", new OperationError(said));

/** As Terraform shows it of a blob in Azure, within the frame of an error. */
const HELD = `Error: Error acquiring the state lock

│ Error message: state blob is already locked
│ Lock Info:
│   ID:        0b3f3b8e-7f0e-2f4c-6a31-5a2ffb1c2d7e
│   Path:      states/dev/terraform.tfstate
│   Operation: OperationTypeApply
│   Who:       kim@laptop
│   Version:   1.11.4
│   Created:   2026-11-21 03:49:17.1 +0000 UTC`;

test("a lock that another backend keeps is told in one line, by what Terraform says of it: 7", async () => {
  expect(await explained(HELD)).toMatchObject({
    exitCode: 7,
    message:
      "the state of dev-stack is locked by kim@laptop since 2026-11-21 03:49:17.1 +0000 UTC (OperationTypeApply, lock id 0b3f3b8e-7f0e-2f4c-6a31-5a2ffb1c2d7e). Wait until that run has ended. If it cannot end any more: npx --no -- groundwork unlock dev-stack",
  });
});

test("of a workspace's lock no more is told than there is: 7", async () => {
  const said =
    'Error: Error acquiring the state lock\n\nworkspace already locked (lock ID: "acme/acme-dev")';
  expect(await explained(said)).toMatchObject({
    exitCode: 7,
    message: expect.stringMatching(
      /^the state of dev-stack is locked \(lock id acme\/acme-dev\)\. Wait/,
    ),
  });
});

test("a state that has changed since is stale, whichever backend has it: 3", async () => {
  for (const said of ["Saved plan is stale", "Saved plan does not match the given state"]) {
    expect(await explained(`Error: ${said}`)).toMatchObject({ exitCode: 3 });
  }
});

test("all else is what Terraform says", async () => {
  const error = new OperationError("Error: Invalid provider");
  expect(await explainTerraform(UNREAD_LOCKS, "dev/terraform.tfstate", error)).toBe(error);
});

import type { ProjectCopy } from "@groundwork/testing/project";
import { copyOfTwoAccounts } from "../../support/enrolled";

jest.setTimeout(240_000);

let copy: ProjectCopy;
beforeAll(async () => {
  copy = await copyOfTwoAccounts();
});
afterAll(() => copy.remove());

test("two accounts are rehearsed: the roles first, and no second plan has anything to change", async () => {
  const { code, stdout } = await copy.groundwork(["rehearse"]);
  expect({ code, stdout }).toMatchObject({ code: 0 });
  expect(stdout).toMatch(/^dev-account-stack +\d+ +dev-account\/terraform\.tfstate/m);
  const order = ["Enroll dev-account-stack", "Apply dev-stack", "Plan dev-account-stack"];
  const at = order.map((step) => stdout.indexOf(step));
  expect(at).toEqual(at.toSorted((one, other) => one - other));
  expect(at).not.toContain(-1);
});

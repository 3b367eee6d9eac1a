import { checkShared } from "../../../src/delivery/apply/checks";
import type { OperationError } from "../../../src/core/errors";
import { ID, record, summary } from "../plan/plan-records";

function refusal(work: () => void): { code: number; message: string } | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    const { exitCode, message } = error as OperationError;
    return { code: exitCode, message };
  }
}

test("a commit that the shared branch lost since is applied nowhere; one that never was there where it was let", () => {
  const shared = (unshared: boolean, needsApproval: boolean, missing?: string) =>
    refusal(() => {
      const planned = summary(unshared ? { unshared: true } : { sharedBranch: "origin/main" });
      checkShared(record({ summary: planned }), { needsApproval }, missing);
    });
  const gone = "origin/main does not have it";
  const refused = { code: 4, message: `${ID} does not fit: ${gone}` };
  expect(shared(false, false)).toBeUndefined();
  expect(shared(false, false, gone)).toEqual(refused);
  expect(shared(true, false, gone)).toBeUndefined();
  expect(shared(true, true, gone)).toEqual(refused);
});

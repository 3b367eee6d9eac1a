import {
  conclude,
  lineOf,
  type DrilledStack,
  type Tried,
} from "../../../src/state/history/drill-report";
import { LOCATION } from "../../support/emulated";

const tried = (versionId: string, more: Partial<Tried> = {}): Tried => ({
  versionId,
  time: "2026-11-21T03:35:00.000Z",
  seconds: 1,
  ...more,
});

const stackOf = (versions: readonly Tried[], more: Partial<DrilledStack> = {}): DrilledStack => ({
  stack: "dev-stack",
  key: "dev/terraform.tfstate",
  versions,
  ...more,
});

function concluded(named: boolean, ...drilled: DrilledStack[]): string {
  const told: string[] = [];
  const person = { tell: (text: string) => told.push(text) };
  conclude({ person, location: LOCATION } as never, drilled, named);
  return told.join("\n");
}

test("what is passed over was not tried, and counts for nothing", () => {
  const garbage = tried("b", { passedOver: "no JSON" });
  expect(lineOf("dev-stack", garbage)).toMatch(
    /^dev-stack: version b of .* is passed over: it is no JSON, and no state$/,
  );
  expect(concluded(true, stackOf([tried("a"), garbage]))).toBe("1 version restores.");
  expect(() => concluded(true, stackOf([garbage]))).toThrow("expected one at least");
});

test("a stack whose versions cannot be read is named beside versions that do not restore", () => {
  const problem = "its versions cannot be read: AccessDenied";
  expect(() =>
    concluded(
      false,
      stackOf([tried("a"), tried("b", { problem: "terraform init failed" })]),
      stackOf([], { stack: "prod-stack", problem }),
    ),
  ).toThrow(
    "dev-stack: version b does not restore: terraform init failed\n" +
      "prod-stack: its versions cannot be read: AccessDenied",
  );
});

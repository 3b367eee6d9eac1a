import type { StateLocation } from "@groundwork/configuration";
import { hazardsOf, isWithin, warnOfHazards } from "../../src/terraform/hazards";
import { keepSaid } from "../../src/core/outlet";

const terraform = (version: string) => ({ product: "Terraform", version }) as const;

describe("releases that write a warning behind terraform output -json", () => {
  test.each(["1.15.0-beta1", "1.15.0-rc2", "1.15.0", "1.15.1"])("%s", (version) => {
    const [hazard, ...others] = hazardsOf(terraform(version), { lock: "both" });
    expect(others).toEqual([]);
    expect(hazard).toMatchObject({ check: "terraform-output-warning", severity: "error" });
    expect(hazardsOf(terraform(version), { lock: "dynamodb" })).toHaveLength(1);
  });

  test.each(["1.11.0", "1.14.9", "1.15.2", "1.15.9", "1.16.0-alpha20260506", "2.0.0"])(
    "not %s",
    (version) => expect(hazardsOf(terraform(version), { lock: "both" })).toEqual([]),
  );

  test("without the lock table there is no warning", () => {
    expect(hazardsOf(terraform("1.15.0"), { lock: "s3" })).toEqual([]);
  });
});

test("what begins work with such a release says so, in one line", () => {
  const location = { lock: "both" } as StateLocation;
  const warnings: string[] = [];
  const end = keepSaid([], warnings);
  warnOfHazards(terraform("1.15.1"), location);
  warnOfHazards(terraform("1.15.1"), undefined);
  warnOfHazards(terraform("1.15.2"), location);
  end();
  expect(warnings).toEqual([
    expect.stringMatching(
      /^Warning: Terraform 1\.15\.1 writes .*cdktf deploy fails .*1\.15\.2 or newer/,
    ),
  ]);
});

test("OpenTofu of such a number is not meant", () => {
  expect(hazardsOf({ product: "OpenTofu", version: "1.15.0" }, { lock: "both" })).toEqual([]);
});

test("versions are compared by number, and a release is newer than what came before it", () => {
  const ordered = [
    "0.15.5",
    "1.9.8",
    "1.11.0-rc1",
    "1.11.0",
    "1.11.4",
    "1.11.10",
    "1.15.0",
    "2.0.0",
  ];
  for (const [index, version] of ordered.entries()) {
    expect(ordered.filter((other) => isWithin(other, `>${version}`))).toEqual(
      ordered.slice(index + 1),
    );
  }
});

test("what is not a version is neither newer nor faulty", () => {
  for (const version of ["", "unknown", "1", "1.15.0.1"]) {
    expect(isWithin(version, ">1.11.4")).toBe(false);
    expect(hazardsOf(terraform(version), { lock: "both" })).toEqual([]);
  }
  expect(isWithin("1.15.0", ">unknown")).toBe(false);
});

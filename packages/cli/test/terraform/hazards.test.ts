import { hazardsOf, isWithin } from "../../src/terraform/hazards";

describe("releases that write a warning behind terraform output -json", () => {
  test.each(["1.15.0-beta1", "1.15.0-rc2", "1.15.0", "1.15.1"])("%s", (version) => {
    const [hazard, ...others] = hazardsOf(version, { lock: "both" });
    expect(others).toEqual([]);
    expect(hazard).toMatchObject({ check: "terraform-output-warning", severity: "error" });
    expect(hazardsOf(version, { lock: "dynamodb" })).toHaveLength(1);
  });

  test.each(["1.11.0", "1.14.9", "1.15.2", "1.15.9", "1.16.0-alpha20260506", "2.0.0"])(
    "not %s",
    (version) => expect(hazardsOf(version, { lock: "both" })).toEqual([]),
  );

  test("without the lock table there is no warning", () => {
    expect(hazardsOf("1.15.0", { lock: "s3" })).toEqual([]);
  });
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
    expect(hazardsOf(version, { lock: "both" })).toEqual([]);
  }
  expect(isWithin("1.15.0", ">unknown")).toBe(false);
});

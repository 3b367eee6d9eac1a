import { severitiesIn } from "../../../src/delivery/messages/scan-findings";

describe("findings of a scan", () => {
  test("are counted by severity, of both kinds of scan", () => {
    const scan = (status: string, counts?: object) =>
      severitiesIn(
        JSON.stringify({
          imageScanStatus: { status },
          ...(counts && { imageScanFindings: { findingSeverityCounts: counts } }),
        }),
      );
    expect(scan("COMPLETE", { HIGH: 2 })).toEqual({ HIGH: 2 });
    expect(scan("ACTIVE", {})).toEqual({});
    expect(() => scan("FAILED", { HIGH: 2 })).toThrow("the scan has the status FAILED");
    expect(() => scan("COMPLETE")).toThrow("got no findingSeverityCounts");
    expect(() => severitiesIn("x")).toThrow("not JSON");
    expect(() => severitiesIn("null")).toThrow("got no findingSeverityCounts");
  });
});

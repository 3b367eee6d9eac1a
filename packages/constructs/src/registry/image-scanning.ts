import type { ScanningInput } from "./registry-options";

const FREQUENCIES = { "on-push": "SCAN_ON_PUSH", continuous: "CONTINUOUS_SCAN" } as const;

/**
 * How images are scanned, in the words of ECR.
 *
 * @param scanning a setting of ours @default none: ECR scans by itself
 */
export function imageScanning(
  { type, frequency }: Pick<ScanningInput, "type" | "frequency"> = { type: "basic" },
) {
  return {
    scanType: type === "basic" ? ("BASIC" as const) : ("ENHANCED" as const),
    scanFrequency: frequency && FREQUENCIES[frequency],
    /** Whether Inspector looks again when a vulnerability becomes known. */
    continuous: type === "enhanced" && frequency !== "on-push",
  };
}

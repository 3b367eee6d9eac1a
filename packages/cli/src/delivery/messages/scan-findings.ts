import { OperationError } from "../../core/errors";
import type { SeverityCounts } from "./events";

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageScanStatus.html; ACTIVE is of Inspector. */
const DONE = ["COMPLETE", "ACTIVE"];

/**
 * How many vulnerabilities of each severity there are.
 *
 * @param text what `aws ecr describe-image-scan-findings` said
 * @throws OperationError when it says nothing of them: an image that was not scanned is not sound
 */
export function severitiesIn(text: string): SeverityCounts {
  const { imageScanFindings: findings, imageScanStatus: scan } = parse(text);
  if (scan?.status !== undefined && !DONE.includes(scan.status)) {
    throw new OperationError(
      `the scan has the status ${scan.status}${scan.description ? ` (${scan.description})` : ""}, expected ${DONE.join(" or ")}`,
    );
  }
  const counts = findings?.findingSeverityCounts;
  if (typeof counts === "object" && counts !== null) return counts;
  throw new OperationError(
    "got no findingSeverityCounts, expected what aws ecr describe-image-scan-findings says of a scanned image",
  );
}

interface Described {
  readonly imageScanStatus?: { readonly status?: string; readonly description?: string };
  readonly imageScanFindings?: { readonly findingSeverityCounts?: SeverityCounts };
}

function parse(text: string): Described {
  try {
    return (JSON.parse(text) ?? {}) as Described;
  } catch {
    throw new OperationError(
      "got a file that is not JSON, expected what aws ecr describe-image-scan-findings says",
    );
  }
}

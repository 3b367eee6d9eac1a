import { Construct } from "constructs";
import { check } from "../check";
import { EventNotification } from "../observability/event-notification";

export interface ScanFindingsProps {
  /** What the names of the rules start with: at most 46 characters, as a rule's name has 64. */
  readonly name: string;
  readonly accountId: string;
  /** The registry's region, where its events are. */
  readonly region: string;

  /** Repositories whose images are watched: at least one. */
  readonly repositoryNames: readonly string[];

  /**
   * What the registry scans with: "BASIC" is ECR itself, "ENHANCED" Amazon Inspector. Each tells of
   * it in its own way.
   */
  readonly scanType: "BASIC" | "ENHANCED";

  /**
   * Whether Inspector scans again when a vulnerability becomes known. Then there is a message for
   * each critical finding, also for each that a new image has.
   * @default true where ENHANCED
   */
  readonly continuous?: boolean | undefined;

  /** Topic whose policy lets EventBridge publish. */
  readonly topicArn: string;
}

/** Characters of a rule's pattern (EventBridge quotas). */
const MAX_PATTERN_LENGTH = 2048;

/**
 * Tells a topic of images with findings of severity CRITICAL or HIGH, once for each push.
 * Events: ECR user guide, "Amazon ECR events and EventBridge" and "EventBridge events sent for
 * enhanced scanning".
 */
export class ScanFindings extends Construct {
  constructor(scope: Construct, id: string, props: ScanFindingsProps) {
    super(scope, id);
    const { name, repositoryNames, scanType, topicArn } = props;
    check(this, "name", name, name.length <= 46, "at most 46 characters");
    check(
      this,
      "repositoryNames",
      repositoryNames,
      repositoryNames.length > 0,
      "at least one repository",
    );

    const pushed = scanType === "BASIC" ? basicScan : enhancedScan(props);
    const kinds = {
      pushed,
      ...(scanType === "ENHANCED" && props.continuous !== false && { found }),
    };
    for (const [kind, notification] of Object.entries(kinds)) {
      partsOf(repositoryNames, notification).forEach((names, index) => {
        const suffix = index === 0 ? kind : `${kind}-${index + 1}`;
        new EventNotification(this, suffix, {
          ...notification(names),
          name: `${name}-scan-${suffix}`,
          topicArn,
        });
      });
    }
  }
}

type Notification = (names: readonly string[]) => {
  readonly description: string;
  readonly eventPattern: object;
  readonly inputPaths: Readonly<Record<string, string>>;
  readonly message: string;
};

/** The names in order, in as many lists as the limit of a pattern takes. */
function partsOf(names: readonly string[], notification: Notification): string[][] {
  const fits = (part: readonly string[]) =>
    JSON.stringify(notification(part).eventPattern).length <= MAX_PATTERN_LENGTH;
  const parts: string[][] = [];
  for (const name of [...new Set(names)].toSorted()) {
    const last = parts.at(-1);
    if (last && fits([...last, name])) last.push(name);
    else parts.push([name]);
  }
  return parts;
}

// A severity that an image lacks is left out of the counts, or zero.
const seriousCounts = ["CRITICAL", "HIGH"].map((severity) => ({
  "finding-severity-counts": { [severity]: [{ numeric: [">", 0] }] },
}));

const countPaths = {
  repository: "$.detail.repository-name",
  digest: "$.detail.image-digest",
  critical: "$.detail.finding-severity-counts.CRITICAL",
  high: "$.detail.finding-severity-counts.HIGH",
};

const countMessage =
  "Vulnerable image: the scan of <repository>@<digest> found critical: <critical>, high: <high> (none where no number follows).";

const basicScan: Notification = (names) => ({
  description: "Images whose scan found something critical or high",
  eventPattern: {
    source: ["aws.ecr"],
    "detail-type": ["ECR Image Scan"],
    detail: { "scan-status": ["COMPLETE"], "repository-name": names, $or: seriousCounts },
  },
  inputPaths: countPaths,
  message: countMessage,
});

const enhancedScan =
  ({ accountId, region }: ScanFindingsProps): Notification =>
  (names) => ({
    description: "Images whose first scan found something critical or high",
    eventPattern: {
      source: ["aws.inspector2"],
      "detail-type": ["Inspector2 Scan"],
      // Here the repository's name is an ARN.
      resources: names.map((name) => `arn:aws:ecr:${region}:${accountId}:repository/${name}`),
      detail: { "scan-status": ["INITIAL_SCAN_COMPLETE"], $or: seriousCounts },
    },
    inputPaths: countPaths,
    message: countMessage,
  });

const found: Notification = (names) => ({
  description: "Critical findings of Amazon Inspector in images",
  eventPattern: {
    source: ["aws.inspector2"],
    "detail-type": ["Inspector2 Finding"],
    detail: {
      status: ["ACTIVE"],
      severity: ["CRITICAL"],
      resources: {
        type: ["AWS_ECR_CONTAINER_IMAGE"],
        details: { awsEcrContainerImage: { repositoryName: names } },
      },
    },
  },
  inputPaths: {
    title: "$.detail.title",
    finding: "$.detail.findingArn",
    repository: "$.detail.resources[0].details.awsEcrContainerImage.repositoryName",
  },
  message:
    "Vulnerable image in <repository>: Amazon Inspector found <title>, critical (<finding>).",
});

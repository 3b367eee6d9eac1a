import type { Construct } from "constructs";
import { EventNotification } from "../observability/event-notification";

export interface DatabaseEventsProps {
  readonly namePrefix: string;
  readonly accountId: string;
  readonly region: string;

  /** Names of the instances in AWS: at least one. */
  readonly identifiers: readonly string[];

  /** Topic whose policy lets EventBridge publish. */
  readonly topicArn: string;
}

/** What RDS tells by itself that somebody should know (RDS user guide, "Amazon RDS event categories and event messages"). */
const CATEGORIES = ["failover", "failure", "low storage", "recovery"];

/** Tells people when an instance fails, fails over, or runs out of storage. */
export const tellOfEvents = (scope: Construct, props: DatabaseEventsProps): EventNotification =>
  new EventNotification(scope, "database-events", {
    name: `${props.namePrefix}-database-events`,
    description: `What happens to the databases of ${props.namePrefix}`,
    eventPattern: {
      source: ["aws.rds"],
      "detail-type": ["RDS DB Instance Event"],
      account: [props.accountId],
      region: [props.region],
      detail: { SourceIdentifier: props.identifiers, EventCategories: CATEGORIES },
    },
    inputPaths: { database: "$.detail.SourceIdentifier", message: "$.detail.Message" },
    message: "Database <database>: <message>",
    topicArn: props.topicArn,
  });

import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { query } from "../service/alarm-measures";

export interface BacklogScalingProps {
  /** Name of the service with its prefix. Starts the names of policies and alarms. */
  readonly fullName: string;

  /** The service as Application Auto Scaling names it. */
  readonly target: {
    readonly serviceNamespace: string;
    readonly scalableDimension: string;
    readonly resourceId: string;
  };

  readonly queueName: string;
  readonly messagesPerTask: number;
  readonly minCount: number;
  readonly maxCount: number;
}

/** Steps that a policy may have (Application Auto Scaling user guide, "Quotas"). */
const MOST_STEPS = 20;

/**
 * Has a service run as many tasks as the messages in its queue take, and none for none where that is
 * allowed. A count of messages for each task, as a target for AWS to track, has no value while no task
 * runs; so each step says how many tasks there are to be.
 *
 * @param last what changes of the same target wait for
 * @returns what the next change waits for
 */
export function scaleByBacklog(
  scope: Construct,
  props: BacklogScalingProps,
  last: ITerraformDependable,
): ITerraformDependable {
  const { fullName, target, minCount } = props;
  const policy = (id: string, stepAdjustment: Step[], before: ITerraformDependable) =>
    new AppautoscalingPolicy(scope, id, {
      name: `${fullName}-${id}`,
      policyType: "StepScaling",
      ...target,
      stepScalingPolicyConfiguration: {
        adjustmentType: "ExactCapacity",
        metricAggregationType: "Maximum",
        cooldown: 60,
        stepAdjustment,
      },
      dependsOn: [before],
    });
  const backlog = policy("backlog", steps(props), last);
  const idle = policy(
    "idle",
    [{ metricIntervalUpperBound: "0", scalingAdjustment: minCount }],
    backlog,
  );
  alarm(scope, props, {
    id: "backlog",
    text: "has messages in its queue, by which its tasks are counted",
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    periods: 1,
    treatMissingData: "notBreaching",
    policy: backlog,
  });
  alarm(scope, props, {
    id: "idle",
    text: "has had no message in its queue for five minutes",
    comparisonOperator: "LessThanThreshold",
    periods: 5,
    // Of a queue that nobody uses SQS says nothing, and nothing is to change then.
    treatMissingData: "ignore",
    policy: idle,
  });
  return idle;
}

interface Step {
  readonly metricIntervalLowerBound?: string;
  readonly metricIntervalUpperBound?: string;
  readonly scalingAdjustment: number;
}

/** How many tasks for how many messages, as distances from the one message that raises the alarm. */
export function steps({
  messagesPerTask,
  minCount,
  maxCount,
}: Pick<BacklogScalingProps, "messagesPerTask" | "minCount" | "maxCount">): Step[] {
  const fewest = Math.max(1, minCount);
  const counts = maxCount - fewest + 1;
  const used = Math.min(counts, MOST_STEPS);
  const capacities = Array.from({ length: used }, (_, index) =>
    used === 1 ? maxCount : Math.round(fewest + ((maxCount - fewest) * index) / (used - 1)),
  );
  return capacities.map((capacity, index) => {
    // A step begins where the tasks of the one before no longer suffice.
    const lower = index === 0 ? 0 : capacities[index - 1]! * messagesPerTask;
    const isLast = index === capacities.length - 1;
    return {
      metricIntervalLowerBound: String(lower),
      ...(!isLast && { metricIntervalUpperBound: String(capacity * messagesPerTask) }),
      scalingAdjustment: capacity,
    };
  });
}

interface BacklogAlarm {
  readonly id: string;
  readonly text: string;
  readonly comparisonOperator: string;
  readonly periods: number;
  readonly treatMissingData: string;
  readonly policy: AppautoscalingPolicy;
}

/** Tells nobody: it sets the number of tasks. */
function alarm(
  scope: Construct,
  { fullName, queueName }: BacklogScalingProps,
  { id, text, comparisonOperator, periods, treatMissingData, policy }: BacklogAlarm,
): void {
  const count = (of: string, metricName: string) =>
    query(of, "AWS/SQS", metricName, { QueueName: queueName }, "Maximum");
  new CloudwatchMetricAlarm(scope, `${id}-alarm`, {
    alarmName: `${fullName}-${id}`,
    alarmDescription: `${fullName} ${text}.`,
    metricQuery: [
      { id: "messages", expression: "waiting + taken", label: "Messages", returnData: true },
      count("waiting", "ApproximateNumberOfMessagesVisible"),
      count("taken", "ApproximateNumberOfMessagesNotVisible"),
    ],
    comparisonOperator,
    threshold: 1,
    evaluationPeriods: periods,
    treatMissingData,
    alarmActions: [policy.arn],
  });
}

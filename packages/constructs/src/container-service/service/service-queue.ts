import type { Construct } from "constructs";
import { QueueAlarms } from "../queue/queue-alarms";
import { Queue } from "../queue/queue";
import type { SoundServiceProps } from "./service-props";

/** The queue of a service, where it has one. */
export function serviceQueue(scope: Construct, props: SoundServiceProps): Queue | undefined {
  const { queue, namePrefix, name, region, accountId, protectData } = props;
  if (queue === undefined) return undefined;
  return new Queue(scope, "queue", {
    ...queue,
    namePrefix,
    service: name,
    region,
    accountId,
    preventDestroy: protectData === true,
  });
}

/** Tells those whom the alarms of the service tell. */
export function watchQueue(
  scope: Construct,
  queue: Queue,
  { namePrefix, name, alarms, queue: options }: SoundServiceProps,
  logGroupName: string,
): void {
  if (alarms === undefined || options === undefined) return;
  new QueueAlarms(scope, "queue-alarms", {
    fullName: `${namePrefix}-${name}`,
    queue,
    oldestMessageMinutes: options.oldestMessageMinutes,
    logGroupName,
    topicArn: alarms.topicArn,
  });
}

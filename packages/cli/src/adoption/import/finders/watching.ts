import { DescribeAlarmsCommand, paginateListDashboards } from "@aws-sdk/client-cloudwatch";
import { paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeRuleCommand, ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";
import { GetTopicAttributesCommand, paginateListSubscriptionsByTopic } from "@aws-sdk/client-sns";
import type { Element } from "../../../comparison/elements";
import { every } from "../../seen";
import type { Finder, Search } from "../search";

const logGroup: Finder = async (resource, search) => {
  const name = await search.text(resource, "name");
  if (name === undefined) return undefined;
  const found = await search.ask("logs:DescribeLogGroups", name, ({ logs }) =>
    every(
      paginateDescribeLogGroups({ client: logs }, { logGroupNamePrefix: name }),
      (page) => page.logGroups,
    ),
  );
  const arn = found?.find(({ logGroupName }) => logGroupName === name)?.arn?.replace(/:\*$/, "");
  return arn === undefined ? undefined : { id: name, attributes: { id: name, arn } };
};

/** What `DescribeAlarms` takes at a time (CloudWatch API reference). */
const ALARMS_EACH = 100;

/** All alarms of the stack that are there, asked about together: CloudWatch lets few ask. */
async function alarmsOf(search: Search) {
  const named = await Promise.all(
    search.of("aws_cloudwatch_metric_alarm").map((one) => search.text(one, "alarm_name")),
  );
  const names = named.filter((name) => name !== undefined);
  return search.ask("cloudwatch:DescribeAlarms", "all of the stack", async ({ alarms }) => {
    const all = [];
    for (let at = 0; at < names.length; at += ALARMS_EACH) {
      const AlarmNames = names.slice(at, at + ALARMS_EACH);
      const asked = new DescribeAlarmsCommand({ AlarmNames, MaxRecords: ALARMS_EACH });
      all.push(...((await alarms.send(asked)).MetricAlarms ?? []));
    }
    return all;
  });
}

const alarm: Finder = async (resource, search) => {
  const name = await search.text(resource, "alarm_name");
  const found = (await alarmsOf(search))?.find(
    ({ AlarmName }) => name !== undefined && AlarmName === name,
  );
  return found && { id: name!, attributes: { id: name!, arn: found.AlarmArn } };
};

const dashboard: Finder = async (resource, search) => {
  const name = await search.text(resource, "dashboard_name");
  if (name === undefined) return undefined;
  const found = await search.ask("cloudwatch:ListDashboards", name, ({ alarms }) =>
    every(
      paginateListDashboards({ client: alarms }, { DashboardNamePrefix: name }),
      (page) => page.DashboardEntries,
    ),
  );
  const is = found?.some(({ DashboardName }) => DashboardName === name);
  return is ? { id: name, attributes: { id: name } } : undefined;
};

const eventRule: Finder = async (resource, search) => {
  const name = await search.text(resource, "name");
  if (name === undefined) return undefined;
  const bus = await search.text(resource, "event_bus_name");
  const found = await search.ask("events:DescribeRule", `${bus} ${name}`, ({ events }) =>
    events.send(new DescribeRuleCommand({ Name: name, EventBusName: bus })),
  );
  if (found === undefined) return undefined;
  const id = bus === undefined ? name : `${bus}/${name}`;
  return { id, attributes: { id: name, arn: found.Arn } };
};

const eventTarget: Finder = async (resource, search) => {
  const [rule, targetId, bus, arn] = await Promise.all([
    search.text(resource, "rule"),
    search.text(resource, "target_id"),
    search.text(resource, "event_bus_name"),
    search.text(resource, "arn"),
  ]);
  if (rule === undefined) return undefined;
  const found = await search.ask("events:ListTargetsByRule", `${bus} ${rule}`, ({ events }) =>
    events.send(new ListTargetsByRuleCommand({ Rule: rule, EventBusName: bus })),
  );
  // Terraform makes up an id where it is given none; the ARN tells then.
  const same = (found?.Targets ?? []).filter(({ Id, Arn }) =>
    targetId === undefined ? Arn === arn : Id === targetId,
  );
  const id = [bus, rule, same[0]?.Id].filter((part) => part !== undefined).join("/");
  return same.length === 1 ? { id, attributes: { id } } : undefined;
};

async function topicNamed(search: Search, name: string | undefined) {
  if (name === undefined) return undefined;
  const { region, accountId } = search.place;
  const arn = `arn:aws:sns:${region}:${accountId}:${name}`;
  const found = await search.ask("sns:GetTopicAttributes", arn, ({ sns }) =>
    sns.send(new GetTopicAttributesCommand({ TopicArn: arn })),
  );
  return found && { id: arn, attributes: { id: arn, arn } };
}

const topic: Finder = async (resource, search) =>
  topicNamed(search, await search.text(resource, "name"));

/** Every topic has one. */
const topicPolicy: Finder = async (resource: Element, search) => {
  const arn = await search.text(resource, "arn");
  return topicNamed(search, arn?.split(":").at(-1));
};

const subscription: Finder = async (resource, search) => {
  const [arn, protocol, endpoint] = await Promise.all([
    search.text(resource, "topic_arn"),
    search.text(resource, "protocol"),
    search.text(resource, "endpoint"),
  ]);
  if (arn === undefined || endpoint === undefined) return undefined;
  const found = await search.ask("sns:ListSubscriptionsByTopic", arn, ({ sns }) =>
    every(
      paginateListSubscriptionsByTopic({ client: sns }, { TopicArn: arn }),
      (page) => page.Subscriptions,
    ),
  );
  const id = found?.find(
    (one) => one.Protocol === protocol && one.Endpoint === endpoint,
  )?.SubscriptionArn;
  // One that nobody has confirmed has no ARN yet.
  return id?.startsWith("arn:") ? { id, attributes: { id, arn: id } } : undefined;
};

export const WATCHING_FINDERS: Readonly<Record<string, Finder>> = {
  aws_cloudwatch_dashboard: dashboard,
  aws_cloudwatch_event_rule: eventRule,
  aws_cloudwatch_event_target: eventTarget,
  aws_cloudwatch_log_group: logGroup,
  aws_cloudwatch_metric_alarm: alarm,
  aws_sns_topic: topic,
  aws_sns_topic_policy: topicPolicy,
  aws_sns_topic_subscription: subscription,
};

import { QUEUE_ACTIONS, queueName } from "@groundwork/constructs/container-service/options";
import type { Environment, Service } from "./environment";
import { environmentPrefix } from "./names";
import type { Organization } from "./organization-schema";

/** Variables that tell a service where its queue is. */
export const queueVariables = (
  organization: Organization,
  { name, region, accountId }: Environment,
  service: Service,
): Readonly<Record<string, string>> =>
  service.queue === undefined
    ? {}
    : {
        QUEUE_URL: `https://sqs.${region}.amazonaws.com/${accountId}/${queueName(environmentPrefix(organization, name), service.name)}`,
      };

/** What services may do with their queues, which the limits of their roles must let them. */
export const queuePermissions = (
  organization: Organization,
  { name, region, accountId, services }: Environment,
) =>
  services
    .filter(({ queue }) => queue !== undefined)
    .map((service) => ({
      actions: QUEUE_ACTIONS,
      resources: [
        `arn:aws:sqs:${region}:${accountId}:${queueName(environmentPrefix(organization, name), service.name)}`,
      ],
    }));

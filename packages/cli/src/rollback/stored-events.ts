import pMap from "p-map";
import { AT_A_TIME } from "../core/at-a-time";
import { detailsOf } from "../delivery/plan/details-of";
import type { OpenDelivery } from "../delivery/open";
import type { PlanDetails } from "../delivery/store/plan-details";
import { nameOf, type PlanRecord, type PlannedResource } from "../delivery/store/plan-meta";
import type { NamedImage } from "../sources/image-edit";
import { subjectOf } from "../words/subject";
import { imageIn } from "./image";
import type { ImageEvent } from "./way-back";

/** How many of the newest plans of the stack are looked at. */
const PLANS_MAX = 50;

/**
 * What the stored results of applies tell of the images of a service. An apply that failed, or was
 * killed, does not tell what serves; the image that a rollback left is given up whatever came of it.
 */
export async function storedEvents(
  open: Pick<OpenDelivery, "store">,
  stack: string,
  service: string,
): Promise<ImageEvent[]> {
  const plans = await open.store.list({ stack, limit: PLANS_MAX });
  const begun = plans.filter(
    (plan): plan is PlanRecord => !("problem" in plan) && plan.started !== undefined,
  );
  const events = await pMap(begun, (record) => eventsOf(record, service, open), AT_A_TIME.requests);
  return events.flat();
}

async function eventsOf(
  record: PlanRecord,
  service: string,
  open: Pick<OpenDelivery, "store">,
): Promise<ImageEvent[]> {
  const { summary, outcome, started } = record;
  const { at, by } = outcome ?? started!;
  const who = by.actor ?? nameOf(by).replace(/^arn:.*\//, "");
  const back = summary.rollback?.service === service ? summary.rollback : undefined;
  const isDone = outcome?.ok === true;
  const image = isDone ? (back?.to ?? (await imageBroughtBy(record, service, open))) : undefined;
  return [
    ...(image === undefined
      ? []
      : [{ image, at, what: "served" as const, how: `applied by ${who}` }]),
    ...(back?.from === undefined
      ? []
      : [{ image: back.from, at, what: "left" as const, how: `rolled back by ${who}` }]),
  ];
}

async function imageBroughtBy(
  record: PlanRecord,
  service: string,
  open: Pick<OpenDelivery, "store">,
): Promise<NamedImage | undefined> {
  const own = record.summary.resources.filter((one) => isDefinitionOf(one, service));
  if (own.length === 0) return undefined;
  const { details } = await detailsOf(record, open);
  return imageAmong(details, own, service);
}

const isDefinitionOf = ({ type, address, path }: PlannedResource, service: string): boolean =>
  type === "aws_ecs_task_definition" &&
  subjectOf({ address, constructPath: path }) === `service ${service}`;

/** The image that a plan has the service's own container run; undefined where it leaves that alone. */
function imageAmong(
  details: PlanDetails | undefined,
  definitions: readonly PlannedResource[],
  service: string,
): NamedImage | undefined {
  const container = `container_definitions[${service}]`;
  const attributes = (details?.resources ?? [])
    .filter(({ address }) => definitions.some((one) => one.address === address))
    .flatMap((one) => one.attributes);
  const image =
    attributes.find(({ path }) => path === `${container}.image`)?.after ??
    (attributes.find(({ path }) => path === container)?.after as { image?: unknown } | undefined)
      ?.image;
  return typeof image === "string" ? imageIn(image) : undefined;
}

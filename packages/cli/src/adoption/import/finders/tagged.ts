import { namedBy } from "../../arn-types";
import { TAGGED } from "../../lists/tagged";
import { isNamed, onlyOne, type Finder, type Search, type Thing } from "../search";

/** Types that are looked for by the ARNs of what has tags, by the argument that is their name. */
const NAMED: Readonly<Record<string, string>> = {
  aws_codebuild_project: "name",
  aws_codepipeline: "name",
  aws_db_instance: "identifier",
  aws_db_parameter_group: "name",
  aws_db_subnet_group: "name",
  aws_dynamodb_table: "name",
  aws_scheduler_schedule_group: "name",
  aws_secretsmanager_secret: "name",
  aws_sqs_queue: "name",
  aws_wafv2_web_acl: "name",
};

/** The name in the ARN of a thing. */
function nameIn(type: string, arn: string): string {
  const rest = arn.split(":").slice(5).join(":");
  if (type === "aws_wafv2_web_acl") return rest.split("/")[2] ?? "";
  // A secret's ends in a hyphen and six letters that AWS makes up.
  if (type === "aws_secretsmanager_secret") return rest.slice("secret:".length, -7);
  return namedBy(arn).importId?.split("/").at(-1) ?? "";
}

async function taggedOf(search: Search, type: string): Promise<string[]> {
  const { region, accountId } = search.place;
  const all = await search.ask(TAGGED.action, "all", (clients) =>
    TAGGED.list({ clients, region, accountId }),
  );
  return (all ?? []).map(({ arn }) => arn).filter((arn) => namedBy(arn).type === type);
}

/** The types have tags, as all that a stack makes; so AWS tells of what was made by one. */
const byTags: Finder = async (resource, search) => {
  const isIt = await isNamed(resource, search, NAMED[resource.type]);
  const arns = await taggedOf(search, resource.type);
  const arn = onlyOne(arns.filter((one) => isIt(nameIn(resource.type, one))));
  const id = arn === undefined ? undefined : namedBy(arn).importId;
  return id === undefined ? undefined : { id, attributes: { id, arn, url: id } };
};

const found = (id: string): Thing => ({ id, attributes: { id } });

/** What a queue has is named as it is. */
const ofQueue: Finder = async (resource, search) => {
  const url = await search.text(resource, "queue_url");
  return url === undefined ? undefined : found(url);
};

/** A schedule is there with its group, which has nothing else. */
const schedule: Finder = async (resource, search) => {
  const [group, name] = await Promise.all([
    search.text(resource, "group_name"),
    search.text(resource, "name"),
  ]);
  const owner = search
    .of("aws_scheduler_schedule_group")
    .find((one) => JSON.stringify(resource.given["group_name"]).includes(one.address));
  const isThere = owner !== undefined && (await search.find(owner.address)) !== undefined;
  return isThere && group !== undefined && name !== undefined
    ? found(`${group}/${name}`)
    : undefined;
};

/** What joins a firewall with a load balancer, or with its log, is there with both. */
const ofFirewall: Finder = async (resource, search) => {
  const [acl, other] = await Promise.all([
    search.text(resource, "web_acl_arn"),
    search.text(resource, "resource_arn"),
  ]);
  return acl === undefined || other === undefined ? undefined : found(`${acl},${other}`);
};

const ofFirewallLog: Finder = async (resource, search) => {
  const acl = await search.text(resource, "resource_arn");
  return acl === undefined ? undefined : found(acl);
};

/**
 * Types of which it is not asked whether each is there, but whether what they belong to is: where one
 * is missing all the same, Terraform's plan says so.
 */
export const TAKEN_FOR_THERE: Readonly<Record<string, Finder>> = {
  aws_scheduler_schedule: schedule,
  aws_sqs_queue_policy: ofQueue,
  aws_sqs_queue_redrive_allow_policy: ofQueue,
  aws_wafv2_web_acl_association: ofFirewall,
  aws_wafv2_web_acl_logging_configuration: ofFirewallLog,
};

export const TAGGED_FINDERS: Readonly<Record<string, Finder>> = {
  ...Object.fromEntries(Object.keys(NAMED).map((type) => [type, byTags])),
  ...TAKEN_FOR_THERE,
};

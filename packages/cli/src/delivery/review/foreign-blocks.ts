import { runsOnlyTheStep } from "@groundwork/constructs/container-service/options";
import { isOfRegistry, mayAddModule, OPTION, type Additions } from "./additions";
import type { Comparison } from "./comparison";
import { providerFor, type Providers } from "./foreign-providers";
import { at, blocksOf, entriesAt, inWords, isListed, LABELS, textsOf, type Place } from "./places";

/** What a synth of this project has; each is looked at by a part of its own. */
const BLOCKS = new Set([
  "//",
  "terraform",
  "provider",
  "variable",
  "locals",
  "data",
  "resource",
  "module",
  "output",
  "moved",
  "removed",
  "import",
]);

/** Checks, ephemeral resources, which a plan opens, and what later versions of Terraform bring. */
export function blockProblems(both: Comparison): string[] {
  const kinds = entriesAt(both.foreign, []);
  const others = kinds
    .filter(([kind]) => !BLOCKS.has(kind))
    .flatMap(([kind]) =>
      LABELS.has(kind) && at(both.trusted, [kind]) !== undefined
        ? blocksOf(both.foreign, kind).map(({ place }) => place)
        : [[kind]],
    )
    .filter((place) => !both.unchanged(place) && !(isAssertion(both, place) && both.same(place)))
    .map((place) => `it has the block ${inWords(place)}, which ${howNew(both, place)}`);
  const lists = kinds
    .filter(([kind]) => isListed(both.foreign, kind) && !both.same([kind]))
    .map(([kind]) => `it has a list in ${kind} where names of blocks are expected`);
  return [...others, ...lists];
}

/** A check that reads nothing of its own: what it refers to may change. */
const isAssertion = (both: Comparison, place: Place): boolean =>
  place[0] === "check" &&
  place.length > 1 &&
  (textsOf(at(both.foreign, place)) ?? []).every(({ text }) => text !== "data");

const howNew = (both: Comparison, place: Place): string =>
  at(both.trusted, place) === undefined
    ? "is new in this change"
    : "this change alters, itself or by what it refers to";

/**
 * Data sources are read when a plan is made. These look at settings of AWS or compute something;
 * what reads contents (objects, secrets, parameters, another state), calls out or runs a program is
 * not among them.
 */
const LOOKING = new Set(
  [
    "acm_certificate ami arn availability_zone availability_zones billing_service_account",
    "caller_identity canonical_user_id cloudwatch_log_group default_tags dynamodb_table",
    "ec2_managed_prefix_list ecr_repository ecs_cluster elb_hosted_zone_id elb_service_account",
    "iam_openid_connect_provider iam_policy_document iam_role internet_gateway kms_alias kms_key",
    "lb lb_listener lb_target_group nat_gateway network_acls partition prefix_list region regions",
    "route53_zone route_table route_tables s3_bucket secretsmanager_secret security_group",
    "security_groups service service_principal sns_topic sqs_queue subnet subnets vpc",
    "vpc_endpoint vpc_endpoint_service vpcs wafv2_web_acl",
  ].flatMap((line) => line.split(" ").map((type) => `aws_${type}`)),
);

/** Whether what a data source of that type gives is more than settings. */
export const readsContents = (type: string): boolean => !LOOKING.has(type);

export const dataProblems = (both: Comparison): string[] =>
  blocksOf(both.foreign, "data")
    .filter(({ place }) => readsContents(String(place[1])) && !both.unchanged(place))
    .map(
      ({ place }) =>
        `it has the data source ${inWords(place.slice(1))}, which ${howNew(both, place)}`,
    );

/** Problems with resources of a type that is new, of a provider that is not known to be harmless. */
export function resourceProblems(both: Comparison, { known, added, trusted }: Providers): string[] {
  const isNew = (type: string) => entriesAt(both.trusted, ["resource", type]).length === 0;
  const types = blocksOf(both.foreign, "resource").flatMap(({ place, body }) => {
    const type = String(place[1]);
    const provider = providerFor(type, body);
    const isOfAws = /^aws_[a-z0-9_]+$/.test(type) && known.has("aws");
    // A provider that is new has a line of its own.
    const isTold = added.has(provider) || trusted.has(provider);
    return type === "terraform_data" || isOfAws || isTold || !isNew(type) ? [] : [type];
  });
  return [...new Set(types)].map(
    (type) => `it has the resource ${type}, a type which is new in this change`,
  );
}

/**
 * Programs that an apply would run on its machine. A plan runs none; whoever reads it would not see
 * them, though, so what is new waits for who reads the change.
 */
export const programProblems = (both: Comparison): string[] =>
  blocksOf(both.foreign, "resource")
    .filter(({ place, body }) => {
      const programs = at(body, ["provisioner"]);
      return (
        programs !== undefined &&
        !runsOnlyTheStep(String(place[1]), programs) &&
        !both.unchanged(place)
      );
    })
    .map(
      ({ place }) =>
        `it runs a program by ${inWords(place.slice(1))}, which ${howNew(both, place)}`,
    );

/**
 * What a module does is not looked at, so it must be one that the base branch has, of that version,
 * or lets a pull request add. What it is given may be another.
 */
export function moduleProblems(both: Comparison, additions: Additions): string[] {
  const own = new Set(blocksOf(both.trusted, "module").map(({ body }) => callOf(body)));
  return blocksOf(both.foreign, "module")
    .filter(({ body }) => !own.has(callOf(body)) && !mayAddModule(additions, at(body, ["source"])))
    .map(({ place, body }) => {
      const { source, version } = (body ?? {}) as Record<string, unknown>;
      const what = `${JSON.stringify(source)}${version === undefined ? "" : ` ${JSON.stringify(version)}`}`;
      return `it has the block ${inWords(place)} from ${what}, which is new in this change${isOfRegistry(source) ? `; ${OPTION}.modules may let it pass` : ""}`;
    });
}

const callOf = (body: unknown): string =>
  JSON.stringify([at(body, ["source"]) ?? null, at(body, ["version"]) ?? null]);

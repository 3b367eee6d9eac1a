import {
  blocks,
  isSet,
  isTrue,
  type Attributes,
  type Resource,
  type StackResources,
} from "./resources";
import { eachOf, shown, type Finding, type Rule } from "./rule";

/** Keys of the tags that GroundworkStack gives the provider as default_tags. */
const REQUIRED = ["Organization", "Environment", "Owner", "ManagedBy"];

export const tagRules: readonly Rule[] = [
  {
    id: "tags-present",
    severity: "error",
    appliesTo: "every stack",
    statement: `Everything that runs bears the tags ${REQUIRED.join(", ")}.`,
    reason: "What nobody owns is paid for, and kept running, for ever.",
    fix: "leave default_tags to GroundworkStack; auto scaling groups, launch templates and tasks get none of them and need tags with propagate_at_launch, tag_specifications or propagate_tags",
    find: (stack) => [
      ...untaggedProviders(stack),
      ...untaggedInstances(stack),
      ...untaggedTasks(stack),
    ],
  },
];

const untaggedProviders = (stack: StackResources): Finding[] =>
  stack.providers
    .filter(({ type }) => type === "aws")
    .flatMap((resource) => {
      const tags = blocks(resource.attributes["default_tags"]).flatMap(({ tags: t }) => blocks(t));
      return missing(resource, "default_tags", keysOf(tags));
    });

/** Instances of an auto scaling group take tags from the group or from its launch template. */
const untaggedInstances = (stack: StackResources): Finding[] =>
  stack.ofType("aws_autoscaling_group").flatMap((group) => {
    const { launch_template, mixed_instances_policy, tag } = group.attributes;
    const templates = stack
      .ofType("aws_launch_template")
      .filter((template) => stack.mentions([launch_template, mixed_instances_policy], template));
    const propagated = blocks(tag)
      .filter((own) => isTrue(own["propagate_at_launch"]) && isSet(own["value"]))
      .map(({ key }) => String(key));
    return [
      // Groups pass their tags on to instances, and to nothing else.
      ...missing(group, "the tags of its instances", [
        ...propagated,
        ...templates.flatMap((template) => specified(template, "instance", stack)),
      ]),
      ...templates.flatMap((template) =>
        missing(template, "the tags of its volumes", specified(template, "volume", stack)),
      ),
    ];
  });

/** Keys that a launch template's tag_specifications give to a type of resource. */
const specified = (template: Resource, type: string, stack: StackResources): string[] =>
  blocks(template.attributes["tag_specifications"])
    .filter((specification) => specification["resource_type"] === type)
    .flatMap(({ tags }) =>
      // The data source of just those tags that the provider's rule above has seen.
      stack.text(tags).includes("data.aws_default_tags.") ? REQUIRED : keysOf(blocks(tags)),
    );

const untaggedTasks = eachOf(
  ["aws_ecs_service"],
  ({ attributes: { propagate_tags: got } }) =>
    !["SERVICE", "TASK_DEFINITION"].includes(String(got)) &&
    `got propagate_tags ${shown(got)}, expected SERVICE or TASK_DEFINITION`,
);

const keysOf = (tags: readonly Attributes[]): string[] =>
  tags.flatMap((map) => Object.keys(map).filter((key) => isSet(map[key])));

function missing(resource: Resource, where: string, got: readonly string[]): Finding[] {
  const lacking = REQUIRED.filter((tag) => !got.includes(tag));
  return lacking.length > 0
    ? [{ resource, detail: `got no ${lacking.join(", ")} in ${where}` }]
    : [];
}

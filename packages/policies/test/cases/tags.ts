import {
  AutoscalingGroup,
  type AutoscalingGroupTag,
} from "@cdktf/provider-aws/lib/autoscaling-group";
import { DataAwsDefaultTags } from "@cdktf/provider-aws/lib/data-aws-default-tags";
import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import {
  LaunchTemplate,
  type LaunchTemplateTagSpecifications,
} from "@cdktf/provider-aws/lib/launch-template";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Fn } from "cdktf";
import type { Build, Cases } from "./case";

const TAGS = {
  Organization: "acme",
  Environment: "dev",
  Owner: "platform",
  ManagedBy: "groundwork",
};

const group =
  (tag: AutoscalingGroupTag[], tagSpecifications: LaunchTemplateTagSpecifications[]): Build =>
  (stack) => {
    const { id } = new LaunchTemplate(stack, "template", { tagSpecifications });
    new AutoscalingGroup(stack, "group", { minSize: 1, maxSize: 2, launchTemplate: { id }, tag });
  };

const onInstances = (propagateAtLaunch: boolean): AutoscalingGroupTag[] =>
  Object.entries(TAGS).map(([key, value]) => ({ key, value, propagateAtLaunch }));

const specified = (...resourceTypes: string[]): LaunchTemplateTagSpecifications[] =>
  resourceTypes.map((resourceType) => ({ resourceType, tags: TAGS }));

const provider = (tags: Record<string, string>): Build => {
  return (stack) => new AwsProvider(stack, "aws", { defaultTags: [{ tags }] });
};

const ALL = "got no Organization, Environment, Owner, ManagedBy in";

export const tagCases: Readonly<Record<string, Cases>> = {
  "tags-present": {
    fails: {
      "a provider without default tags": [
        (stack) => new AwsProvider(stack, "aws", {}),
        `${ALL} default_tags`,
      ],
      "a provider that lacks one, and has one empty": [
        provider({ Organization: "acme", Environment: "dev", Owner: "" }),
        "got no Owner, ManagedBy in default_tags",
      ],
      "instances and volumes without tags": [
        group([], []),
        `${ALL} the tags of its volumes`,
        `${ALL} the tags of its instances`,
      ],
      "tags that stay with the group": [
        group(onInstances(false), specified("volume")),
        `${ALL} the tags of its instances`,
      ],
      "tasks without tags": [
        (stack) => new EcsService(stack, "service", { name: "s" }),
        "got propagate_tags none, expected SERVICE or TASK_DEFINITION",
      ],
    },
    passes: {
      "a provider": provider(TAGS),
      "instances that take them from the group": group(onInstances(true), specified("volume")),
      "instances that take them from the template": group([], specified("instance", "volume")),
      "the provider's tags, read back": (stack) => {
        const { tags } = new DataAwsDefaultTags(stack, "default-tags");
        const merged = Fn.merge([tags, { Name: "i" }]);
        group(
          [],
          ["instance", "volume"].map((resourceType) => ({ resourceType, tags: merged })),
        )(stack);
      },
      tasks: (stack) => new EcsService(stack, "service", { name: "s", propagateTags: "SERVICE" }),
    },
  },
};

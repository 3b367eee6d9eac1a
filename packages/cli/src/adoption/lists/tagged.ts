import { paginateGetResources } from "@aws-sdk/client-resource-groups-tagging-api";
import { every, tagsOf, type RegionListing } from "../seen";

/** What has a tag, or had one, of whatever type. */
export const TAGGED: RegionListing = {
  type: "what has tags",
  action: "tag:GetResources",
  list: async ({ clients: { tagging } }) =>
    (
      await every(
        paginateGetResources({ client: tagging }, {}),
        (page) => page.ResourceTagMappingList,
      )
    ).map(({ ResourceARN, Tags }) => ({ arn: ResourceARN!, tags: tagsOf(Tags) })),
};

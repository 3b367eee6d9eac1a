import type { Configuration } from "./check";
import { needsApproval } from "./delivery";
import { isDelivered } from "./names";

/**
 * That nobody may be able to approve is better known now than when a plan waits for it.
 *
 * @returns what to say of it, undefined where nothing is amiss
 */
export function unknownPeople(configuration: Configuration): string | undefined {
  const { organization, environments } = configuration;
  const gated = environments.filter(({ name }) => needsApproval(configuration, name));
  const { store } = organization.delivery;
  if (store.type === "folder") {
    return store.github || gated.length === 0 ? undefined : unproved(gated.map(({ name }) => name));
  }
  const known = organization.delivery.people !== undefined || isDelivered(organization);
  if (known || gated.length === 0) return undefined;
  return [
    `four-eyes: plans of ${gated.map(({ name }) => name).join(", ")} must be approved by another person than who made them, and organization.delivery says neither who is who (people) nor which workflow plans (github, pipeline)`,
    "  Why:  So only users of AWS's sign-on (IAM Identity Center), or IAM users, can approve each other's plans; who is not known to be another person counts as the same one.",
    `  Fix:  in environments/organization.ts: delivery: { people: { "<GitHub login>": "<user name in AWS's sign-on>" } }`,
    "  Or, if plans are only made and approved by those users: people: {} (packages/docs/delivery.md)",
  ].join("\n");
}

/** Nothing in a folder says by itself who has written it. */
const unproved = (gated: readonly string[]): string =>
  [
    `four-eyes: plans of ${gated.join(", ")} must be approved by another person than who made them, and in the folder of delivery.store nobody can prove who that is`,
    "  Why:  So none of these plans can be applied. Workflows of GitHub can prove it, by tokens that GitHub signs.",
    '  Fix:  in environments/organization.ts: delivery: { store: { ..., github: { repositoryId: "<gh api repos/owner/name --jq .id>" } } }',
    "  Or keep plans in the bucket that delivery-stack makes: leave delivery.store out (packages/docs/delivery.md)",
  ].join("\n");

import {
  paginateDescribeLaunchTemplates,
  paginateDescribeSecurityGroupRules,
  paginateDescribeSecurityGroups,
  type SecurityGroupRule,
} from "@aws-sdk/client-ec2";
import { every } from "../../seen";
import type { Asks } from "../asks";
import { isNamed, onlyOne, type Finder, type Search } from "../search";

export const groupsOf = (search: Asks, vpcId: string) =>
  search.ask("ec2:DescribeSecurityGroups", vpcId, ({ ec2 }) =>
    every(
      paginateDescribeSecurityGroups(
        { client: ec2 },
        { Filters: [{ Name: "vpc-id", Values: [vpcId] }] },
      ),
      (page) => page.SecurityGroups,
    ),
  );

const group: Finder = async (resource, search) => {
  const vpcId = await search.text(resource, "vpc_id");
  if (vpcId === undefined) return undefined;
  const isIt = await isNamed(resource, search);
  const description = await search.text(resource, "description");
  const same = ((await groupsOf(search, vpcId)) ?? []).filter(
    (one) => isIt(one.GroupName) && one.Description === description,
  );
  const id = onlyOne(same)?.GroupId;
  return id === undefined ? undefined : { id, attributes: { id } };
};

const defaultGroup: Finder = async (resource, search) => {
  const vpcId = await search.text(resource, "vpc_id");
  const all = vpcId === undefined ? [] : ((await groupsOf(search, vpcId)) ?? []);
  const id = all.find(({ GroupName }) => GroupName === "default")?.GroupId;
  return id === undefined ? undefined : { id, attributes: { id } };
};

const rulesOf = (search: Search, groupId: string) =>
  search.ask("ec2:DescribeSecurityGroupRules", groupId, ({ ec2 }) =>
    every(
      paginateDescribeSecurityGroupRules(
        { client: ec2 },
        { Filters: [{ Name: "group-id", Values: [groupId] }] },
      ),
      (page) => page.SecurityGroupRules,
    ),
  );

/** Arguments of a rule, and what EC2 says in their place. */
const RULE: Readonly<Record<string, (rule: SecurityGroupRule) => string | number | undefined>> = {
  ip_protocol: ({ IpProtocol }) => IpProtocol,
  from_port: ({ FromPort }) => portOf(FromPort),
  to_port: ({ ToPort }) => portOf(ToPort),
  cidr_ipv4: ({ CidrIpv4 }) => CidrIpv4,
  cidr_ipv6: ({ CidrIpv6 }) => CidrIpv6,
  prefix_list_id: ({ PrefixListId }) => PrefixListId,
  referenced_security_group_id: ({ ReferencedGroupInfo }) => ReferencedGroupInfo?.GroupId,
};

/** Of all protocols EC2 says that the port is -1. */
const portOf = (port: number | undefined): number | undefined => (port === -1 ? undefined : port);

/** The rule that opens the same: of a group EC2 takes no two of those. */
const rule =
  (isEgress: boolean): Finder =>
  async (resource, search) => {
    const groupId = await search.text(resource, "security_group_id");
    if (groupId === undefined) return undefined;
    const wanted = await Promise.all(
      Object.entries(RULE).map(async ([argument, read]) => ({
        read,
        value: await search.text(resource, argument),
        isGiven: resource.given[argument] !== undefined,
      })),
    );
    // What it refers to is not there, so the rule is not either.
    if (wanted.some(({ value, isGiven }) => isGiven && value === undefined)) return undefined;
    const same = ((await rulesOf(search, groupId)) ?? []).filter(
      (one) =>
        one.IsEgress === isEgress &&
        wanted.every(({ read, value }) => `${read(one)}` === `${value}`),
    );
    const id = onlyOne(same)?.SecurityGroupRuleId;
    return id === undefined ? undefined : { id, attributes: { id } };
  };

const launchTemplate: Finder = async (resource, search) => {
  const isIt = await isNamed(resource, search);
  const all = await search.ask("ec2:DescribeLaunchTemplates", "all", ({ ec2 }) =>
    every(paginateDescribeLaunchTemplates({ client: ec2 }, {}), (page) => page.LaunchTemplates),
  );
  const same = (all ?? []).filter(({ LaunchTemplateName }) => isIt(LaunchTemplateName));
  const id = onlyOne(same)?.LaunchTemplateId;
  return id === undefined ? undefined : { id, attributes: { id } };
};

export const SECURITY_GROUP_FINDERS: Readonly<Record<string, Finder>> = {
  aws_default_security_group: defaultGroup,
  aws_launch_template: launchTemplate,
  aws_security_group: group,
  aws_vpc_security_group_egress_rule: rule(true),
  aws_vpc_security_group_ingress_rule: rule(false),
};

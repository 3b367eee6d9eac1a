import type { EnvironmentInput } from "@groundwork/configuration";
import { configuration, github, pipeline } from "../../../src/configuration";
import { everything, everythingInRegistry } from "../../../src/everything";
import { decision, type Request } from "../../../src/iam";
import { Roles } from "../../../src/roles";
import { stacksOf } from "../../../src/stacks";
import { synthStack } from "../../../src/synth";

export const ACCOUNT = "111111111111";
export const REGION = "ap-northeast-2";
export const arn = (service: string, resource: string) =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
export const iam = (resource: string) => `arn:aws:iam::${ACCOUNT}:${resource}`;
export const PLANS = `arn:aws:s3:::acme-${ACCOUNT}-${REGION}-plans`;
export const STATES = `arn:aws:s3:::acme-${ACCOUNT}-${REGION}-tfstate`;
export const ARTIFACTS = `arn:aws:s3:::acme-${ACCOUNT}-${REGION}-pipeline`;
export const LOCKS = arn("dynamodb", "table/acme-terraform-locks");

/** The group of instances of an environment. */
export const group = (owner: string) =>
  arn("autoscaling", `autoScalingGroup:1:autoScalingGroupName/ec2-acme-${owner}-1`);

/** What an alarm sets off. */
export const setsOff = (...arns: string[]) => ({ "cloudwatch:AlarmActions": arns });

/** What bears our tags. */
export const ofOwner = (owner: string) => ({
  "aws:ResourceTag/Organization": "acme",
  "aws:ResourceTag/Environment": owner,
});

/** What is made with our tags. */
export const asOwner = (owner: string) => ({
  "aws:RequestTag/Organization": "acme",
  "aws:RequestTag/Environment": owner,
});

/** The secret that RDS makes of a database of an environment. */
export const passwordOf = (owner: string) => ({
  "aws:ResourceTag/aws:rds:primaryDBInstanceArn": arn("rds", `db:acme-${owner}-orders`),
});

/** A change of one record. */
export const record = (name: string, type = "A") => ({
  "route53:ChangeResourceRecordSetsNormalizedRecordNames": [name],
  "route53:ChangeResourceRecordSetsRecordTypes": [type],
});

/** A request for a certificate, as the provider sends it. */
export const certificate = (...names: string[]) => ({
  "acm:DomainNames": names,
  "acm:ValidationMethod": "DNS",
});

const withDomain = (
  name: string,
  production: boolean,
  host: string,
  hosts: string[],
): EnvironmentInput => {
  const input = everything(name);
  const [web, ...services] = input.services!;
  return {
    ...input,
    production,
    loadBalancer: { ...input.loadBalancer, domain: { hostedZone: "example.com", name: host } },
    services: [{ ...web!, http: { ...web!.http, hosts } }, ...services],
  };
};

const stacks = stacksOf(
  configuration({ registry: everythingInRegistry, delivery: { github, pipeline } }, [
    withDomain("dev", false, "dev.example.com", ["*.try.dev.example.com"]),
    withDomain("dev-eu", false, "dev-eu.example.com", ["prod-copy.dev.example.com"]),
    withDomain("prod", true, "example.com", ["www.example.com", "*.shop.example.com"]),
  ]),
);
export const delivery = synthStack(stacks("delivery-stack"));
export const roles = new Roles([delivery, synthStack(stacks("bootstrap-stack"))]);

/** Whether a role with a boundary may do something, had it AdministratorAccess. */
export function boundTo(boundary: string, request: Request): boolean {
  const policies = Object.values(delivery.resource["aws_iam_policy"]!);
  return decision(policies.find(({ name }) => name === boundary).policy, request) === "Allow";
}

/** What a role could do that an apply of an owner made, with AdministratorAccess attached. */
export const madeRoleMay = (owner: string, request: Request): boolean =>
  boundTo(`acme-boundary-${owner}`, request);

/** What the role itself may that applies it. */
export const applyMay = (owner: string, request: Request): boolean =>
  roles.may(`acme-apply-${owner}`, request);

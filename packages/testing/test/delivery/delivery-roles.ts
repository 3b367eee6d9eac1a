import { configuration, environmentInput, github } from "../../src/configuration";
import type { Request } from "../../src/iam";
import { Roles } from "../../src/roles";
import { stacksOf } from "../../src/stacks";
import { synthStack } from "../../src/synth";

const domain = (name: string) => ({ domain: { hostedZone: "example.com", name } });
const stacks = stacksOf(
  configuration({ delivery: { github } }, [
    environmentInput("dev", { production: false, loadBalancer: domain("dev.example.com") }),
    environmentInput("dev-eu", { production: false }),
    environmentInput("prod", { loadBalancer: domain("example.com") }),
  ]),
);
export const delivery = synthStack(stacks("delivery-stack"));
export const roles = new Roles([delivery, synthStack(stacks("bootstrap-stack"))]);

const ACCOUNT = "111111111111";
export const REGION = "ap-northeast-2";
export const PLANS = `arn:aws:s3:::acme-${ACCOUNT}-${REGION}-plans`;
export const STATES = `arn:aws:s3:::acme-${ACCOUNT}-${REGION}-tfstate`;
export const LOCKS = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/acme-terraform-locks`;
export const arn = (service: string, resource: string) =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
export const iam = (resource: string) => `arn:aws:iam::${ACCOUNT}:${resource}`;

export const to = (
  action: string,
  resource: string,
  context: Request["context"] = {},
): Request => ({
  action,
  resource,
  context,
});
export const get = (arnOfObject: string) => to("s3:GetObject", arnOfObject);

/** What bears our tags. */
export const ofOwner = (owner: string) => ({
  "aws:ResourceTag/Organization": "acme",
  "aws:ResourceTag/Environment": owner,
});

export const tell = (environment: string) =>
  to("sns:Publish", arn("sns", `acme-${environment}-delivery`), ofOwner("delivery"));

/** As Terraform's backend writes. */
export const encrypted = {
  "s3:x-amz-server-side-encryption": "aws:kms",
  "s3:x-amz-server-side-encryption-aws-kms-key-id": arn("kms", "alias/acme-terraform-state"),
};

export function stateWrite(owner: string): Request {
  return to("s3:PutObject", `${STATES}/${owner}/terraform.tfstate`, encrypted);
}

const NAMES = ["plan-pr", "plan-main", "drift", "apply-dev", "apply-prod", "image-push-ci"];
export const [PR, MAIN, DRIFT, DEV, PROD, IMAGE] = NAMES;

/** What is asked for, and who of all may do it. */
export type Row = [what: string, request: Request, who: (string | undefined)[]];

/** The roles, of the six, that may do something. */
export const whoMay = (request: Request): string[] =>
  NAMES.filter((role) => roles.may(`acme-${role}`, request));

import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { Construct } from "constructs";
import { policyDocument, type PolicyStatement } from "../policy-document";
import { PUSH_ACTIONS } from "./repository-access";

export interface ImagePushPolicyProps {
  /** Name of the policy within the account. */
  readonly name: string;

  /** ARNs of the repositories to push to; `*` stands for any characters. */
  readonly repositoryArns: readonly string[];
}

/**
 * A managed policy for whoever pushes images: attached to a role or user of the registry's account,
 * it is all that a push needs.
 */
export class ImagePushPolicy extends Construct {
  public readonly policy: IamPolicy;

  constructor(scope: Construct, id: string, props: ImagePushPolicyProps) {
    super(scope, id);
    this.policy = new IamPolicy(this, "policy", {
      name: props.name,
      description: "Push images",
      policy: policyDocument([
        registryToken,
        {
          // Images and their tags. Nothing is deleted, and no repository made.
          Sid: "PushImages",
          Effect: "Allow",
          Action: PUSH_ACTIONS,
          Resource: props.repositoryArns,
        },
      ]),
    });
  }
}

/** What `docker login` asks for. */
export const registryToken: PolicyStatement = {
  // The token is for the whole registry: IAM knows no narrower resource for it, and a repository's
  // policy cannot grant it. What can be done with it is left to the other statements.
  Sid: "RegistryToken",
  Effect: "Allow",
  Action: "ecr:GetAuthorizationToken",
  Resource: "*",
};

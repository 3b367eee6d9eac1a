import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { Construct } from "constructs";
import { policyDocument } from "../policy-document";
import { registryToken } from "./image-push-policy";
import { pullStatements } from "./repository-access";

export interface ImagePullPolicyProps {
  /** Name of the policy within the account. */
  readonly name: string;

  /** ARNs of the repositories to pull from; `*` stands for any characters. */
  readonly repositoryArns: readonly string[];

  /**
   * ARNs of repositories that ECR fills from an upstream registry.
   * @default - none
   */
  readonly cachedRepositoryArns?: readonly string[] | undefined;
}

/** A managed policy for machines that run containers, such as the nodes of an EKS cluster. */
export class ImagePullPolicy extends Construct {
  public readonly policy: IamPolicy;

  constructor(scope: Construct, id: string, props: ImagePullPolicyProps) {
    super(scope, id);
    const { repositoryArns, cachedRepositoryArns = [] } = props;
    this.policy = new IamPolicy(this, "policy", {
      name: props.name,
      description: "Pull images",
      policy: policyDocument([
        registryToken,
        ...pullStatements(repositoryArns, cachedRepositoryArns),
      ]),
    });
  }
}

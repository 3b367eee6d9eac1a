import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { Construct } from "constructs";
import { policyDocument } from "../policy-document";
import { registryToken } from "./image-push-policy";
import { PULL_ACTIONS } from "./repository-access";

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
        {
          Sid: "PullImages",
          Effect: "Allow",
          Action: PULL_ACTIONS,
          Resource: [...repositoryArns, ...cachedRepositoryArns],
        },
        ...(cachedRepositoryArns.length === 0
          ? []
          : [
              {
                // The first pull of an image brings it into the cache, and makes its repository
                // (ECR user guide, "IAM permissions required to sync an upstream registry").
                Sid: "FillCaches",
                Effect: "Allow" as const,
                Action: ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"],
                Resource: cachedRepositoryArns,
              },
            ]),
      ]),
    });
  }
}

import type { PolicyStatement } from "../policy-document";
import { registryToken } from "../registry/image-push-policy";
import { PUSH_ACTIONS } from "../registry/repository-access";
import type { CredentialSource } from "./credential-options";
import type { CredentialPlace } from "./permissions/credentials";
import { useCredentials } from "./permissions/credentials";

/**
 * To push images, and to see what a scan finds in them.
 *
 * @param repositoryArn of all repositories, with `*` as a wildcard
 */
export const pushImages = (repositoryArn: string, enhancedScanning: boolean): PolicyStatement[] => [
  registryToken,
  {
    // The policy that registry-stack makes for others is not used: the role that applies that
    // stack could give this role more by it.
    Sid: "PushImages",
    Effect: "Allow",
    Action: [...PUSH_ACTIONS, "ecr:DescribeImages", "ecr:DescribeImageScanFindings"],
    Resource: repositoryArn,
  },
  ...(enhancedScanning ? [INSPECTOR_FINDINGS] : []),
];

/** To open pull requests: to read the token for it. Nothing where there is none. */
export const openPullRequests = (
  { accountId, region }: CredentialPlace,
  token: CredentialSource | undefined,
): PolicyStatement[] =>
  token === undefined ? [] : useCredentials([{ accountId, region, sources: [token] }]);

/** Enhanced scans are Inspector's (ECR user guide, "IAM permissions required for enhanced scanning"). */
const INSPECTOR_FINDINGS: PolicyStatement = {
  // What it found in images, by way of ECR. Neither can be held to a repository.
  Sid: "SeeInspectorFindings",
  Effect: "Allow",
  Action: ["inspector2:ListCoverage", "inspector2:ListFindings"],
  Resource: "*",
};

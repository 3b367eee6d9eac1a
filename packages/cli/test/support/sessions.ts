import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import type { AwsClients } from "../../src/state/clients";
import { accessTo, ACCOUNT } from "./emulated";

/** Role of a permission set, of which AWS's sign-on names the sessions after people. */
export const SIGN_ON = "AWSReservedSSO_Deploy_0123456789abcdef";

/** Variables of a role's session. */
export async function session(
  { sts }: AwsClients,
  endpoint: string,
  role: string,
  name: string,
): Promise<NodeJS.ProcessEnv> {
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
      RoleSessionName: name,
    }),
  );
  return {
    ...accessTo(endpoint),
    AWS_ACCESS_KEY_ID: Credentials!.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: Credentials!.SecretAccessKey,
    AWS_SESSION_TOKEN: Credentials!.SessionToken,
    // Where the tests themselves run must not show.
    GITHUB_ACTIONS: "",
    CODEBUILD_BUILD_ID: "",
  };
}

import { ECRClient } from "@aws-sdk/client-ecr";
import { ECSClient } from "@aws-sdk/client-ecs";
import { clientOf } from "../../core/aws/client";
import { accessIn } from "../../core/aws/member";
import { runCommand } from "../../core/command";
import { loadConfiguration } from "../../core/configured";
import { DONE, FAILED, type ExitCode } from "../../core/exit-codes";
import { sayJson, warn } from "../../core/outlet";
import { callerAccount } from "../../state/account";
import { openStates, type OpenOptions } from "../../state/open";
import { isOwn, otherNames } from "./asked-repositories";
import { imagesOf } from "./images-of";
import { imagesText } from "./images-text";

export interface ImagesOptions extends OpenOptions {
  /** @default all */
  readonly services: readonly string[];
  /** Days after which an image that nothing runs counts as unused. */
  readonly days: number;
}

/**
 * `groundwork images`: what lies in the registry, how sound it is, where it runs, and what could go.
 *
 * @returns the exit code 1 when something could not be looked at, after all that could
 * @throws OperationError when a name is none of a repository, or AWS answers nothing at all
 */
export async function images({ services, days, ...options }: ImagesOptions): Promise<ExitCode> {
  const { env, json } = options;
  const configuration = loadConfiguration();
  const { person, clients } = openStates(options);
  const asked = { bucket: "", lockTable: "", rights: RIGHTS };
  // Whether the registry has a repository of another name, AWS alone can tell.
  const others = services.filter((name) => !isOwn(name, configuration));
  return runCommand({ asked }, async () => {
    const account = await callerAccount(clients).catch((error: unknown) => {
      if (others.length > 0) warn(otherNames(others, configuration));
      throw error;
    });
    const report = await imagesOf({
      configuration,
      services,
      days,
      ecr: clientOf("ECR", ECRClient, { region: configuration.organization.region, env }),
      ecsOf: (environment) => clientOf("ECS", ECSClient, accessIn(environment, env)),
      account,
      now: new Date(),
    });
    if (json) sayJson(report);
    else person.tell(imagesText(report));
    const { repositories, environments } = report;
    const isKnown = [...repositories, ...environments].every(({ problem }) => !problem);
    return isKnown ? DONE : FAILED;
  });
}

const RIGHTS =
  "It reads ECR (DescribeRepositories, DescribeImages, GetLifecyclePolicy, BatchGetImage) and ECS (List*, Describe*)";

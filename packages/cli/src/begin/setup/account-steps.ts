import type { Configuration } from "@groundwork/configuration";
import { membersOf } from "@groundwork/configuration/member-roles";
import { stackIdOf } from "@groundwork/configuration/place-names";
import { HindranceError } from "../../core/aws/hindrance";
import { enrollLine, entryTo } from "../../core/aws/member";
import { OperationError } from "../../core/errors";
import { done, look, missing, type Step } from "./step";

/** Whether the accounts that environments have of their own let in whoever asks. */
export const accountSteps = (configuration: Configuration, env: NodeJS.ProcessEnv) =>
  membersOf(configuration).map(({ accountId, environment }) => {
    const step = `account of ${stackIdOf(environment)}`;
    return look(step, async (): Promise<Step> => {
      try {
        const { roleArn } = await entryTo(environment, env, configuration)!();
        return done(step, roleArn);
      } catch (error) {
        if (error instanceof HindranceError || !(error instanceof OperationError)) throw error;
        return missing(
          step,
          `${accountId} has no role that lets you in`,
          enrollLine(environment, configuration.organization),
        );
      }
    });
  });

import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { check } from "../../check";
import { policyDocument } from "../../policy-document";

/** What a variable of a pipeline says where nothing was handed to it: it cannot be empty. */
export const NOTHING = "none";

export interface PipelineStartProps {
  /** Name of the rule and the role: at most 64 characters. */
  readonly name: string;
  readonly description: string;
  readonly pipelineArn: string;
  readonly accountId: string;

  /** Which events of the account's default bus start it, in EventBridge's own form. */
  readonly eventPattern: object;

  /** Variables of the pipeline, each with the JSON path of its value in the event. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Starts a pipeline whenever an event matches, and hands on what the event says. */
export class PipelineStart extends Construct {
  constructor(scope: Construct, id: string, props: PipelineStartProps) {
    super(scope, id);
    const { name, description, pipelineArn, accountId } = props;
    const eventPattern = JSON.stringify(props.eventPattern);
    // EventBridge quotas.
    check(
      this,
      "eventPattern",
      eventPattern,
      eventPattern.length <= 2048,
      `at most 2048 characters, and it has ${eventPattern.length}`,
    );
    const rule = new CloudwatchEventRule(this, "rule", { name, description, eventPattern });
    const role = new IamRole(this, "role", {
      name,
      description: `${description}: starts the pipeline`,
      assumeRolePolicy: policyDocument([
        {
          // This rule alone (EventBridge user guide, "Cross-service confused deputy prevention").
          Sid: "Rule",
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: { "aws:SourceAccount": accountId },
            ArnEquals: { "aws:SourceArn": rule.arn },
          },
        },
      ]),
    });
    const policy = new IamRolePolicy(this, "policy", {
      name: "start",
      role: role.name,
      policy: policyDocument([
        {
          // This pipeline, and no other.
          Sid: "Start",
          Effect: "Allow",
          Action: "codepipeline:StartPipelineExecution",
          Resource: pipelineArn,
        },
      ]),
    });
    const names = Object.keys(props.variables);
    new CloudwatchEventTarget(this, "target", {
      rule: rule.name,
      targetId: "pipeline",
      arn: pipelineArn,
      roleArn: role.arn,
      // What StartPipelineExecution takes besides the name (CodePipeline user guide, "Create an
      // EventBridge rule for an Amazon ECR source").
      inputTransformer: {
        inputPaths: { ...props.variables },
        inputTemplate: JSON.stringify({
          variables: names.map((variable) => ({ name: variable, value: `<${variable}>` })),
        }),
      },
      retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 185 },
      dependsOn: [policy],
    });
  }
}

/** ARN of a pipeline, which is known before it is made. */
export const pipelineArn = (pipeline: {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
}): string => `arn:aws:codepipeline:${pipeline.region}:${pipeline.accountId}:${pipeline.name}`;

/** Variables of a pipeline that an event may set. */
export const variablesOf = (names: readonly string[], description: string) =>
  names.map((name) => ({ name, defaultValue: NOTHING, description }));

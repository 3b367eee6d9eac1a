import { ChatbotSlackChannelConfiguration } from "@cdktf/provider-aws/lib/chatbot-slack-channel-configuration";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Construct } from "constructs";
import { checkedProps } from "../checked-props";
import { policyDocument } from "../policy-document";
import { slackOptions, type SlackInput } from "./delivery-options";

export interface SlackChannelProps extends SlackInput {
  /** Name of configuration and role: at most 64 letters, digits, hyphens and underscores. */
  readonly name: string;

  /** Topics whose messages go to the channel. An account can configure a channel once only. */
  readonly topicArns: readonly string[];
}

/** Shows the messages of topics in Slack, by Amazon Q Developer in chat applications (AWS Chatbot). */
export class SlackChannel extends Construct {
  constructor(scope: Construct, id: string, given: SlackChannelProps) {
    super(scope, id);
    const props = checkedProps(this, slackOptions, given);
    const role = new IamRole(this, "role", {
      name: props.name,
      description: "Shows notifications in Slack, and may do nothing",
      assumeRolePolicy: policyDocument([
        {
          // The role has no policy. Q Developer wants one for what people ask it to do.
          Sid: "Chat",
          Effect: "Allow",
          Principal: { Service: "chatbot.amazonaws.com" },
          Action: "sts:AssumeRole",
        },
      ]),
    });
    new ChatbotSlackChannelConfiguration(this, "channel", {
      // The service is there for the whole account, its API in four regions only.
      region: "us-east-2",
      configurationName: props.name,
      slackTeamId: props.workspaceId,
      slackChannelId: props.channelId,
      snsTopicArns: [...props.topicArns],
      iamRoleArn: role.arn,
      // Without guardrails whoever is in the channel could be given all that an administrator has
      // (AWS Chatbot API, CreateSlackChannelConfiguration). The channel is for reading.
      guardrailPolicyArns: ["arn:aws:iam::aws:policy/AWSDenyAll"],
      loggingLevel: "NONE",
    });
  }
}

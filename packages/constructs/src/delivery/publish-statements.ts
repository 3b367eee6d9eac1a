import type { PolicyStatement } from "../policy-document";

export interface Topics {
  readonly topicArns: readonly string[];
  readonly kmsKeyArn: string;
  readonly region: string;
}

/** To tell people: the topics are encrypted, so who publishes needs their key. */
export const publish = ({ topicArns, kmsKeyArn, region }: Topics): PolicyStatement[] => [
  {
    Sid: "TellPeople",
    Effect: "Allow",
    Action: "sns:Publish",
    Resource: topicArns,
  },
  {
    // The key may be used only through SNS.
    Sid: "TopicKey",
    Effect: "Allow",
    Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
    Resource: kmsKeyArn,
    Condition: { StringEquals: { "kms:ViaService": `sns.${region}.amazonaws.com` } },
  },
];

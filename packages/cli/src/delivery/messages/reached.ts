import { GetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { toldAbout } from "@groundwork/configuration/delivery";
import { accessTo } from "../../core/aws/client";
import type { Notified, NotifyOptions } from "./notify";

/**
 * Whether anybody gets a message that went out. A topic takes it as well where nobody has subscribed,
 * or where nobody has confirmed the e-mail by which AWS asks; where a role may not ask for that, who
 * is named in `delivery` of the environments counts. It warns where nobody does.
 *
 * @param owner whom the message was about
 */
export async function hasReached(
  { topics, files, lost }: Notified,
  owner: string,
  { configuration, env, warn }: NotifyOptions,
): Promise<boolean> {
  if (files.length > 0) return true;
  const { organization, environments } = configuration;
  const told = toldAbout({ environments }, owner);
  const sns = new SNSClient(accessTo("SNS", { region: organization.region, env }));
  const confirmed = await Promise.all(topics.map((topic) => confirmedIn(sns, topic)));
  sns.destroy();
  if (confirmed.some((count) => count !== undefined && count > 0)) return true;
  const isNamed = environments.some(
    ({ name, delivery: { emails, slack } }) =>
      told.includes(name) && (emails.length > 0 || slack !== undefined),
  );
  if (confirmed.includes(undefined) && isNamed) return true;
  // What did not go out was said already.
  if (topics.length > 0 || lost === 0) {
    const names = told.map((name) => `environments/${name}.ts`).join(" or ");
    warn(
      `Warning: nobody was told: ${
        isNamed
          ? `nobody has confirmed the subscription of ${topics.join(", ")}; AWS has sent an e-mail to each`
          : `name somebody in delivery.emails or delivery.slack of ${names}, then npx cdktf deploy delivery-stack`
      }`,
    );
  }
  return false;
}

/** How many have confirmed that they want what a topic takes; undefined where AWS does not say. */
async function confirmedIn(sns: SNSClient, TopicArn: string): Promise<number | undefined> {
  try {
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    const count = Attributes?.["SubscriptionsConfirmed"];
    return count === undefined ? undefined : Number(count);
  } catch {
    return undefined;
  }
}

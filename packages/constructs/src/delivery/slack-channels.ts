import { Construct } from "constructs";
import type { SlackInput } from "./delivery-options";
import { SlackChannel } from "./slack-channel";

export interface SlackChannelsProps {
  readonly channels: readonly (SlackInput & {
    /** Name of configuration and role. */
    readonly name: string;
    /** Names of the environments whose messages it shows. */
    readonly environments: readonly string[];
  })[];

  /** ARNs of topics by environment. */
  readonly topicArns: Readonly<Record<string, string>>;
}

/** The channels in which messages are shown, each with those of its environments. */
export class SlackChannels extends Construct {
  constructor(scope: Construct, id: string, { channels, topicArns }: SlackChannelsProps) {
    super(scope, id);
    for (const { environments, ...channel } of channels) {
      new SlackChannel(this, channel.channelId, {
        ...channel,
        topicArns: environments.map((name) => topicArns[name]!),
      });
    }
  }
}

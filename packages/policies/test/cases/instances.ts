import { Instance } from "@cdktf/provider-aws/lib/instance";
import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import type { Cases } from "./case";

export const instanceCases: Readonly<Record<string, Cases>> = {
  imdsv2: {
    fails: {
      "a template that leaves it to AWS": [
        (stack) => new LaunchTemplate(stack, "template", {}),
        'got http_tokens none, expected "required"',
      ],
      "an instance that takes both": [
        (stack) => new Instance(stack, "instance", { metadataOptions: { httpTokens: "optional" } }),
        'got http_tokens "optional", expected "required"',
      ],
    },
    passes: {
      "a template": (stack) =>
        new LaunchTemplate(stack, "template", { metadataOptions: { httpTokens: "required" } }),
      "an instance without metadata": (stack) =>
        new Instance(stack, "instance", { metadataOptions: { httpEndpoint: "disabled" } }),
    },
  },
};

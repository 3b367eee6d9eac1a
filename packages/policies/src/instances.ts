import { blocks } from "./resources";
import { eachOf, shown, type Rule } from "./rule";

export const instanceRules: readonly Rule[] = [
  {
    id: "imdsv2",
    severity: "error",
    appliesTo: "every stack",
    statement: "Instances give out their role's credentials by IMDSv2 only.",
    reason:
      "With IMDSv1 a single request that an application can be talked into returns the instance's credentials.",
    fix: 'set metadataOptions with httpTokens: "required"',
    find: eachOf(
      ["aws_instance", "aws_launch_template", "aws_launch_configuration"],
      ({ attributes }) => {
        const [options = {}] = blocks(attributes["metadata_options"]);
        return (
          options["http_tokens"] !== "required" &&
          options["http_endpoint"] !== "disabled" &&
          `got http_tokens ${shown(options["http_tokens"])}, expected "required"`
        );
      },
    ),
  },
];

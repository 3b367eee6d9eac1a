import type { Construct } from "constructs";
import { check } from "../../check";
import type { DeliveryPipelineProps } from "./pipeline-props";
import { roundsOf } from "./pipeline-rounds";

const MOST_STAGES = 50;

/** Those of source, tests and images. */
const OTHER_STAGES = 3;

/** What the schemas do not say of a pipeline. */
export function checkPipeline(
  scope: Construct,
  { name, environments, ...props }: DeliveryPipelineProps,
): void {
  check(
    scope,
    "name",
    name,
    /^[A-Za-z0-9][\w-]{0,37}$/.test(name),
    "1 to 38 letters, digits, hyphens and underscores",
  );
  const names = environments.map((environment) => environment.name);
  check(
    scope,
    "environments",
    names,
    names.length >= 1 && names.every((one) => /^[A-Za-z0-9-]{1,16}$/.test(one)),
    "one or more, with names of 1 to 16 letters, digits and hyphens",
  );
  check(scope, "environments", names, new Set(names).size === names.length, "each name once");
  const rounds = names.flatMap((one) => roundsOf(one, props.places?.[one]));
  for (const { name: environment, places } of rounds) {
    check(
      scope,
      "places",
      `${places.length} in ${environment}`,
      places.length < 50,
      "at most 49, as a stage has 50 actions and one of them may ask a person (CodePipeline user guide, Quotas)",
    );
  }
  const tested = environments.filter(({ loadTest }) => loadTest).length;
  const stages = OTHER_STAGES + rounds.length * 2 + tested;
  check(
    scope,
    "environments",
    `${stages} stages of ${names.join(", ")}`,
    stages <= MOST_STAGES,
    `at most ${MOST_STAGES} stages, of which each environment, and each of its layers, takes two (CodePipeline user guide, Quotas)`,
  );
  const { approvalTimeoutMinutes: minutes } = props;
  check(
    scope,
    "approvalTimeoutMinutes",
    minutes,
    Number.isInteger(minutes) && minutes >= 5 && minutes <= 86_400,
    "5 to 86400",
  );
}

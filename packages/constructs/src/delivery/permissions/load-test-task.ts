import type { PolicyStatement } from "../../policy-document";
import type { DeliveryOwner } from "../delivery-owner";
import { LOAD_TEST_TASK } from "../../container-service/load-test/load-test-task-options";
import { serviceLogGroup } from "../../container-service/log-names";
import { arnOf, byRegion, type ManagedEnvironment } from "./managed-environment";

type Of = Pick<ManagedEnvironment, "prefix" | "accountId" | "region">;

/** To run the task that sends load tests, to end it early, and to read what it has measured. */
export function loadTestTaskStatements(environment: Of): PolicyStatement[] {
  const { prefix } = environment;
  const arn = arnOf(environment);
  const Condition = { [byRegion(environment)]: { "ecs:cluster": arn("ecs", `cluster/${prefix}`) } };
  return [
    {
      Sid: "RunLoadTests",
      Effect: "Allow",
      Action: "ecs:RunTask",
      Resource: arn("ecs", `task-definition/${prefix}-${LOAD_TEST_TASK}:*`),
      Condition,
    },
    {
      // ECS starts what ends too early anew, where a service has it.
      Sid: "EndLoadTests",
      Effect: "Allow",
      Action: "ecs:StopTask",
      Resource: arn("ecs", `task/${prefix}/*`),
      Condition,
    },
    {
      // Its own log alone.
      Sid: "ReadLoadTests",
      Effect: "Allow",
      Action: "logs:GetLogEvents",
      Resource: arn("logs", `log-group:${serviceLogGroup(prefix, LOAD_TEST_TASK)}:*`),
    },
  ];
}

/** The same for who may hand on no roles but those of the task; nothing where there is none. */
export const loadTestTaskOf = ({ applied }: Pick<DeliveryOwner, "applied">): PolicyStatement[] =>
  applied?.type === "environment" && applied.loadTests.task
    ? [...loadTestTaskStatements(applied), passRoles(applied)]
    : [];

const passRoles = ({ prefix, accountId }: Of): PolicyStatement => ({
  Sid: "PassLoadTestRoles",
  Effect: "Allow",
  Action: "iam:PassRole",
  Resource: `arn:aws:iam::${accountId}:role/${prefix}-${LOAD_TEST_TASK}-*`,
  Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
});

import type { PolicyStatement } from "../../policy-document";
import { arnOf, tagged, type ManagedEnvironment } from "./managed-environment";

/** To read logs of an environment, and to open a shell in its containers (packages/docs/operate.md). */
export const operateStatements = (environment: ManagedEnvironment): PolicyStatement[] => {
  const arn = arnOf(environment);
  const { prefix } = environment;
  return [
    {
      // Lines of services.
      Sid: "ReadLogs",
      Effect: "Allow",
      Action: "logs:FilterLogEvents",
      Resource: arn("logs", `log-group:/ecs/${prefix}/*`),
    },
    {
      // Only into tasks whose environment has exec.
      Sid: "OpenShells",
      Effect: "Allow",
      Action: "ecs:ExecuteCommand",
      Resource: [arn("ecs", `cluster/${prefix}`), arn("ecs", `task/${prefix}/*`)],
    },
    {
      // Sessions are encrypted.
      Sid: "EncryptSessions",
      Effect: "Allow",
      Action: "kms:GenerateDataKey",
      Resource: arn("kms", "key/*"),
      Condition: tagged(environment),
    },
  ];
};

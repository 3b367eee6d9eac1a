import {
  CodeDeploy,
  type CodeDeployDeployment,
  type CodeDeployProps,
} from "../../../src/container-service/code-deploy/code-deploy";
import { synthConstruct } from "@groundwork/testing/synth";

export interface Overrides extends Partial<Omit<CodeDeployProps, "deployment">> {
  readonly deployment?: Partial<CodeDeployDeployment>;
}

/** CodeDeploy for a service that is somewhere else. */
export const synthCodeDeploy = (
  { deployment, ...overrides }: Overrides = {},
  look: (made: CodeDeploy) => void = () => {},
) =>
  synthConstruct((scope) => {
    const made = new CodeDeploy(scope, "deploy", {
      fullName: "acme-prod-web",
      region: "eu-central-1",
      clusterName: "acme-prod",
      serviceName: "web",
      listenerArn: "arn:listener",
      targetGroupNames: ["web-a", "web-b"],
      topicArn: "arn:topic",
      ...overrides,
      deployment: {
        strategy: "CODE_DEPLOY",
        routing: { type: "CANARY", percent: 10, intervalMinutes: 5 },
        rollbackOnAlarms: true,
        ...deployment,
      },
    });
    look(made);
  });

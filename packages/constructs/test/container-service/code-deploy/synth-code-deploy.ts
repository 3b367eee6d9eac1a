import type { z } from "zod";
import {
  CodeDeploy,
  type CodeDeployProps,
} from "../../../src/container-service/code-deploy/code-deploy";
import { codeDeployOptions } from "../../../src/container-service/code-deploy/code-deploy-options";
import { synthConstruct } from "@groundwork/testing/synth";

export interface Overrides extends Partial<Omit<CodeDeployProps, "deployment">> {
  readonly deployment?: Partial<z.input<typeof codeDeployOptions>>;
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
      deployment: codeDeployOptions.parse({
        strategy: "CODE_DEPLOY",
        routing: { type: "CANARY", percent: 10, intervalMinutes: 5 },
        ...deployment,
      }),
    });
    look(made);
  });

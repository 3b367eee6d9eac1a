import { CodebuildProject } from "@cdktf/provider-aws/lib/codebuild-project";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import { TerraformVariable } from "cdktf";
import { noteAwaited } from "@groundwork/constructs/awaited-container";
import type { Build, Cases } from "./case";
import { foreign, hclModule, provider, type Attributes } from "./foreign";

const awaited =
  (container: Attributes): Build =>
  (stack) => {
    const task = new EcsTaskDefinition(stack, "task", { family: "f", containerDefinitions: "[]" });
    noteAwaited(task, { name: "web", ...container });
  };

const build = (variable: Attributes): Build => {
  return (stack) =>
    new CodebuildProject(stack, "build", {
      name: "b",
      serviceRole: "arn",
      artifacts: { type: "NO_ARTIFACTS" },
      source: { type: "NO_SOURCE" },
      environment: {
        computeType: "BUILD_GENERAL1_SMALL",
        image: "i",
        type: "LINUX_CONTAINER",
        environmentVariable: [{ name: "API_TOKEN", value: "hunter2", ...variable }],
      },
    });
};

/** Beside tasks and functions: what waits for its image, providers. */
export const plainSecretCases: Cases = {
  fails: {
    "a password of a service that has no image yet": [
      awaited({ environment: [{ name: "DB_PASSWORD", value: "hunter2" }] }),
      "container web: got the variable DB_PASSWORD in the clear",
    ],
    "a key in the command and the check of one": [
      awaited({
        command: ["serve", "postgres://app:hunter2@db/app"],
        healthCheck: { command: ["CMD", "curl", "https://app:hunter2@localhost"] },
      }),
      "container web: got a value that looks like a key in the command",
      "container web: got a value that looks like a key in the health check",
    ],
    "a build's variable": [build({}), "got the variable API_TOKEN in the clear"],
    "a provider's token": [
      provider("github", () => ({ owner: "acme", token: "hunter2" })),
      "got a value in token in the clear",
    ],
    "a provider's key, further down": [
      provider("kubernetes", () => ({ exec: { env: [{ API_TOKEN: "hunter2" }] } })),
      "got a value in exec.env.API_TOKEN in the clear",
    ],
    "a key of AWS's own": [
      provider("aws", () => ({
        secret_key: "hunter2",
        default_tags: {
          tags: { Organization: "a", Environment: "a", Owner: "a", ManagedBy: "a" },
        },
      })),
      "got a value in secret_key in the clear",
    ],
  },
  passes: {
    "ordinary settings of a service that has no image yet": awaited({
      environment: [{ name: "LOG_LEVEL", value: "info" }],
      command: ["serve"],
    }),
    "a build's variable by reference": build({ type: "PARAMETER_STORE" }),
    "a provider's token by a variable": provider("github", (stack) => ({
      token: new TerraformVariable(stack, "token", { sensitive: true }).stringValue,
    })),
    "a provider's settings": provider("google", () => ({
      credentials: "/app/key.json",
      access_token_lifetime: "3600s",
    })),
  },
};

const KEPT = "got a value in";
/** Beside arguments of AWS: other providers, modules. */
export const keptSecretCases: Cases = {
  fails: {
    "a client's secret, in a block": [
      (stack) =>
        new LbListenerRule(stack, "rule", {
          listenerArn: "arn",
          condition: [{ hostHeader: { values: ["a"] } }],
          action: [
            {
              type: "authenticate-oidc",
              authenticateOidc: {
                authorizationEndpoint: "a",
                clientId: "a",
                clientSecret: "hunter2",
                issuer: "a",
                tokenEndpoint: "a",
                userInfoEndpoint: "a",
              },
            },
          ],
        }),
      `${KEPT} action.authenticate_oidc.client_secret`,
    ],
    "a secret of another provider": [
      foreign("github_actions_secret", { secret_name: "a", plaintext_value: "hunter2" }),
      `${KEPT} plaintext_value`,
    ],
    "what holds secrets as a whole": [
      foreign("kubernetes_secret_v1", { metadata: { name: "a" }, data: { pin: "1234" } }),
      `${KEPT} data.pin`,
    ],
    "a variable in the clear": [
      foreign("kubernetes_deployment", { spec: { env: [{ name: "DB_PASSWORD", value: "x" }] } }),
      `${KEPT} spec.env.DB_PASSWORD`,
    ],
    "a list of sensitive settings": [
      foreign("helm_release", { set_sensitive: [{ name: "db.user", value: "x" }] }),
      `${KEPT} set_sensitive.db.user`,
    ],
    "a manifest of a secret": [
      foreign("kubernetes_manifest", {
        manifest: { kind: "Secret", metadata: { name: "a" }, stringData: { pin: "1234" } },
      }),
      `${KEPT} manifest.stringData.pin`,
    ],
    "a script with a password": [
      foreign("azurerm_linux_virtual_machine", {
        custom_data: "#!/bin/sh\nexport DB_PASSWORD=hunter2\nserve\n",
      }),
      `${KEPT} custom_data`,
    ],
    "a module's password": [hclModule({ password: "hunter2" }), `${KEPT} password`],
    "a module's password by reference": [
      hclModule({ master_password: "${random_password.db.result}" }),
      `${KEPT} master_password`,
    ],
    "an address with a password": [
      hclModule({ database_url: "postgres://app:hunter2@db/app" }),
      `${KEPT} database_url`,
    ],
  },
  passes: {
    "a write-only argument of another provider": foreign("postgresql_role", {
      name: "app",
      password_wo: "hunter2",
      password_wo_version: "1",
    }),
    "settings of another provider": foreign("github_repository", {
      name: "shop",
      vulnerability_alerts: true,
      topics: ["token", "secret"],
    }),
    "a chart that is told where its secret is": foreign("helm_release", {
      set: [
        { name: "auth.existingSecret", value: "db" },
        { name: "auth.secretKeys.adminPasswordKey", value: "password" },
      ],
    }),
    "containers of a module": hclModule({
      container_definitions: {
        web: { secrets: [{ name: "DB_PASSWORD", valueFrom: "/acme/dev/db" }] },
      },
    }),
    "a manifest of something else": foreign("kubernetes_manifest", {
      manifest: { kind: "ConfigMap", data: { pin: "1234" } },
    }),
    "a module's settings": hclModule({
      identifier: "shop",
      manage_master_user_password: true,
      password_length: 20,
      secret_arn: "arn:aws:secretsmanager:eu-west-1:111111111111:secret:a",
    }),
  },
};

import { CloudfrontDistribution } from "@cdktf/provider-aws/lib/cloudfront-distribution";
import { Instance } from "@cdktf/provider-aws/lib/instance";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Lazy, TerraformLocal, TerraformOutput, TerraformVariable } from "cdktf";
import type { Build, Cases } from "./case";
import { foreign } from "./foreign";

/** In two parts, or this file itself would be found by whoever looks for keys. */
const TOKEN = ["ghp_", "0123456789abcdefghij0123456789abcdef"].join("");

const instance =
  (userData: string): Build =>
  (stack) => {
    new Instance(stack, "instance", { ami: "ami-1", instanceType: "t4g.micro", userData });
  };

/** A secret that stands in the code where no argument of its own is made for it. */
export const plantedCases: Cases = {
  fails: {
    "a token in a parameter that is none of secrets": [
      (stack) => new SsmParameter(stack, "p", { name: "/a", type: "String", insecureValue: TOKEN }),
      "got a value that looks like a key in insecure_value",
    ],
    "a token in a tag": [
      (stack) =>
        new SsmParameter(stack, "p", {
          name: "/a",
          type: "String",
          value: "1",
          tags: { Key: TOKEN },
        }),
      "got a value that looks like a key in tags.Key",
    ],
    "a password in a script": [
      instance("#!/bin/sh\nexport DB_PASSWORD=hunter2\nserve"),
      "got the variable DB_PASSWORD in the clear, in user_data",
    ],
    "a password in a script with a reference": [
      (stack) => {
        const group = new SecurityGroup(stack, "group", {});
        instance(`#!/bin/sh\nexport DB_PASSWORD=hunter2\nserve ${group.id}\n`)(stack);
      },
      "got the variable DB_PASSWORD in the clear, in user_data",
    ],
    "a key in a script": [
      instance(`#!/bin/sh\ncurl -H 'Authorization: ${TOKEN}' https://api.example.com`),
      "got a value that looks like a key in user_data",
    ],
    "a key that is computed as the JSON is made": [
      (stack) => instance(Lazy.stringValue({ produce: () => `serve --key ${TOKEN}` }))(stack),
      "got a value that looks like a key in user_data",
    ],
    "a header that a distribution sends": [
      (stack) =>
        new CloudfrontDistribution(stack, "cdn", {
          enabled: true,
          defaultCacheBehavior: {
            allowedMethods: ["GET"],
            cachedMethods: ["GET"],
            targetOriginId: "a",
            viewerProtocolPolicy: "https-only",
          },
          origin: [
            {
              domainName: "a",
              originId: "a",
              customHeader: [{ name: "X-Origin-Secret", value: "hunter2" }],
            },
          ],
          restrictions: { geoRestriction: { restrictionType: "none" } },
          viewerCertificate: {},
        }),
      "got a value in origin.custom_header.X-Origin-Secret in the clear",
    ],
    "an output": [
      (stack) => new TerraformOutput(stack, "db-password", { value: "hunter2" }),
      "got a value in db-password of the output in the clear",
    ],
    "a token in an output under any name": [
      (stack) => new TerraformOutput(stack, "link", { value: { url: TOKEN } }),
      "got a value in link.url of the output in the clear",
    ],
    "a variable's default": [
      (stack) => new TerraformVariable(stack, "api_token", { default: "hunter2", sensitive: true }),
      "got a value in api_token of the variable in the clear",
    ],
    "a local": [
      (stack) => new TerraformLocal(stack, "master_password", "hunter2"),
      "got a value in master_password in the clear",
    ],
    "a provisioner's variable": [
      foreign("terraform_data", {
        provisioner: [
          { "local-exec": { command: "migrate", environment: { DB_PASSWORD: "hunter2" } } },
        ],
      }),
      "got a value in provisioner.local-exec.environment.DB_PASSWORD in the clear",
    ],
    "a connection's password": [
      foreign("null_resource", { connection: { type: "ssh", user: "root", password: "hunter2" } }),
      "got a value in connection.password in the clear",
    ],
    "a provider that an override makes": [
      (stack) => stack.addOverride("provider.github", [{ owner: "acme", token: "hunter2" }]),
      "got a value in token in the clear",
    ],
    "a password between two references": [
      (stack) =>
        new TerraformOutput(stack, "url", {
          value: "postgres://app:hunter2@${aws_lb.a.dns_name}/app",
        }),
      "got a value in url of the output in the clear",
    ],
  },
  passes: {
    "a script that asks for its password": instance(
      "#!/bin/sh\nexport DB_PASSWORD=$(aws ssm get-parameter --name /a)\nexport TOKEN_TTL=60\nexport LEVEL=info\n",
    ),
    "a tag that is about secrets": (stack) =>
      new SsmParameter(stack, "p", {
        name: "/a",
        type: "String",
        value: "1",
        tags: { Secrets: "yes, in here" },
      }),
    "an output by reference": (stack) =>
      new TerraformOutput(stack, "secret_arn", { value: "${aws_secretsmanager_secret.a.arn}" }),
    "a variable without a default": (stack) =>
      new TerraformVariable(stack, "api_token", { sensitive: true }),
    "a provisioner's variable by reference": foreign("terraform_data", {
      provisioner: [
        { "local-exec": { command: "migrate", environment: { DB_PASSWORD: "${var.password}" } } },
      ],
    }),
    "an address between two references": (stack) =>
      new TerraformOutput(stack, "url", {
        value: "postgres://${var.user}:${var.password}@${aws_lb.a.dns_name}/app",
      }),
  },
};

export const ownKeyCases: Cases = {
  fails: {
    "a storage account": [
      foreign("azurerm_storage_account", { name: "acme" }),
      "got keys to it, which the state has; expected shared_access_key_enabled = false; the state of a stack that needs them is read by few",
    ],
    "a cache with a password": [
      foreign("google_redis_instance", { auth_enabled: true }),
      "got keys to it, which the state has; expected a state that few may read",
    ],
    "a cluster's token": [
      (stack) => stack.addOverride("data.aws_eks_cluster_auth.a.name", "shop"),
      "got a secret that is read here, so the state has it; expected ephemeral aws_eks_cluster_auth, handed to a write-only argument (..._wo)",
    ],
  },
  passes: {
    "a storage account without keys": foreign("azurerm_storage_account", {
      shared_access_key_enabled: false,
    }),
    "a cluster without local accounts": foreign("azurerm_kubernetes_cluster", {
      local_account_disabled: true,
    }),
    "a cluster that issues no certificate": foreign("google_container_cluster", { name: "shop" }),
  },
};

import { CognitoUserPoolClient } from "@cdktf/provider-aws/lib/cognito-user-pool-client";
import { DataAwsSecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/data-aws-secretsmanager-secret-version";
import { DataAwsSsmParameter } from "@cdktf/provider-aws/lib/data-aws-ssm-parameter";
import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import { IamAccessKey } from "@cdktf/provider-aws/lib/iam-access-key";
import type { Cases } from "./case";
import { data, foreign } from "./foreign";

const KEPT = "got a value in";
const MADE = "got a secret that is made here, so the state has it; expected";
const READ = "got a secret that is read here, so the state has it; expected";
const WRITE_ONLY = "handed to a write-only argument (..._wo)";

/** What is made or read here, and what overrides add. */
export const madeCases: Cases = {
  fails: {
    "a password that Terraform makes": [
      foreign("random_password", { length: 20 }),
      `${MADE} ephemeral random_password, ${WRITE_ONLY}`,
    ],
    "a private key that Terraform makes": [
      foreign("tls_private_key"),
      `${MADE} ephemeral tls_private_key, ${WRITE_ONLY}`,
    ],
    "an access key": [
      (stack) => new IamAccessKey(stack, "key", { user: "u" }),
      `${MADE} a role that is taken on, which needs no key, or pgp_key`,
    ],
    "a client with a secret": [
      (stack) =>
        new CognitoUserPoolClient(stack, "client", {
          name: "c",
          userPoolId: "p",
          generateSecret: true,
        }),
      `${MADE} a client without one`,
    ],
    "a secret that is read": [
      (stack) => new DataAwsSecretsmanagerSecretVersion(stack, "read", { secretId: "a" }),
      `${READ} ephemeral aws_secretsmanager_secret_version, ${WRITE_ONLY}`,
    ],
    "a parameter whose name says that it is a secret": [
      (stack) => new DataAwsSsmParameter(stack, "read", { name: "/acme/db/password" }),
      `${READ} ephemeral aws_ssm_parameter`,
    ],
    "a key of a service account": [
      foreign("google_service_account_key", { service_account_id: "a" }),
      `${MADE} workload identity federation, or ephemeral google_service_account_key`,
    ],
    "a text that is random and taken for a password": [
      (stack) => {
        foreign("random_string", { length: 20 })(stack);
        new DbInstance(stack, "db", {
          instanceClass: "db.t4g.micro",
          passwordWo: "${random_string.foreign.result}",
          passwordWoVersion: 1,
        });
      },
      `got a value that test-stack/db takes as password_wo, and the state has it; expected ephemeral random_password, ${WRITE_ONLY}`,
    ],
    "a password in what a data source asks": [
      data("http", { request_headers: { Authorization: "Bearer abcdef0123456789abcdef" } }),
      `${KEPT} request_headers.Authorization`,
    ],
    "a resource that an override makes": [
      (stack) => stack.addOverride("resource.random_password.db", { length: 20 }),
      `${MADE} ephemeral random_password, ${WRITE_ONLY}`,
    ],
    "an argument that an override adds": [
      (stack) => stack.addOverride("resource.aws_db_instance.db.password", "hunter2"),
      `${KEPT} password, expected it in password_wo`,
    ],
  },
  passes: {
    "an access key that is encrypted": (stack) =>
      new IamAccessKey(stack, "key", { user: "u", pgpKey: "keybase:kim" }),
    "a client without a secret": (stack) =>
      new CognitoUserPoolClient(stack, "client", { name: "c", userPoolId: "p" }),
    "what is random but no secret": foreign("random_id", { byte_length: 4 }),
    "what is random and part of a name": (stack) => {
      foreign("random_id", { byte_length: 4 })(stack);
      new DbInstance(stack, "db", {
        instanceClass: "db.t4g.micro",
        identifier: "shop-${random_id.foreign.hex}",
        manageMasterUserPassword: true,
      });
    },
    "a parameter that is read and no secret": (stack) =>
      new DataAwsSsmParameter(stack, "read", { name: "/aws/service/ami-amazon-linux-latest" }),
    "a password that is ephemeral": (stack) => {
      stack.addOverride("ephemeral.random_password.db", { length: 20 });
      stack.addOverride(
        "resource.postgresql_role.app.password_wo",
        "${ephemeral.random_password.db.result}",
      );
    },
    "where a secret is": foreign("google_cloud_run_v2_service", {
      secret_key_ref: { secret: "db", version: "1" },
      credentials_secret: "projects/acme/secrets/db",
      encryption_key: "${google_kms_crypto_key.a.id}",
      oidc_token: { service_account_email: "a@b", audience: "https://acme.example.com" },
      disk_encryption_key: { kms_key_self_link: "a" },
    }),
  },
};

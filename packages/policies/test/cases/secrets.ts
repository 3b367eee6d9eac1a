import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Fn } from "cdktf";
import type { Build, Cases } from "./case";
import { taskOf } from "./containers";
import { ownKeyCases, plantedCases } from "./secrets-anywhere";
import { madeCases } from "./secrets-made";
import { keptSecretCases, plainSecretCases } from "./secrets-elsewhere";

const variables = (environment: Readonly<Record<string, string>>): Build =>
  taskOf({
    environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
  });

/** A value that says what it is, under a name that does not. */
const value = (text: string): readonly [Build, string] => [
  variables({ SETTING: text }),
  "container web: got a value that looks like a key in the variable SETTING",
];

const name = (variable: string): readonly [Build, string] => [
  variables({ [variable]: "hunter2" }),
  `container web: got the variable ${variable} in the clear`,
];

/** In two parts, or this file itself would be found by whoever looks for keys. */
const joined = (...parts: string[]): string => parts.join("");

export const secretCases: Readonly<Record<string, Cases>> = {
  "no-plain-secret": {
    fails: {
      ...plainSecretCases.fails,
      ...plantedCases.fails,
      "a password": name("DB_PASSWORD"),
      "a password at the start": name("PASSWORD_PRIMARY"),
      "a database's own spelling": name("PGPASSWORD"),
      "a secret": name("CLIENT_SECRET"),
      "a token": name("GITHUB_TOKEN"),
      "an API key": name("STRIPE_API_KEY"),
      "a private key": name("JWT_PRIVATE_KEY"),
      "camel case": name("sessionSecret"),
      "an AWS key": value(joined("AKIA", "IOSFODNN7EXAMPLE")),
      "a private key's text": value(joined("-----BEGIN RSA ", "PRIVATE KEY-----\nMIIE")),
      "a JSON web token": value(joined("eyJhbGciOiJIUzI1NiJ9.", "eyJzdWIiOiIxMjM0In0.", "abcDEF")),
      "a password in an address": value("postgres://app:hunter2@db.internal/app"),
      "a GitHub token": value(joined("ghp_", "a".repeat(36))),
      "a key in the command": [
        taskOf({ command: ["serve", "--key", joined("AKIA", "IOSFODNN7EXAMPLE")] }),
        "container web: got a value that looks like a key in the command",
      ],
      "a function's variable": [
        (stack) =>
          new LambdaFunction(stack, "function", {
            functionName: "f",
            role: "arn",
            environment: { variables: { API_KEY: "hunter2" } },
          }),
        "got the variable API_KEY in the clear",
      ],
      "a second container": [
        taskOf({}, { name: "proxy", environment: [{ name: "TOKEN", value: "hunter2" }] }),
        "container proxy: got the variable TOKEN in the clear",
      ],
    },
    passes: {
      ...plainSecretCases.passes,
      ...plantedCases.passes,
      "ordinary settings": variables({
        LOG_LEVEL: "info",
        TOKENIZER: "bpe",
        KEYBOARD: "de",
        DATABASE_URL: "postgres://db.internal/app",
      }),
      "what is about a secret": variables({
        SECRET_ARN: "arn:aws:secretsmanager:eu-west-1:111111111111:secret:a",
        PASSWORD_MIN_LENGTH: "12",
        TOKEN_TTL_SECONDS: "60",
        PRIVATE_KEY_PATH: "/run/key.pem",
      }),
      "a switch": variables({ USE_TOKEN: "true", API_KEY: "" }),
      "a secret by its name": taskOf({
        secrets: [{ name: "DB_PASSWORD", valueFrom: "/acme/db/password" }],
      }),
    },
  },
  "no-secret-in-state": {
    fails: {
      ...keptSecretCases.fails,
      ...madeCases.fails,
      "a secure parameter": [
        (stack) => new SsmParameter(stack, "p", { name: "/a", type: "SecureString", value: "x" }),
        "got a value in value, expected it in value_wo",
      ],
      "a secret": [
        (stack) =>
          new SecretsmanagerSecretVersion(stack, "s", { secretId: "a", secretString: "x" }),
        "got a value in secret_string, expected it in secret_string_wo",
      ],
      "a database's password": [
        (stack) => new DbInstance(stack, "db", { instanceClass: "db.t4g.micro", password: "x" }),
        "got a value in password, expected it in password_wo",
      ],
      "a value that Terraform computes": [
        (stack) =>
          new SecretsmanagerSecretVersion(stack, "s", { secretId: "a", secretString: Fn.uuid() }),
        "got a value in secret_string, expected it in secret_string_wo",
      ],
    },
    passes: {
      ...keptSecretCases.passes,
      ...madeCases.passes,
      "a write-only argument": (stack) =>
        new SsmParameter(stack, "p", {
          name: "/a",
          type: "SecureString",
          valueWo: "x",
          valueWoVersion: 1,
        }),
      "a parameter that is no secret": (stack) =>
        new SsmParameter(stack, "p", { name: "/a", type: "String", value: "1" }),
      "a password that AWS makes": (stack) =>
        new DbInstance(stack, "db", {
          instanceClass: "db.t4g.micro",
          manageMasterUserPassword: true,
        }),
    },
  },
  "own-keys-in-state": ownKeyCases,
};

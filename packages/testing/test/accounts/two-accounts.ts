import { configuration, environmentInput, github } from "../../src/configuration";
import { Accounts } from "../../src/accounts";
import { stacksOf } from "../../src/stacks";
import { synthStack } from "../../src/synth";

export const ORGANIZATION = "111111111111";
export const OF_DEV = "222222222222";
export const OF_PROD = "333333333333";
export const REGION = "ap-northeast-2";

// With an image, which its tasks pull.
const services = [{ name: "web", http: {}, image: { tag: "1.0.0" } }];
const members = configuration({ delivery: { github } }, [
  environmentInput("dev", { production: false, accountId: OF_DEV, services }),
  environmentInput("prod", { accountId: OF_PROD, services }),
]);
const stacks = stacksOf(members);
export const json = (id: string) => synthStack(stacks(id));

const STACKS = ["bootstrap", "registry", "delivery", "dev-account", "dev", "prod-account", "prod"];
export const accounts = new Accounts(STACKS.map((owner) => json(`${owner}-stack`)));

export const roleIn = (account: string, name: string): string =>
  `arn:aws:iam::${account}:role/acme-${name}`;

const ACCOUNTS = { dev: OF_DEV, prod: OF_PROD };

/** A role in the own account of an environment, as `plan`. */
export const memberRole = (environment: keyof typeof ACCOUNTS, use: string): string =>
  roleIn(ACCOUNTS[environment], `delivery-${use}-${environment}`);

export const [MAIN, DEV] = [roleIn(ORGANIZATION, "plan-main"), roleIn(ORGANIZATION, "apply-dev")];

/** What bears the tags of an environment. */
export const taggedAs = (environment: string) => ({
  "aws:ResourceTag/Organization": "acme",
  "aws:ResourceTag/Environment": environment,
});

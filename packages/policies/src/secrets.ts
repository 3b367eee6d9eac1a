import type { Rule } from "./rule";
import { keptSecrets, ownKeys } from "./kept-secrets";
import { plainSecrets } from "./plain-secrets";

export const secretRules: readonly Rule[] = [
  {
    id: "no-plain-secret",
    severity: "error",
    appliesTo: "every stack",
    statement:
      "No secret stands in the environment or the command of what runs, nor anywhere else in the code.",
    reason:
      "It can be read by whoever may describe the task definition, and lies in the state, the plan and the repository.",
    fix: "put the value into SSM Parameter Store or Secrets Manager and name it in the service's secrets; what a provider needs comes by an environment variable of its own (packages/docs/provider-credentials.md)",
    find: plainSecrets,
  },
  {
    id: "no-secret-in-state",
    severity: "error",
    appliesTo: "every stack",
    statement: "Values of secrets do not pass through Terraform's state.",
    reason:
      "The state and all its old versions would hold them in the clear for whoever may read it.",
    fix: "use the write-only argument (..._wo) with an ephemeral resource, let AWS make the password (manage_master_user_password), or set the value outside Terraform",
    find: keptSecrets,
  },
  {
    id: "own-keys-in-state",
    severity: "warning",
    appliesTo: "every stack",
    statement: "What hands Terraform the keys to itself has been weighed.",
    reason: "Whoever may read the state, to plan as well, opens it with them.",
    fix: "switch the keys off where the type can, and let identities in by roles; else keep the stack's state from those who need not have them",
    find: ownKeys,
  },
];

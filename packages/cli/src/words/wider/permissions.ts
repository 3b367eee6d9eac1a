import { fieldsOf, listed, textsOf, type ChangedResource, type Wider } from "./access";
import { statementsOf, uncovered, type Statement, type Uncovered } from "./statements";

/** What a change allows that was not allowed before, or denies no more. */
export function widerPermissions(changed: ChangedResource): Wider[] {
  return [...fromDocuments(changed), ...fromArguments(changed)].map((words) => ({
    kind: "permissions",
    words,
  }));
}

/** Any text that is a policy document, whatever the argument and the type are called. */
function fromDocuments({ before, after, unknown, code }: ChangedResource): string[] {
  const [olds, news] = [documentsIn(before), documentsIn(after)];
  const isMade = !isThere(before);
  // References in code fill in what is not known yet, where there is nothing to compare it with.
  const coded = isMade && isThere(after) ? documentsIn(code) : new Map<string, Statement[]>();
  const places = new Set([...olds.keys(), ...news.keys(), ...coded.keys()]);
  const lines = [...places].flatMap((place) => {
    if (!isMade && isThere(after) && !news.has(place) && isUnknownAt(unknown, place)) {
      return ["has permissions that are known only after apply"];
    }
    const [old, fresh] = [olds.get(place) ?? [], news.get(place) ?? coded.get(place) ?? []];
    return [
      ...uncovered(fresh, old, "Allow").map(allowed),
      ...uncovered(old, fresh, "Deny").map(undenied),
    ];
  });
  return [...new Set(lines)];
}

const isThere = (value: unknown): boolean => value !== undefined && value !== null;

function documentsIn(value: unknown, path = "", found = new Map<string, Statement[]>()) {
  const statements = statementsOf(value);
  if (statements !== undefined) found.set(path, statements);
  else if (typeof value === "object" && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      if (key !== "//") documentsIn(part, path === "" ? key : `${path}.${key}`, found);
    }
  }
  return found;
}

function isUnknownAt(unknown: unknown, place: string): boolean {
  let at = unknown;
  for (const key of place.split(".")) {
    if (at === true) return true;
    at = fieldsOf(Array.isArray(at) ? { ...at } : at)[key];
  }
  return at === true;
}

/** `may s3:PutObject on arn:..., arn:...` or `lets arn:... do s3:GetObject` */
function allowed({ statement, principals, actions, resources, byCondition }: Uncovered): string {
  const { condition, negated } = statement;
  const under = byCondition
    ? condition === undefined
      ? ", without a condition now"
      : ", under another condition"
    : condition === undefined
      ? ""
      : ", under a condition";
  const what = `${negated ? "all but " : ""}${actionsInWords(actions)}${onWords(resources)}`;
  if (principals.length === 0) return `may ${what}${under}`;
  const whom = principals.includes("*") ? "everybody" : listed(principals);
  const isRole =
    actions.length > 0 &&
    actions.every((action) => /^sts:(AssumeRole|TagSession|SetSource)/.test(action));
  if (negated) return `lets all but those named do more: ${whom}, ${what}${under}`;
  return isRole ? `may be taken on by ${whom}${under}` : `lets ${whom} do ${what}${under}`;
}

function undenied({ statement, principals, actions, resources }: Uncovered): string {
  const whom =
    principals.length === 0 || principals.includes("*") ? "" : ` to ${listed(principals)}`;
  const under = statement.condition === undefined ? "" : ", which was denied under a condition";
  const but = statement.negated ? "all but " : "";
  return `does not deny ${but}${actionsInWords(actions)}${onWords(resources)}${whom} any more${under}`;
}

const actionsInWords = (actions: readonly string[]): string =>
  actions.includes("*") ? "everything" : listed(actions);

const onWords = (resources: readonly string[]): string => {
  if (resources.length === 0) return "";
  return resources.includes("*") ? " on all resources" : ` on ${listed(resources)}`;
};

/** Arguments by which somebody gets a permission, with the words for what is new in them. */
const GIVING: readonly {
  readonly types: RegExp;
  readonly argument: string;
  words(gained: string, after: ReturnType<typeof fieldsOf>): string;
}[] = [
  {
    types: /^aws_.*_policy_attachment$/,
    argument: "policy_arn",
    words: (arn) => `gets the policy ${arn}`,
  },
  {
    types: /^aws_iam_role$/,
    argument: "managed_policy_arns",
    words: (arn) => `gets the policy ${arn}`,
  },
  {
    types: /_policy_attachments_exclusive$/,
    argument: "policy_arns",
    words: (arn) => `gets the policy ${arn}`,
  },
  {
    types: /^aws_iam_(user_group_membership)$/,
    argument: "groups",
    words: (group) => `joins the group ${group}`,
  },
  {
    types: /^aws_iam_group_membership$/,
    argument: "users",
    words: (user) => `takes in the user ${user}`,
  },
  {
    types: /^aws_lambda_permission$/,
    argument: "principal",
    words: (principal, { action }) => `lets ${principal} do ${String(action)}`,
  },
  {
    types: /^aws_kms_grant$/,
    argument: "operations",
    words: (operation, { grantee_principal: whom }) => `lets ${String(whom)} do ${operation}`,
  },
  {
    types: /^google_.*_iam_member$/,
    argument: "member",
    words: (member, { role }) => `gives ${member} the role ${String(role)}`,
  },
  {
    types: /^google_.*_iam_binding$/,
    argument: "members",
    words: (member, { role }) => `gives ${member} the role ${String(role)}`,
  },
  {
    types: /^azurerm_role_assignment$/,
    argument: "principal_id",
    words: (principal, fields) =>
      `gives ${principal} the role ${textsOf(fields["role_definition_name"] ?? fields["role_definition_id"]).join("")}`,
  },
];

/** What is a way in as soon as it is made. */
const MADE: Readonly<Record<string, string>> = {
  aws_iam_access_key: "is a new access key, which never ends by itself",
  aws_iam_user_login_profile: "lets a user sign in with a password",
  google_service_account_key: "is a new key of a service account",
};

function fromArguments({ type, before, after, code }: ChangedResource): string[] {
  if (!isThere(after)) return [];
  const [old, known] = [fieldsOf(before), fieldsOf(after)];
  const fields = { ...fieldsOf(isThere(before) ? undefined : code), ...known };
  const given = GIVING.filter(({ types }) => types.test(type)).flatMap(({ argument, words }) => {
    const had = new Set(textsOf(old[argument]));
    return textsOf(fields[argument])
      .filter((one) => !had.has(one))
      .map((one) => words(listed([one]), fields));
  });
  const made = MADE[type];
  const { permissions_boundary: boundary } = old;
  const isBounded = textsOf(boundary).length > 0;
  const now = textsOf(known["permissions_boundary"]);
  return [
    ...given,
    ...(made !== undefined && !isThere(before) ? [made] : []),
    ...(isBounded && now.length === 0 ? ["has no permissions boundary any more"] : []),
    ...(isBounded && now.length > 0 && now[0] !== boundary
      ? [`has another permissions boundary, ${now[0]!}`]
      : []),
  ];
}

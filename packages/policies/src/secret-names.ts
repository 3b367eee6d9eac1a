import { ABOUT_SECRET, namesSecret, withWord, wordsOf } from "./secret-words";

/*
 * Which arguments of a block are secrets, by their names alone: of other providers' resources no
 * schema is at hand. The words are those of arguments that google, azurerm, azuread, cloudflare,
 * github, digitalocean, datadog, kubernetes, vault and mongodbatlas mark as sensitive in their
 * schemas, and of those that look alike and are not.
 */

/** A stack has thousands of arguments and few names of them, so each is looked at once. */
function remembered(holds: (name: string) => boolean): (name: string) => boolean {
  const known = new Map<string, boolean>();
  return (name) => {
    let answer = known.get(name);
    if (answer === undefined) known.set(name, (answer = holds(name)));
    return answer;
  };
}

/** Whether an argument of this name is a secret, and not something about one. */
export const namesSecretArgument = remembered((name) => {
  const words = wordsOf(name);
  if (SECRET.test(words) && !PUBLIC.test(words)) return true;
  return namesSecret(name) && !OPEN.test(words);
});

/** Names of arguments, besides those of variables, that mean a secret. */
const SECRET = withWord(
  `APPLICATION_INSIGHTS_KEY APPLICATION_KEY AUTHORIZATION_KEY CLIENT_KEY CLIENT_TLS_KEY CUSTOM_KEYS EAB_KEY HOST_KEY_BODY
  INGESTION_KEY INSTRUMENTATION_KEY JWT KEY_BASE64 KEY_JWK KEY_MATERIAL KEY_MATERIAL_BASE64 LUIS_KEY PEM_BUNDLE PEM_JSON
  PLAIN_?TEXT PLAIN_?TEXT_(?:VALUE|WO) PRESHARED_KEY PROTECTED_PARAMETERS? PROTECTED_SETTINGS PSK RAW_KEY RSA_ENCRYPTED_KEY SAS_KEY SAS_TOKEN SAS_URI SAS_URL
  SECURE_ENVIRONMENT_VARIABLES SECURE_VALUE SERVICE_KEY SERVICE_PRINCIPAL_KEY SHARED_ACCESS_POLICY_KEY
  SENSITIVE SENSITIVE_(?:ENVIRONMENT_VARIABLES|LABELS|PARAMS|VALUES?)
  SHARED_ACCESS_SIGNATURE SSL_KEY STORAGE_ACCOUNT_PRIMARY_KEY STORAGE_KEY WORKSPACE_KEY`,
  "$",
);

/** Such a name that means no secret all the same. */
const PUBLIC = withWord("CASE_SENSITIVE KEY_VAULT PUBLIC PUBLIC_KEY SECRET_MANAGER");

/** Names that have such a word in them, and say what is done with a secret, or where it is. */
const OPEN = new RegExp(
  [
    // Blocks and switches.
    withWord(
      `ACTION AUTHENTICATION BEHAVIOU?R CHECK CONFIG CONFIGURATION CREDENTIAL_SETS? DETECTION EXISTING_SECRET EXPRESSION
      EXCHANGE FILTERS GRANT_AUTH GROUPS INFOS? KEY_IDENTIFIER KIND LINK METHODS OPTIONS PROPERTIES RELAY
      REQUIREMENTS? SCANNING SCANS? SETTINGS? SITE_KEYS SOURCES SPEC SYNC TARGETS? THUMBPRINT USAGE VALIDATORS? VOLUMES?`,
      "$",
    ),
    withWord(
      "DISABLE ENABLE FORCE GENERATE IGNORE IS REQUIRE REQUIRES ROTATE SKIP USE VALIDATE WAIT",
    ),
    // A key of a cloud's own by its name, and secrets by theirs.
    withWord(
      "CMEK CMK CUSTOMER_MANAGED KMS KEY_VAULT SECRET_MANAGER SECRET_SCANNING SECRETS_MANAGER",
    ),
    withWord("KEYS? PASSWORD SECRET SECRETS TOKEN CREDENTIALS?", "_REFS?$|_SECRET_VERSION$"),
    /^SECRET_VERSIONS?_FOR_|_TOKEN_KEY$|_KEY_KEY$|^(PAGE|NEXT|CLIENT_REQUEST|IDEMPOTENCY|START_EXECUTION|RUN_EXECUTION)_TOKEN$/,
    /(^|_)PASS_THR(U|OUGH)(_|$)|(^|_)(PASSWORD|TOKEN|CLIENT_SECRET|CONNECTION_STRING)_KEY$|^IMAGE_PULL_SECRETS?$/,
  ]
    .map(({ source }) => source)
    .join("|"),
);

/** Arguments of a block that is named after a secret which say where it is, or whose. */
export const isBeside = remembered((name) => {
  const words = wordsOf(name);
  return name.length === 1 || BESIDE.test(words) || ABOUT_SECRET.test(words) || OPEN.test(words);
});

const BESIDE = withWord(
  `ALG ANNOTATIONS? APP_UID AUDIENCES? CRV DESCRIPTION DIRECTION EMAIL ENABLED ENV HOST HOSTNAME IDENTIFIER IDENTITY ISSUER
  JWT_HEADER KEY KIND KMS_KEY KTY LABELS? LABEL_SELECTOR LOGIN METADATA OBJECT OPTIONAL PROJECT PURPOSE REF
  REFERENCE RESOURCE SCHEME SELF_LINK SERVER SERVICE_ACCOUNT STATUS STORE SUBJECT TAGS? TEMPLATE USER VALUE_FROM VARIABLE VAULT`,
  "$",
);

/**
 * Whether a text is made of references alone, and each to what names or finds something, as the ARN
 * of a secret does. What `random_...` calls its id is the value itself.
 */
export function onlyNames(text: string): boolean {
  const references = text.match(/\$\{[^}]*\}/g) ?? [];
  return (
    references.length > 0 &&
    text.replace(/\$\{[^}]*\}/g, "").trim() === "" &&
    references.every((reference) => {
      const [, last] = /^\$\{[\w-]+\.[^(){}]*?\.([\w-]+)\}$/.exec(reference) ?? [];
      const isRandom = /[{.]random_\w+\./.test(reference);
      return last !== undefined && !isRandom && ABOUT_SECRET.test(wordsOf(last));
    })
  );
}

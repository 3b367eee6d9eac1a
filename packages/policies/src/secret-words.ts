/*
 * This tells a secret from a setting, by its name and by what its value looks like. Nothing here
 * returns a value.
 */

/** Whether a value is one of the forms in which keys are given out, whatever its name is. */
export const looksLikeSecret = (value: string): boolean =>
  mayLookSecret(value) &&
  (SECRET_VALUES.some((pattern) => pattern.test(value)) || isBasicAuth(value));

/** Whether a text has a piece of such a form; one look, which nearly all texts do not pass. */
export const mayLookSecret = (value: string): boolean => MAY_LOOK_SO.test(value);

/**
 * What makes a setting a secret: its value, under any name, or its name. Undefined if it seems to
 * be none.
 */
export function secretBy(name: string, value: string): "value" | "name" | undefined {
  const words = wordsOf(name);
  const forBrowsers = PUBLIC.test(words);
  if (looksLikeSecret(value)) return "value";
  if (forBrowsers) return undefined;
  if (PUBLISHED_VALUES.some((pattern) => pattern.test(value))) return "value";
  if (isHarmless(words, value)) return undefined;
  const isKey = KEY_NAME.test(words) && !OF_DATA.test(words) && isRandom(value);
  return isKey || namesSecret(name) ? "name" : undefined;
}

/** Names that were asked for before: stacks have the same ones. */
const asked = new Map<string, boolean>();

/** Whether a name means a secret, and not something about a secret. */
export function namesSecret(name: string): boolean {
  const known = asked.get(name);
  if (known !== undefined) return known;
  const words = wordsOf(name);
  const is = SECRET_NAMES.some((pattern) => pattern.test(words)) && !ABOUT_SECRET.test(words);
  asked.set(name, is);
  return is;
}

/**
 * Whether a value is no secret under any name: a switch, a place where a secret is, a path.
 */
export const isHarmlessValue = (value: string): boolean =>
  HARMLESS.some((pattern) => pattern.test(value));

/** The same under a name that means a secret, where the DSN of a public service is none either. */
export const isHarmlessUnder = (name: string, value: string): boolean =>
  isHarmless(wordsOf(name), value);

/** `dbPassword`, `db-password` and `Db__Password` as `DB_PASSWORD`. */
export const wordsOf = (name: string): string =>
  name
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z\d]+/g, "_")
    .toUpperCase();

/** A name with one of some words in it, or at its end. */
export const withWord = (words: string, end = String.raw`_|\d|$`): RegExp =>
  new RegExp(`(?:^|_)(?:${words.trim().replace(/\s+/g, "|")})(?:${end})`);

/** Beginnings of words that end in "pass" and are no password. */
const ENDING_IN_PASS = "BAND|BY|COM|HIGH|LOW|MULTI|OVER|SUR|TRES|UNDER";

const SECRET_NAMES: readonly RegExp[] = [
  /PASSWORD(?!LESS)|PASSPHRASE/,
  // The owner of a secret often stands before it without a mark, as in DBPASS.
  withWord(
    String.raw`[A-Z]*(?<!(?:${ENDING_IN_PASS}))PASS [A-Z]*(?:PASSCODE|PASSWD|PW|TOKEN|CREDS|CREDENTIALS?)
    [A-Z]*(?<!OLD)PWD [A-Z]*SECRETS?(?!_SANTA) [A-Z]*(?:API|ACCESS|PRIVATE|SECRET)KEY`,
  ),
  withWord("CRED DSN CONNECTION_STRINGS?"),
  withWord("API_KEY ACCESS_KEY ACCOUNT_KEY AUTH_KEY DEPLOY_KEY ENCRYPTION_KEY"),
  withWord("HMAC_KEY JWT_KEY LICENSE_KEY MASTER_KEY PRIVATE_KEY SERVICE_ACCOUNT_KEY SHARED_KEY"),
  withWord("SIGNING_KEY WEBHOOK_KEY"),
  /^APP_KEY$/,
];

/** Names of keys of any kind: of ciphers, but of maps as well. */
const KEY_NAME = withWord("KEYS? SALT PEPPER SEED");

/**
 * Ends of names that say where a secret is, how long it lasts, or what it is like. A value that
 * looks like a key is found under such a name too.
 */
export const ABOUT_SECRET = withWord(
  `ADDRESS AGE ALG ALGORITHM ARN ARNS ATTEMPTS AUD AUDIENCE BACKEND CACHE CHARSET CLASS CONTRACT
  COOKIE COST COUNT DATE DAYS DECIMALS DOMAIN DRIVER DURATION ENABLED ENCODING ENCRYPTION ENDPOINT EXPIRATION EXPIRE
  EXPIRED EXPIRES EXPIRES_AT EXPIRES_IN EXPIRY FIELD FILE FILES FORMAT HASHERS? HEADER HINT HOST
  HOURS ID IDS INTERVAL ISSUER ITERATIONS KID LEEWAY LENGTH LIFESPAN LIFETIME LIMIT LOCATION
  MANAGER MAX METHOD MIN MINUTES MODE MONTHS MS NAME NAMES NAMESPACE PARAM PARAMETER PATH
  PATTERN PERIOD POLICY PORT PREFIX PROVIDER REALM REGEX REGION REQUIRED RETRIES ROLE ROTATION
  ROUNDS RULES SCOPE SCOPES SECONDS SIZE SOURCE STORE STRATEGY STRENGTH SUBJECT SUFFIX SYMBOL
  TEMPLATE THRESHOLD THROUGH TIME TIMEOUT TTL TYPE URI URL USERNAME VALIDATION VALIDATOR
  VALIDITY VERSION WEEKS WINDOW`,
  "$",
);

/** Names of keys that find something, or about a key. */
const OF_DATA = new RegExp(
  `(^|_)(CACHE|FEATURE|FOREIGN|GROUP|IDEMPOTENCY|INDEX|LOOKUP|PARTITION|PRIMARY|ROUTING|SORT|VERSION)_|${ABOUT_SECRET.source}`,
);

/** Names of values that everybody may read: frameworks put them into what browsers load. */
const PUBLIC =
  /^(EXPO_PUBLIC|GATSBY|NEXT_PUBLIC|NUXT_PUBLIC|PUBLIC|REACT_APP|STORYBOOK|VITE|VUE_APP)_|(^|_)(ANON|PUBLIC|PUBLISHABLE|SITE)_KEY(_|\d|$)/;

const HARMLESS: readonly RegExp[] = [
  /^(true|false|yes|no|on|off|enabled|disabled|none|null|include|omit|same-origin|[01]|)$/i,
  // A value that says where a secret is, and not what it is.
  /^(arn:aws[\w-]*|ssm|secretsmanager|vault|file|op|sm):[/\w]/,
  // Names of secrets and keys with Google, Azure and Oracle.
  /^(\/\/\w+\.googleapis\.com\/)?projects\/[^/\s]+\/(locations\/[^/\s]+\/)?(keyRings|parameters|secrets|serviceAccounts)\//,
  /^https:\/\/[\w-]+\.(vault|managedhsm)\.[\w.]+\/(certificates|keys|secrets)\/|^@Microsoft\.KeyVault\(/,
  /^\/subscriptions\/[\da-f-]+\/|^ocid1\.\w+\./,
  /^\.{0,2}\/[\w@./-]*\.[a-z]{1,6}$|^\/(app|certs?|etc|home|mnt|opt|run|secrets?|srv|tmp|usr|var)\//,
  // Keys that Stripe and Mapbox call public.
  /^pk[._]/,
];

/** A number, or a time with its unit. */
const QUANTITY = /^\d{1,6}(\.\d+)?\s?(ms|[smhdwMy]|sec\w*|min\w*|hours?|days?|weeks?)?$/;

function isHarmless(words: string, value: string): boolean {
  if (HARMLESS.some((pattern) => pattern.test(value))) return true;
  const last = /(?:^|_)([A-Z]+)_?\d*$/.exec(words)?.[1] ?? "";
  const isCounted = !namesSecret(last) || withWord("MAX MIN NUM TOTAL").test(words);
  if (QUANTITY.test(value) && isCounted) return true;
  return withWord("DSN CONNECTION_STRINGS?").test(words) && isWithoutCredentials(value);
}

/** Sentry's address, which is in every browser that reports to it; an older one has a password. */
const TO_SENTRY = /^https?:\/\/[\da-f]{16,}@[\w.-]+(:\d+)?(\/[\w-]+)*\/\d+$/;

/** An address, or a list of settings, that has no password in it. */
function isWithoutCredentials(value: string): boolean {
  if (TO_SENTRY.test(value)) return true;
  if (/@|(password|passwd|pwd|secret|token|key|sig|signature)\s*=/i.test(value)) return false;
  const isAddress = /^[a-z][a-z\d+.-]*:(\/|[\w.-]+=)\S*$/i.test(value);
  return isAddress || value.split(";").every((part) => /^\s*$|^[\w .]+=/.test(part));
}

/** Whether no person would write a value: hexadecimal, or base64 with three kinds of characters. */
const isRandom = (value: string): boolean =>
  /^[\da-f]{32,}$/i.test(value) ||
  (/^[\w+/=-]{24,}$/.test(value) && [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(value)));

/** A piece of each of the forms below. */
const MAY_LOOK_SO =
  /A[KS]IA|PRIVATE KEY|gh[opusr]_|github_pat_|glpat-|xox|xapp-|:\/\/[^\s/]*@|\/\/\S*(?:hook|discord)|k_live_|whsec_|\bsk-|\bSG\.|:AA|npm_|pypi-|\bhv[bs]\.|atlasv1|_v1_|Key=|base64:|[Bb](?:earer|EARER|asic|ASIC)\s|[Pp](?:ass|ASS)[Ww](?:ord|ORD)\s*=|[Pp](?:wd|WD)\s*=/;

const SECRET_VALUES: readonly RegExp[] = [
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/, // AWS access key
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /\b(ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}/, // GitHub
  /\bglpat-[\w-]{20,}/, // GitLab
  /\bxox[abeprs]-[\w-]{10,}|\bxapp-[\w-]{20,}/, // Slack
  /\/\/hooks\.slack\.com\/(services|workflows)\/\w+/,
  /\/\/([\w-]+\.webhook\.office\.com\/webhookb2|outlook\.office(365)?\.com\/webhook)\/[\w@-]+/, // Teams
  /\/\/(\w+\.)?discord(app)?\.com\/api\/webhooks\/\d+\//,
  /\b[rs]k_live_\w{16,}|\bwhsec_\w{16,}/, // Stripe
  /\bsk-(ant-|proj-)?[\w-]{20,}/, // OpenAI, Anthropic
  /\bSG\.[\w-]{16,}\.[\w-]{16,}/, // SendGrid
  /(?<!\d)\d{6,12}:AA[\w-]{32,33}(?![\w-])/, // Telegram
  /\bBearer\s+(?=\S*\d)[\w.~+/-]{16,}/i,
  /\bnpm_[A-Za-z0-9]{36}\b/,
  /\bpypi-[\w-]{40,}/,
  /\bhv[bs]\.[\w-]{20,}/, // Vault
  /\b\w{14}\.atlasv1\.\w{20,}/, // HCP Terraform
  /\bdo[opr]_v1_[\da-f]{40,}/, // DigitalOcean
  /\b(AccountKey|SharedAccessKey)=[\w+/=]{20,}/, // Azure
  /\b(password|pwd)\s*=\s*(?!(true|false)\b|[$%<*/])[^\s;&"']+/i, // a connection string
  /^base64:[\w+/-]{42,}={0,2}$/, // Laravel
  /\b[a-z][a-z\d+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i, // user and password in an address
];

/** User and password as HTTP has them; "Basic authentication" is none. */
function isBasicAuth(value: string): boolean {
  const [, encoded] = /\bBasic\s+([\w+/-]{4,}={0,2})(?:["'\s]|$)/i.exec(value) ?? [];
  const text = Buffer.from(encoded ?? "", "base64").toString("latin1");
  return /^[ -~]*:[ -~]+$/.test(text);
}

/** Keys that are secrets of servers, but are given to browsers as well. */
const PUBLISHED_VALUES: readonly RegExp[] = [
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+/, // JSON web token
  /\bAIza[\w-]{35}\b/, // Google
];

/** Variables that the lines of a script set to what stands there. */
export const setInLines = (text: string): [name: string, value: string][] =>
  !text.includes("\n")
    ? []
    : [...text.matchAll(/^\s*(?:export\s+)?([A-Za-z_]\w*)=(["']?)([^\s"'`$;]+)\2\s*$/gm)].map(
        ([, name, , value]) => [name!, value!],
      );

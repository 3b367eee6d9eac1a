import { secretBy } from "../src/secret-words";

/** In two parts, or this file itself would be found by whoever looks for keys. */
const joined = (...parts: string[]): string => parts.join("");

const HEX = "0123456789abcdef0123456789abcdef";
const LARAVEL = "base64:bWFkZS11cC1rZXktbWFkZS11cC1rZXktbWFkZS11cCE=";
const TOKEN = joined("eyJhbGciOiJIUzI1NiJ9.", "eyJzdWIiOiIxMjM0In0.", "abcDEF");

test.each([
  ["JWT_ACCESS_TOKEN_EXPIRATION", "3600"],
  ["JWT_REFRESH_TOKEN_EXPIRES_IN", "7d"],
  ["JWT_SECRET_ROTATION_DAYS", "30"],
  ["ACCESS_TOKEN_LIFETIME", "900"],
  ["PASSWORD_RESET_TIMEOUT", "3600"],
  ["OTP_TOKEN_DIGITS", "6"],
  ["MAX_TOKEN", "4096"],
  ["PASSWORD_ENCRYPTION", "scram-sha-256"],
  ["AUTH_TOKEN_HEADER", "X-Auth"],
  ["SECRETS_PROVIDER", "aws"],
  ["SENTRY_DSN", `https://${HEX}@o1.ingest.example.com/2`],
  ["DB_DSN", "mysql://db.internal/app"],
  ["PDO_DSN", "mysql:host=db;dbname=app"],
  ["DATABASE_DSN", "sqlite:///data/app.db"],
  ["ConnectionStrings__Default", "Server=db;Database=x;Integrated Security=true"],
  ["GOOGLE_APPLICATION_CREDENTIALS", "/app/key.json"],
  ["CORS_CREDENTIALS", "include"],
  ["API_KEY", "arn:aws:secretsmanager:eu-west-1:111111111111:secret:a"],
  ["NEXT_PUBLIC_API_KEY", joined("AIza", "a".repeat(35))],
  ["SUPABASE_ANON_KEY", TOKEN],
  ["STRIPE_PUBLISHABLE_KEY", `pk_live_${"a".repeat(24)}`],
  ["RECAPTCHA_SITE_KEY", "6LcAAAAAAAAAAabcdefghijklmnopqrstuvwxyz1"],
  ["CACHE_KEY_PREFIX", HEX],
  ["KMS_KEY_ID", "1234abcd-12ab-34cd-56ef-1234567890ab"],
  ["CACHE_VERSION_KEY", HEX],
  ["PASSWORDLESS_LOGIN", "email"],
  ["PASSWORD_HASHERS", "argon2"],
  ["TOKEN_CONTRACT_ADDRESS", `0x${HEX}`],
  ["FEATURE_KEY", "new-checkout-flow-2"],
  ["BCRYPT_SALT_ROUNDS", "10"],
  ["TOKEN_CONTRACT", `0x${HEX}`],
  ["TOKEN_DECIMALS", "18 digits"],
  ["SECRET_SANTA_DATE", "2026-12-24"],
  ["SECRET_SANTA_BUDGET", "20 EUR"],
  ["COMPASS", "north"],
  ["CACHE_BYPASS", "admin"],
  ["OLDPWD", "work"],
  ["SACRED", "cow"],
  ["AUTH", "Basic authentication"],
  ["AUTHORIZATION", "Bearer authentication-by-gateway"],
  ["UPSTREAM_AUTH", "Bearer $TOKEN"],
  ["GIT_SHA", "0123456789abcdef0123456789abcdef01234567"],
  ["JAVA_OPTS", "-Xmx512m -Dallow.password=true"],
  ["MIGRATE", "migrate --password=$DB_PASSWORD"],
])("%s=%s is no secret", (name, value) => {
  expect(secretBy(name, value)).toBeUndefined();
});

test.each([
  ["DB_PASSWORD", "hunter2"],
  ["PASSWORD_1", "12345678"],
  ["PASSWORD_PRIMARY", "12345678"],
  ["PIN_TOKEN", "123456"],
  ["PASSWORD_HASH", "x"],
  ["SECRET_KEY_BASE", "x"],
  ["DBPASS", "hunter2"],
  ["MAILPASS", "hunter2"],
  ["UserPass_2", "hunter2"],
  ["DBPWD", "hunter2"],
  ["DB_PW", "hunter2"],
  ["DBPW", "hunter2"],
  ["CREDS", "kim:hunter2"],
  ["FTPCREDS", "kim:hunter2"],
  ["GHTOKEN", "hunter2"],
  ["MYSECRET", "12345678"],
  ["MAILAPIKEY", "hunter2"],
  ["APITOKEN", "hunter2"],
  ["APP_KEY", "x"],
  ["jwtSecret", "x"],
  ["DB_DSN", "app:hunter2@tcp(db:3306)/app"],
  ["DB_DSN", "host=db user=app password=true"],
  ["DB_DSN", "hunter2"],
  ["COOKIE_KEY", HEX],
  ["AUTH_SALT", "aB3aB3aB3aB3aB3aB3aB3aB3"],
])("%s=%s is one by its name", (name, value) => {
  expect(secretBy(name, value)).toBe("name");
});

test.each([
  ["APP_KEY", LARAVEL],
  ["SETTING", LARAVEL],
  ["SENTRY_DSN", `https://${HEX}:${HEX}@sentry.io/2`],
  ["ConnectionStrings__Default", "Server=db;User Id=sa;Password=hunter2"],
  ["JAVA_OPTS", "-Dspring.datasource.password=hunter2"],
  ["CHANNEL", joined("https://hooks.slack.com/", "services/T0/B0/xxxxxxxx")],
  ["CHANNEL", joined("https://acme.webhook.office.com/", "webhookb2/1a2b@3c4d/IncomingWebhook/5e")],
  ["AUTHORIZATION", joined("Bear", `er ${HEX}`)],
  ["AUTH", joined("Bas", `ic ${Buffer.from("kim:hunter2").toString("base64")}`)],
  ["CURL_OPTS", joined("-H 'Authorization: Bas", `ic ${Buffer.from("kim:x").toString("base64")}'`)],
  ["BOT", joined("123456789:", "AA", "a".repeat(33))],
  ["BOT_URL", joined("https://api.telegram.org/bot123456789:", "AA", "a".repeat(33), "/getMe")],
  ["STORAGE", `AccountName=a;${joined("AccountKey=", "a".repeat(40))}`],
  ["API_KEY_HEADER", joined("ghp_", "a".repeat(36))],
  ["NEXT_PUBLIC_SETTING", joined("-----BEGIN RSA ", "PRIVATE KEY-----")],
  ["SESSION", TOKEN],
])("%s=%s is one by its value", (name, value) => {
  expect(secretBy(name, value)).toBe("value");
});

import { isBeside, namesSecretArgument, onlyNames } from "../src/secret-names";

test.each(
  `password secret token api_key api_token access_token client_secret secret_key private_key
  admin_password administrator_login_password master_user_password account_key connection_string
  shared_access_policy_key service_principal_key raw_key sas_token sas_url protected_settings
  plaintext_value plain_text set_sensitive secure_value storage_access_key redis_access_key psk
  tunnel_secret auth_token oauth_token registration_token license_key webhook_secret app_key
  secure_environment_variables passphrase client_key shared_secret signing_key`.split(/\s+/),
)("%s is a secret", (name) => {
  expect(namesSecretArgument(name)).toBe(true);
});

test.each(
  `secret_name secret_id secret_arn secret_path secret_version token_ttl token_url token_endpoint
  password_policy password_length password_expression secret_key_ref secret_ref kms_key_name
  kms_encryption_key customer_managed_encryption_key key_vault_secret_id key_vault_password
  client_secret_certificate_thumbprint page_token start_execution_token password_key token_key
  secret_scanning secret_scanning_push_protection image_pull_secrets access_token_lifespan
  public_key public_key_base64 case_sensitive encryption_key_revocation_action token_sources
  origin_error_page_pass_thru secret_version_for_client_secret
  disable_password_authentication storage_account_access_key_is_secondary api_key_config
  service_account_token_volume tokenizer compass keyboard
  auth.existingSecret auth.secretKeys.adminPasswordKey execution_secret_arns`.split(/\s+/),
)("%s is none, but something about one", (name) => {
  expect(namesSecretArgument(name)).toBe(false);
});

test.each(
  "valueFrom kms_key_self_link audience scope service_account_email version key e kid".split(" "),
)("%s stands beside a secret", (name) => expect(isBeside(name)).toBe(true));

test.each([
  ["${aws_secretsmanager_secret.db.arn}", true],
  ["${google_secret_manager_secret_version.db.name}", true],
  ["${azurerm_key_vault_key.a.versionless_id}", true],
  ["${module.db.secret_arn}", true],
  ["${aws_db_instance.db.master_user_secret[0].secret_arn}", true],
  ["${random_password.db.result}", false],
  ["${random_id.db.id}", false],
  ["${var.password}", false],
  ["${google_service_account_key.a.private_key}", false],
  ['${join("", [random_password.db.result, aws_vpc.a.id])}', false],
  ["hunter2", false],
  ["hunter2-${aws_vpc.a.id}", false],
] as const)("%s is made of names alone: %s", (text, expected) => {
  expect(onlyNames(text)).toBe(expected);
});

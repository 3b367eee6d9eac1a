import { isBeside, namesSecretArgument, onlyNames } from "../src/secret-names";

/** Arguments that providers mark as sensitive, in the schemas that secret-names.ts names. */
const SENSITIVE = `
  access_client_secret access_key access_token account_key admin_password
  administrator_login_password administrator_password agent_account_access_key api_key
  api_secret api_secret_key api_token app_secret application_insights_connection_string
  application_insights_key application_key auth_credentials auth_key auth_token
  authorization_key azure_sas_token bind_password bindpass certificate_password cf_api_key
  client_certificate_password client_key client_secret client_tls_key
  cluster_bootstrap_account_password cluster_operator_account_password
  cognitive_service_access_key connection_string consumer_secret context_access_token
  cosmosdb_account_key credentials custom_keys custom_question_answering_search_service_key
  dapr_application_insights_connection_string datadog_api_key dd_api_key_secret
  dead_letter_storage_secret default_admin_password developer_app_insights_api_key
  disk_encryption_key_raw disk_encryption_key_rsa domain_password domain_user_password eab_key
  email_password encoded_private_key encryption_key encryption_password
  eventhub_primary_connection_string eventhub_secondary_connection_string
  facebook_application_secret hec_token hf_token https_key_base64 hugging_face_token
  ingestion_key instrumentation_key jwt key_base64 key_jwk license_key luis_key
  notification_token nsxt_password oauth2_client_secret ops_genie_api_key opsgenie_api_key
  password pem_bundle pem_json pem_private_key pfx_certificate_password plain_text
  plain_text_value plaintext plaintext_value private_key private_key_content_base64
  private_key_passphrase private_key_pem protected_parameter protected_settings psk
  pull_secret radius_server_secret raw_key rdb_storage_connection_string refresh_token
  registry_password repository_token resource_owner_password root_password rsa_encrypted_key
  run_as_password sas_key sas_token sas_uri sas_url secret secret_access_key secret_arguments
  secret_data secret_key secret_key_base64 secret_text secret_values secrets
  secure_environment_variables secure_value sensitive_environment_variables
  service_account_key service_key service_principal_key service_principal_secret
  servicebus_primary_connection_string servicebus_secondary_connection_string
  shared_access_policy_key shared_access_signature shared_key shared_secret signing_secret
  site_secret sms_channel_auth_token sql_administrator_login_password
  sql_connectivity_update_password sql_service_account_password ssh_private_key
  ssh_private_key_base64 ssl_key ssl_key_password storage_account_access_key
  storage_account_key storage_account_primary_key storage_container_sas_key storage_key
  tenant_token token token_secret trust_handshake_secret tunnel_secret vapid_private_key
  vcenter_password verification_token victor_ops_api_key web_analytics_token webhook_secret
  workspace_key`;

/** Texts among their other arguments that have a word of secrets in their names. */
const OPEN = `
  access_key_version access_token_lifetime access_token_url admin_access_token_version_name
  admin_credential_secret_name admin_password_secret_version api_key_id api_key_key
  api_key_name api_key_secret_version app_secret_setting_name auth_token_wo_version
  authentication_token_secret_version cdn_frontdoor_secret_id
  client_secret_certificate_thumbprint client_secret_key client_secret_setting_name
  client_secret_version client_secret_wo_version consumer_secret_setting_name
  container_registry_token_id credential_id credential_mode credential_name credential_set_id
  credential_type credentials_file credit_types_treatment
  cross_realm_trust_shared_password_uri dd_api_key_id gmsa_credential_spec
  gmsa_credential_spec_name job_credential_id key_password_uri
  key_store_password_secret_version key_vault_secret_id keystore_password_uri
  keyword_tokenizer macsec_cak_keyvault_secret_id macsec_ckn_keyvault_secret_id
  npmrc_environment_variables_secret_version oauth2_client_secret_wo_version
  oauth_client_credential_id oauth_token_secret_version oauth_token_url page_token
  password_change_interval password_expiration_duration password_expression password_key
  password_policy password_reset_policy password_secret_id password_secret_version
  password_wo_version pem_private_key_wo_version physical_server_credential_name
  previous_client_secret_expires_at private_key_file private_key_id private_key_path
  private_key_secret_version private_key_type private_key_wo_version rctoken_aud
  read_access_token_version_name read_service_tokens_from_header root_password_wo_version
  root_principal_password_uri run_execution_token scim_token_id secret_access_key_version
  secret_access_key_wo_version secret_arn secret_data_wo_version secret_file secret_id
  secret_manager_stored_password secret_name secret_namespace secret_path
  secret_scanning_push_protection_custom_link secret_type secret_url secret_version
  secret_version_for_api_key secret_version_for_client_secret secret_version_for_token
  secret_version_for_username_password secrets_location service_token_id
  shared_secret_wo_version ssl_key_password_secret_version start_execution_token
  storage_key_vault_secret_id sync_token_id tls_certificate_key_file_password_secret_version
  token_api_authentication token_endpoint token_endpoint_auth_method token_endpoint_url
  token_id token_key token_prefix token_query_parameter token_secret_version token_store_path
  token_store_sas_setting_name token_ttl token_type token_uri token_url
  token_user_display_name token_user_principal_name trust_store_password_secret_version
  truststore_password_uri user_private_key_secret_version user_token_secret_version
  username_secret_id webhook_secret_secret_version webhook_secret_version_name`;

const words = (text: string) => text.trim().split(/\s+/);

test("names of what providers mark as sensitive are known", () => {
  expect(words(SENSITIVE).filter((name) => !namesSecretArgument(name))).toEqual([]);
});

test("names of what they do not mark are none", () => {
  expect(words(OPEN).filter(namesSecretArgument)).toEqual([]);
});

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
  ["${module.db.random_id.this.id}", false],
  ["${module.db.aws_kms_key.this.arn}", true],
  ["${var.password}", false],
  ["${google_service_account_key.a.private_key}", false],
  ['${join("", [random_password.db.result, aws_vpc.a.id])}', false],
  ["hunter2", false],
  ["hunter2-${aws_vpc.a.id}", false],
] as const)("%s is made of names alone: %s", (text, expected) => {
  expect(onlyNames(text)).toBe(expected);
});

/**
 * Arguments of AWS's types that the provider marks as sensitive and keeps in the state as they are
 * given, by the path to them; what is only an identifier is left out. Write-only ones are not kept.
 */
export const SECRET_ARGUMENTS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries({
    acm_certificate: "private_key",
    alb_listener: "default_action.authenticate_oidc.client_secret",
    alb_listener_rule: "action.authenticate_oidc.client_secret",
    amplify_app: "access_token basic_auth_credentials oauth_token",
    amplify_branch: "basic_auth_credentials",
    api_gateway_api_key: "value",
    api_gateway_domain_name: "certificate_private_key",
    appstream_directory_config: "service_account_credentials.account_password",
    bedrockagentcore_api_key_credential_provider: "api_key",
    chime_voice_connector_termination_credentials: "credentials.password",
    cloudwatch_event_connection:
      "auth_parameters.api_key.value auth_parameters.basic.password auth_parameters.oauth.client_parameters.client_secret",
    codebuild_source_credential: "token",
    codepipeline_webhook: "authentication_configuration.secret_token",
    cognito_user: "password temporary_password",
    connect_user: "password",
    datasync_location_fsx_windows_file_system: "password",
    datasync_location_object_storage: "secret_key",
    datasync_location_smb: "password",
    db_instance: "password",
    directory_service_directory: "password",
    directory_service_radius_settings: "shared_secret",
    dms_endpoint:
      "password kafka_settings.sasl_password kafka_settings.ssl_client_key_password redis_settings.auth_password",
    docdb_cluster: "master_password",
    docdbelastic_cluster: "admin_user_password",
    elasticache_replication_group: "auth_token",
    elasticache_user: "passwords authentication_mode.passwords",
    elasticsearch_domain: "advanced_security_options.master_user_options.master_user_password",
    emr_cluster:
      "kerberos_attributes.ad_domain_join_password kerberos_attributes.cross_realm_trust_principal_password kerberos_attributes.kdc_admin_password",
    fsx_ontap_file_system: "fsx_admin_password",
    fsx_ontap_storage_virtual_machine:
      "svm_admin_password active_directory_configuration.self_managed_active_directory_configuration.password",
    fsx_windows_file_system: "self_managed_active_directory.password",
    glue_connection: "connection_properties.PASSWORD",
    glue_job: "source_control_details.auth_token",
    iam_server_certificate: "private_key",
    kinesis_firehose_delivery_stream:
      "http_endpoint_configuration.access_key redshift_configuration.password snowflake_configuration.private_key snowflake_configuration.key_passphrase",
    kms_ciphertext: "plaintext",
    kms_external_key: "key_material_base64",
    lb_listener: "default_action.authenticate_oidc.client_secret",
    lb_listener_rule: "action.authenticate_oidc.client_secret",
    lightsail_database: "master_password",
    memorydb_user: "authentication_mode.passwords",
    mq_broker: "user.password ldap_server_metadata.service_account_password",
    opensearch_domain: "advanced_security_options.master_user_options.master_user_password",
    pinpoint_gcm_channel: "api_key service_json",
    quicksight_data_source: "credentials.credential_pair.password",
    rds_cluster: "master_password",
    redshift_cluster: "master_password",
    redshiftserverless_namespace: "admin_user_password",
    sagemaker_workforce: "oidc_config.client_secret",
    secretsmanager_secret_version: "secret_string secret_binary",
    sesv2_email_identity: "dkim_signing_attributes.domain_signing_private_key",
    sns_platform_application: "platform_credential",
    ssm_parameter: "value insecure_value",
    storagegateway_gateway: "smb_guest_password smb_active_directory_settings.password",
    timestreaminfluxdb_db_instance: "password",
    transfer_certificate: "private_key",
    transfer_server: "host_key",
    verifiedaccess_trust_provider:
      "oidc_options.client_secret native_application_oidc_options.client_secret",
    vpn_connection: "tunnel1_preshared_key tunnel2_preshared_key",
  }).map(([type, paths]) => [`aws_${type}`, paths.split(" ")]),
);

/**
 * Types that make a secret, which lies in the state from then on. Some do so unless an argument is
 * given, others only if one is.
 */
export const SECRET_MAKERS: Readonly<
  Record<string, { readonly unless?: string; readonly when?: string }>
> = {
  acme_certificate: { unless: "certificate_request_pem" },
  aws_appsync_api_key: {},
  aws_cognito_user_pool_client: { when: "generate_secret" },
  aws_grafana_workspace_api_key: {},
  aws_grafana_workspace_service_account_token: {},
  aws_iam_access_key: { unless: "pgp_key" },
  aws_iam_service_specific_credential: {},
  aws_iam_user_login_profile: { unless: "pgp_key" },
  aws_lightsail_key_pair: { unless: "public_key" },
  azuread_application_password: {},
  azuread_service_principal_password: {},
  cloudflare_api_token: {},
  google_service_account_key: { unless: "public_key_data" },
  random_bytes: {},
  random_password: {},
  tls_private_key: {},
};

/**
 * Data sources whose answer is a secret. The answer lies in the state, like everything that is
 * read.
 */
export const SECRET_READERS: readonly string[] = [
  "aws_kms_secrets",
  "aws_redshift_cluster_credentials",
  "aws_redshiftserverless_credentials",
  "aws_secretsmanager_random_password",
  "aws_secretsmanager_secret_version",
  "azurerm_key_vault_secret",
  "google_secret_manager_secret_version",
  "vault_generic_secret",
  "vault_kv_secret",
  "vault_kv_secret_v2",
];

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
    cognito_identity_provider: "provider_details.client_secret provider_details.private_key",
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

/** Write-only arguments of AWS's types, by the one whose value they spare the state. */
export const WRITE_ONLY: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_bedrockagentcore_api_key_credential_provider: { api_key: "api_key_wo" },
  aws_db_instance: { password: "password_wo" },
  aws_docdb_cluster: { master_password: "master_password_wo" },
  aws_kms_ciphertext: { plaintext: "plaintext_wo" },
  aws_rds_cluster: { master_password: "master_password_wo" },
  aws_redshift_cluster: { master_password: "master_password_wo" },
  aws_redshiftserverless_namespace: { admin_user_password: "admin_user_password_wo" },
  aws_secretsmanager_secret_version: { secret_string: "secret_string_wo" },
  aws_ssm_parameter: { value: "value_wo", insecure_value: "value_wo" },
};

/** Paths to the secrets of a block of AWS; parameters that are no secure strings are configuration. */
export const secretPaths = (
  type: string,
  attributes: Readonly<Record<string, unknown>>,
): readonly string[] =>
  type === "aws_ssm_parameter" && attributes["type"] !== "SecureString"
    ? []
    : (SECRET_ARGUMENTS[type] ?? []);

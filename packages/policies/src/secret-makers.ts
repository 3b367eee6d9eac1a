/*
 * Which types put a secret into the state that nobody has written down: what makes one, what reads
 * one, and what is handed its own keys. By the computed attributes that providers mark as sensitive
 * (`Sensitive: true` in their schemas, "(String, Sensitive)" under "Read-Only" in their docs):
 * hashicorp/aws 6, google 7, azurerm 4, azuread 3, random 3, tls 4, vault 5, kubernetes 3,
 * cloudflare 5, integrations/github 6, digitalocean 2, datadog 3, mongodbatlas 2.
 */

/** When a type does so, and what spares the state the secret. */
export interface Maker {
  /** Given, or with this value, nothing is made: `pgp_key`, `local_auth_enabled=false`. */
  readonly unless?: string;
  /** Only where this is given, or has this value. */
  readonly when?: string;
  /** What to use in its place. */
  readonly instead: string;
}

const OUTSIDE =
  "one that is made outside of Terraform and read from a parameter (packages/docs/provider-credentials.md)";

const FEDERATED = "no key at all: federate (azuread_application_federated_identity_credential)";

const OWN_ROLE = "a role that is taken on, which needs no key";

/** Several types for which the same holds; the words after the first are the ends of their names. */
const each = (names: string, maker: Maker): [string, Maker][] => {
  const [provider, ...types] = names.split(/\s+/);
  return types.map((type) => [`${provider}_${type}`, maker]);
};

const ephemeral = (type: string): Maker => ({
  instead: `ephemeral ${type}, handed to a write-only argument (..._wo)`,
});

/** Types that are there to make a secret, which lies in the state from then on. */
export const SECRET_MAKERS: Readonly<Record<string, Maker>> = Object.fromEntries([
  ["acme_certificate", { unless: "certificate_request_pem", instead: "certificate_request_pem" }],
  ["random_password", ephemeral("random_password")],
  ["random_bytes", ephemeral("random_bytes")],
  ["tls_private_key", ephemeral("tls_private_key")],

  ["aws_appsync_api_key", { instead: "another way to sign on, such as IAM" }],
  ["aws_cognito_user_pool_client", { when: "generate_secret", instead: "a client without one" }],
  ...each("aws grafana_workspace_api_key grafana_workspace_service_account_token", {
    instead: OUTSIDE,
  }),
  ["aws_iam_access_key", { unless: "pgp_key", instead: `${OWN_ROLE}, or pgp_key` }],
  ["aws_iam_service_specific_credential", { instead: OWN_ROLE }],
  ["aws_iam_user_login_profile", { unless: "pgp_key", instead: "pgp_key" }],
  ["aws_lightsail_key_pair", { unless: "public_key", instead: "public_key" }],

  ...each(
    "azuread application_password service_principal_password service_principal_token_signing_certificate synchronization_secret",
    { instead: FEDERATED },
  ),
  ...each(
    "azurerm application_insights_api_key bot_channel_directline container_registry_token_password managed_disk_sas_token virtual_desktop_host_pool_registration_info",
    { instead: `a managed identity, or ${OUTSIDE}` },
  ),
  ...each(
    "azurerm eventhub_authorization_rule eventhub_namespace_authorization_rule iothub_dps_shared_access_policy iothub_shared_access_policy notification_hub_authorization_rule relay_hybrid_connection_authorization_rule relay_namespace_authorization_rule servicebus_namespace_authorization_rule servicebus_queue_authorization_rule servicebus_topic_authorization_rule",
    { instead: "a role assignment to a managed identity" },
  ),
  ["azurerm_storage_account_local_user", { when: "ssh_password_enabled", instead: "an SSH key" }],

  ...each(
    "cloudflare account_token api_token calls_sfu_app calls_turn_app oauth_client stream_key stream_live_input zero_trust_access_service_token",
    { instead: OUTSIDE },
  ),
  ...each(
    "datadog api_key application_key child_organization service_access_token service_account_application_key synthetics_private_location",
    { instead: OUTSIDE },
  ),
  ...each(
    "digitalocean container_registry_docker_credentials database_user dedicated_inference_token spaces_key",
    { instead: OUTSIDE },
  ),

  [
    "google_service_account_key",
    {
      unless: "public_key_data",
      instead: "workload identity federation, or ephemeral google_service_account_key",
    },
  ],
  ...each(
    "google apigee_developer_app apikeys_key firestore_user_creds iam_oauth_client_credential iam_workforce_pool_provider_scim_token public_ca_external_account_key sql_ssl_cert storage_hmac_key",
    { instead: `workload identity federation, or ${OUTSIDE}` },
  ),

  ...each("kubernetes token_request token_request_v1", ephemeral("kubernetes_token_request_v1")),
  ...each(
    "mongodbatlas ai_model_api_key api_key project_api_key project_service_account project_service_account_secret service_account service_account_secret",
    { instead: OUTSIDE },
  ),
  [
    "vault_approle_auth_backend_role_secret_id",
    ephemeral("vault_approle_auth_backend_role_secret_id"),
  ],
  ["vault_aws_auth_backend_login", { instead: "auth_login in the provider's block" }],
  ...each("vault pki_secret_backend_cert terraform_cloud_secret_creds token", {
    instead: "one that is asked for by what uses it, or an ephemeral resource of the provider",
  }),
]);

/** Data sources whose answer is a secret; it lies in the state, like everything that is read. */
export const SECRET_READERS: Readonly<Record<string, Maker>> = Object.fromEntries([
  ...[
    "aws_kms_secrets",
    "aws_secretsmanager_random_password",
    "aws_secretsmanager_secret_version",
    "azurerm_key_vault_secret",
    "google_secret_manager_secret_version",
    "vault_generic_secret",
    "vault_kv_secret_v2",
  ].map((type): [string, Maker] => [type, ephemeral(type)]),
  ...each(
    "google secret_manager_secret_version_access secret_manager_regional_secret_version secret_manager_regional_secret_version_access",
    ephemeral("google_secret_manager_secret_version"),
  ),
  ["azurerm_key_vault_certificate_data", ephemeral("azurerm_key_vault_certificate")],
  ...each("google kms_secret kms_secret_asymmetric vmwareengine_nsx_credentials", {
    instead: "what uses it to read it by itself",
  }),
  ...each(
    "azurerm eventhub_sas function_app_host_keys storage_account_blob_container_sas storage_account_sas",
    { instead: "a role assignment to a managed identity" },
  ),
  ["vault_kv_secret", ephemeral("vault_kv_secret_v2")],
  ...each(
    "vault ad_access_credentials aws_access_credentials aws_static_credentials azure_access_credentials kubernetes_credentials ldap_dynamic_role_credentials ldap_static_role_credentials nomad_access_token",
    { instead: "the ephemeral resource of the provider" },
  ),
  ...[
    "akeyless_secret",
    "akeyless_static_secret",
    "bitwarden_secret",
    "doppler_secrets",
    "infisical_secrets",
    "kubernetes_secret",
    "kubernetes_secret_v1",
    "onepassword_item",
    "sops_file",
  ].map((type): [string, Maker] => [
    type,
    { instead: "an ephemeral resource, or what uses it to read it by itself" },
  ]),
]);

const NO_LOCAL = "; the state of a stack that needs them is read by few";

const off = (argument: string): Maker => ({
  unless: `${argument}=false`,
  instead: `${argument} = false${NO_LOCAL}`,
});

/**
 * Types that serve another end, and are handed keys to themselves along with it. What switches them
 * off has the keys lie in the state all the same, but nothing is opened by them.
 */
export const OWN_KEYS: Readonly<Record<string, Maker>> = Object.fromEntries([
  ["aws_vpn_connection", { instead: "preshared_key_storage = SecretsManager" }],
  ...each(
    "azurerm app_configuration cognitive_account eventgrid_domain eventgrid_topic servicebus_namespace signalr_service web_pubsub web_pubsub_socketio",
    off("local_auth_enabled"),
  ),
  ...each(
    "azurerm automation_account cosmosdb_account eventhub_namespace iothub log_analytics_workspace maps_account search_service",
    off("local_authentication_enabled"),
  ),
  ...each("azurerm managed_redis redis_cache", off("access_keys_authentication_enabled")),
  ["azurerm_storage_account", off("shared_access_key_enabled")],
  [
    "azurerm_container_registry",
    { when: "admin_enabled=true", instead: "admin_enabled = false, its default" },
  ],
  [
    "azurerm_kubernetes_cluster",
    { unless: "local_account_disabled=true", instead: `local_account_disabled = true${NO_LOCAL}` },
  ],
  ...each("azurerm batch_account communication_service relay_namespace static_web_app", {
    instead: `a state that few may read${NO_LOCAL}`,
  }),
  ...each(
    "digitalocean database_cluster database_connection_pool database_replica kubernetes_cluster",
    { instead: `a state that few may read${NO_LOCAL}` },
  ),
  [
    "google_container_cluster",
    {
      when: "master_auth.client_certificate_config.issue_client_certificate=true",
      instead: "issue_client_certificate = false, its default",
    },
  ],
  ["google_redis_instance", { when: "auth_enabled=true", instead: "a state that few may read" }],
  ...each("cloudflare turnstile_widget zero_trust_tunnel_cloudflared", {
    instead: `a state that few may read${NO_LOCAL}`,
  }),
]);

/** Data sources of keys to what they look at, or of tokens that are good for an hour or less. */
export const KEY_READERS: Readonly<Record<string, Maker>> = Object.fromEntries([
  ["aws_eks_cluster_auth", ephemeral("aws_eks_cluster_auth")],
  ...each(
    "aws ecr_authorization_token ecrpublic_authorization_token redshift_cluster_credentials redshiftserverless_credentials",
    {
      instead: "what uses it to ask for one by itself",
    },
  ),
  ["google_client_config", ephemeral("google_client_config")],
  ...["access_token", "id_token", "jwt"].map((kind): [string, Maker] => [
    `google_service_account_${kind}`,
    ephemeral(`google_service_account_${kind}`),
  ]),
  ...each("github app_token actions_registration_token actions_organization_registration_token", {
    instead: "app_auth in the provider's block, or what uses it to ask for one by itself",
  }),
  ...each("azurerm kubernetes_cluster storage_account", {
    instead: "exec in the provider's block, or a role assignment",
  }),
  ...each("digitalocean database_cluster database_metrics_credentials kubernetes_cluster", {
    instead: "exec in the provider's block, or what uses it to ask by itself",
  }),
  ...each("cloudflare zero_trust_tunnel_cloudflared_token zero_trust_tunnel_warp_connector_token", {
    instead: "what uses it to ask for one by itself",
  }),
]);

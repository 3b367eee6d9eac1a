/*
 * The same of other providers, by the types that their documentation lists in these releases:
 * hashicorp/google 7, azurerm 4, azuread 3, kubernetes 3, helm 3 and vault 5,
 * cloudflare/cloudflare 5, integrations/github 6, digitalocean 2, DataDog/datadog 3,
 * mongodb/mongodbatlas 2. `*` at the end stands for whatever follows.
 */

type Names = Readonly<Record<string, string>>;

/** Types that lose data which no apply can bring back. */
const STATEFUL: Names = {
  aiven: "clickhouse kafka kafka_topic m3db mysql opensearch pg redis valkey",
  azurerm: `app_configuration confidential_ledger container_registry cosmosdb_account
    cosmosdb_cassandra_cluster cosmosdb_cassandra_keyspace cosmosdb_cassandra_table
    cosmosdb_gremlin_database cosmosdb_gremlin_graph cosmosdb_mongo_collection
    cosmosdb_mongo_database cosmosdb_postgresql_cluster cosmosdb_sql_container
    cosmosdb_sql_database cosmosdb_table data_protection_backup_vault databricks_workspace
    dedicated_hardware_security_module digital_twins_instance dns_zone elastic_cloud_elasticsearch
    elastic_san elastic_san_volume eventhub eventhub_namespace hdinsight_hadoop_cluster
    hdinsight_hbase_cluster hdinsight_kafka_cluster healthcare_dicom_service
    healthcare_fhir_service healthcare_service iothub key_vault key_vault_key
    key_vault_managed_hardware_security_module key_vault_managed_hardware_security_module_key
    kubernetes_automatic_cluster kubernetes_cluster kusto_cluster kusto_database
    log_analytics_cluster log_analytics_workspace machine_learning_workspace managed_disk
    managed_redis mongo_cluster mssql_database mssql_managed_database mssql_managed_instance
    mssql_server mysql_flexible_database mysql_flexible_server netapp_backup_vault netapp_volume
    netapp_volume_group_oracle netapp_volume_group_sap_hana oracle_autonomous_database
    postgresql_flexible_server postgresql_flexible_server_database purview_account
    qumulo_file_system recovery_services_vault redhat_openshift_cluster redis_cache search_service
    storage_account storage_container storage_data_lake_gen2_filesystem storage_share storage_table
    subscription synapse_sql_pool synapse_workspace`,
  cloudflare: `ai_search_instance d1_database r2_bucket r2_data_catalog registrar_domain
    secrets_store workers_kv_namespace zone`,
  confluent: "kafka_cluster kafka_topic",
  digitalocean: `container_registry database_cluster domain kubernetes_cluster nfs spaces_bucket
    vector_database volume`,
  github: "enterprise_organization repository",
  google: `alloydb_cluster apigee_organization artifact_registry_repository
    backup_dr_backup_vault bigquery_dataset bigquery_table bigtable_instance bigtable_table
    compute_disk compute_region_disk container_cluster dataproc_metastore_service dns_managed_zone
    filestore_instance firebase_database_instance firestore_database healthcare_dataset
    healthcare_dicom_store healthcare_fhir_store healthcare_hl7_v2_store kms_crypto_key
    kms_crypto_key_version kms_key_ring looker_instance lustre_instance managed_kafka_cluster
    managed_kafka_topic memorystore_instance netapp_backup_vault netapp_volume
    oracle_database_autonomous_database oracle_database_db_system parallelstore_instance
    privateca_certificate_authority project redis_cluster redis_instance
    secret_manager_regional_secret secret_manager_secret secure_source_manager_instance
    secure_source_manager_repository sourcerepo_repository spanner_database spanner_instance
    sql_database sql_database_instance storage_bucket vector_search_collection
    vertex_ai_featurestore vertex_ai_index vmwareengine_private_cloud`,
  hcloud: "storage_box volume",
  kubernetes: `namespace namespace_v1 persistent_volume persistent_volume_claim
    persistent_volume_claim_v1 persistent_volume_v1`,
  mongodbatlas: `advanced_cluster cluster flex_cluster online_archive organization project
    serverless_instance`,
  mysql: "database",
  neon: "branch database project",
  postgresql: "database schema",
  snowflake: "database schema stage table",
  supabase: "project",
  vault: "kv_secret_backend_v2 mount transit_secret_backend_key",
};

/** Other types that hold something, as in the list of AWS's. */
const HOLDING: Names = {
  azuread: "application application_registration group group_without_members user",
  azurerm: `api_management application_insights automation_account automation_variable_* batch_account
    cognitive_account communication_service data_factory dev_test_lab image key_vault_certificate
    key_vault_secret linux_virtual_machine monitor_workspace netapp_account netapp_pool netapp_snapshot
    oracle_autonomous_database_backup postgresql_flexible_server_backup private_dns_zone
    resource_group resource_group_template_deployment servicebus_namespace servicebus_queue
    servicebus_subscription servicebus_topic shared_image_version snapshot storage_blob
    storage_data_lake_gen2_path storage_queue storage_share_directory storage_share_file
    storage_table_entity subscription_template_deployment virtual_machine
    virtual_machine_restore_point windows_virtual_machine`,
  cloudflare: `account image list list_item pages_project queue stream* user_group
    workers_kv zero_trust_list`,
  datadog: "child_organization logs_archive logs_index reference_table rum_application user",
  digitalocean: `app custom_image database_db database_kafka_topic database_replica droplet
    droplet_snapshot nfs_snapshot spaces_bucket_object volume_snapshot`,
  github: `branch codespaces_* issue issues organization_project release repository_file
    repository_milestone repository_project team`,
  google: `alloydb_backup app_engine_application backup_dr_backup_plan_association
    biglake_* bigquery_job cloud_tasks_queue compute_image compute_instance
    compute_instance_from_machine_image compute_instance_from_template compute_instant_snapshot
    compute_machine_image compute_region_instant_snapshot compute_snapshot compute_storage_pool
    container_registry data_catalog_entry dataflow_job dataproc_cluster deployment_manager_deployment
    filestore_backup filestore_snapshot firebase_project firestore_document folder
    identity_platform_tenant kms_secret_ciphertext logging_billing_account_bucket_config
    logging_folder_bucket_config logging_organization_bucket_config logging_project_bucket_config
    netapp_backup netapp_storage_pool netapp_volume_snapshot parameter_manager_* pubsub_lite_*
    pubsub_subscription pubsub_topic runtimeconfig_config runtimeconfig_variable
    secret_manager_regional_secret_version secret_manager_secret_version storage_bucket_object
    storage_folder storage_hmac_key vertex_ai_dataset vertex_ai_rag_engine_config
    workbench_instance workstations_workstation`,
  helm: "release",
  kubernetes: "config_map* pod pod_v1 secret secret_v1* stateful_set stateful_set_v1",
  mongodbatlas: "cloud_backup_snapshot database_user federated_database_instance stream_instance",
  vault: "generic_secret kv_secret kv_secret_v2",
};

/** Settings, permissions, names, routes, and what runs without a disk of its own. */
const HOLDING_NONE: Names = {
  azuread: `administrative_unit* app_role_assignment application_app_role
    application_federated_identity_credential application_fallback_public_client
    application_identifier_uri application_owner application_permission_scope
    application_redirect_uris conditional_access_policy directory_role* group_member named_location
    service_principal service_principal_delegated_permission_grant`,
  azurerm: `application_gateway application_security_group availability_set bastion_host
    cdn_endpoint* cdn_frontdoor_custom_domain* cdn_frontdoor_endpoint cdn_frontdoor_firewall_policy
    cdn_frontdoor_origin* cdn_frontdoor_profile cdn_frontdoor_route cdn_frontdoor_rule*
    cdn_frontdoor_security_policy cdn_profile consumption_budget_* container_app
    container_app_custom_domain container_app_environment container_app_job
    cosmosdb_sql_role_* disk_encryption_set dns_a_record dns_aaaa_record dns_caa_record
    dns_cname_record dns_mx_record dns_ns_record dns_ptr_record dns_srv_record dns_txt_record
    express_route_* federated_identity_credential firewall firewall_*
    frontdoor_firewall_policy key_vault_access_policy kubernetes_cluster_node_pool lb lb_*
    linux_function_app linux_function_app_slot linux_web_app linux_web_app_slot
    local_network_gateway monitor_* mssql_firewall_rule mssql_virtual_network_rule
    mysql_flexible_server_configuration mysql_flexible_server_firewall_rule nat_gateway*
    network_ddos_protection_plan network_interface* network_profile network_security_*
    network_watcher* policy_* postgresql_flexible_server_configuration
    postgresql_flexible_server_firewall_rule private_dns_a_record private_dns_aaaa_record
    private_dns_cname_record private_dns_mx_record private_dns_ptr_record private_dns_resolver*
    private_dns_srv_record private_dns_txt_record private_dns_zone_virtual_network_link
    private_endpoint* private_link_service proximity_placement_group public_ip public_ip_prefix
    resource_group_policy_* resource_policy_* resource_provider_* role_assignment role_definition
    role_management_policy route route_filter route_map route_table security_center_contact
    security_center_setting security_center_subscription_pricing service_plan subnet subnet_*
    subscription_policy_* traffic_manager_* user_assigned_identity virtual_hub virtual_hub_*
    virtual_network virtual_network_* virtual_wan vpn_gateway* vpn_server_configuration* vpn_site
    web_application_firewall_policy windows_function_app windows_function_app_slot windows_web_app
    windows_web_app_slot`,
  cloudflare: `access_rule account_member account_token api_token argo_* authenticated_origin_pulls*
    bot_management certificate_pack client_certificate custom_hostname* custom_ssl dns_record
    email_routing_* filter firewall_rule healthcheck hostname_tls_setting load_balancer*
    logpush_job managed_transforms mtls_certificate notification_policy* origin_ca_certificate
    page_rule pages_domain r2_bucket_cors r2_bucket_event_notification r2_bucket_lifecycle
    r2_bucket_lock r2_custom_domain r2_managed_domain rate_limit record regional_hostname ruleset
    spectrum_application tiered_cache total_tls turnstile_widget universal_ssl_setting
    url_normalization_settings user_agent_blocking_rule waiting_room* worker worker_version
    workers_cron_trigger workers_custom_domain workers_deployment workers_route
    workers_script workers_script_subdomain zero_trust_access_application
    zero_trust_access_group zero_trust_access_identity_provider zero_trust_access_policy
    zero_trust_access_service_token zero_trust_gateway_policy zero_trust_gateway_settings
    zero_trust_tunnel_cloudflared* zone_dnssec zone_lockdown zone_setting`,
  datadog: `api_key application_key authn_mapping dashboard dashboard_json dashboard_list
    downtime downtime_schedule integration_* ip_allowlist logs_archive_order
    logs_custom_destination logs_custom_pipeline logs_index_order logs_integration_pipeline
    logs_metric logs_pipeline_order metric_* monitor monitor_* role security_monitoring_*
    security_notification_rule sensitive_data_scanner_* service_account
    service_definition_yaml service_level_objective slo_correction spans_metric synthetics_test
    team team_* user_role webhook webhook_custom_variable`,
  digitalocean: `cdn certificate container_registry_docker_credentials database_*_config
    database_connection_pool database_firewall database_user droplet_autoscale firewall floating_ip*
    kubernetes_node_pool loadbalancer monitor_alert project project_resources record reserved_ip*
    spaces_bucket_cors_configuration spaces_bucket_logging spaces_bucket_policy spaces_key ssh_key
    tag uptime_alert uptime_check volume_attachment vpc vpc_nat_gateway vpc_peering`,
  github: `actions_* app_installation_repositories app_installation_repository branch_default
    branch_protection branch_protection_v3 dependabot_* issue_label issue_labels membership
    organization_block organization_custom_role organization_role* organization_ruleset
    organization_security_manager organization_settings organization_webhook
    repository_autolink_reference repository_collaborator repository_collaborators
    repository_custom_property repository_dependabot_security_updates repository_deploy_key
    repository_deployment_branch_policy repository_environment
    repository_environment_deployment_policy repository_ruleset repository_topics
    repository_vulnerability_alerts repository_webhook team_members team_membership team_repository
    team_settings team_sync_group_mapping user_gpg_key user_ssh_key`,
  google: `access_context_manager_* alloydb_instance api_gateway_* apikeys_key
    artifact_registry_rule bigquery_dataset_access bigquery_reservation* bigquery_routine
    bigtable_app_profile billing_budget binary_authorization_* certificate_manager_*
    cloud_identity_group_membership cloud_run_domain_mapping cloud_run_service cloud_run_v2_job
    cloud_run_v2_service cloud_run_v2_worker_pool cloud_scheduler_job cloudbuild_trigger
    cloudbuild_worker_pool clouddeploy_* cloudfunctions2_function cloudfunctions_function
    compute_address compute_attached_disk compute_autoscaler compute_backend_* compute_firewall*
    compute_forwarding_rule compute_global_address compute_global_forwarding_rule
    compute_global_network_endpoint* compute_ha_vpn_gateway compute_health_check
    compute_http_health_check compute_https_health_check compute_instance_group*
    compute_instance_template compute_interconnect* compute_managed_ssl_certificate compute_network
    compute_network_* compute_packet_mirroring compute_project_metadata*
    compute_region_autoscaler compute_region_backend_* compute_region_health_*
    compute_region_instance_group_manager compute_region_instance_template
    compute_region_network_* compute_region_security_policy* compute_region_ssl_*
    compute_region_target_* compute_region_url_map compute_resource_policy* compute_route
    compute_router* compute_security_policy* compute_service_attachment compute_shared_vpc_*
    compute_ssl_* compute_subnetwork compute_target_* compute_url_map compute_vpn_*
    container_node_pool dns_policy dns_record_set dns_response_policy* eventarc_trigger
    iam_workload_identity_pool iam_workload_identity_pool_provider iap_settings
    logging_billing_account_exclusion logging_billing_account_sink logging_folder_exclusion
    logging_folder_sink logging_log_view logging_metric logging_organization_exclusion
    logging_organization_sink logging_project_exclusion logging_project_sink monitoring_*
    network_connectivity_* network_security_* network_services_* org_policy_* organization_policy
    project_iam_custom_role project_organization_policy project_service project_service_identity
    project_usage_export_bucket pubsub_schema recaptcha_enterprise_key service_account
    service_directory_* service_networking_* sql_ssl_cert sql_user storage_bucket_access_control
    storage_bucket_acl storage_default_object_acl storage_notification storage_object_acl
    tags_* vpc_access_connector workflows_workflow`,
  kubernetes: `annotations api_service* cluster_role* cron_job* csi_driver* daemon_set_v1 daemonset
    default_service_account* deployment deployment_v1 endpoint_slice_v1 endpoints endpoints_v1 env
    horizontal_pod_autoscaler* ingress* job job_v1 labels limit_range* mutating_webhook_configuration*
    network_policy* node_taint pod_disruption_budget* pod_security_policy* priority_class*
    resource_quota* role role_* runtime_class_v1 service service_account service_account_v1
    service_v1 storage_class* token_request_v1 validating_*`,
  local: "file",
  mongodbatlas: `access_list_api_key alert_configuration auditing backup_compliance_policy
    cloud_backup_schedule cloud_provider_access_* custom_db_role maintenance_window network_container
    network_peering privatelink_* project_ip_access_list search_index team third_party_integration`,
  tls: "cert_request locally_signed_cert self_signed_cert",
  vault: "approle_auth_backend_role audit auth_backend identity_* jwt_auth_backend* policy",
};

/** Permissions of Google's, which each of its services has as types of their own. */
const GRANT = /^google_\w+_iam_(audit_config|binding|member|policy)$/;

/** Full names of types, among them patterns that end in `*`. */
const typesOf = (names: Names): string[] =>
  Object.entries(names).flatMap(([provider, types]) =>
    types.split(/\s+/).map((type) => `${provider}_${type}`),
  );

/** Whether one of some types is this one. */
function matcher(types: readonly string[]): (type: string) => boolean {
  const named = new Set(types.filter((type) => !type.includes("*")));
  const patterns = types
    .filter((type) => type.includes("*"))
    .map((type) => new RegExp(`^${type.replaceAll("*", String.raw`\w*`)}$`));
  return (type) => named.has(type) || patterns.some((pattern) => pattern.test(type));
}

/** The lists, by what is said of the types in them. */
export const LISTS_ELSEWHERE = {
  /** Guarded from the first apply on. */
  stateful: typesOf(STATEFUL),
  holding: typesOf(HOLDING),
  holdingNone: typesOf(HOLDING_NONE),
} as const satisfies Record<string, readonly string[]>;

const isStateful = matcher(LISTS_ELSEWHERE.stateful);
const isHolding = matcher(LISTS_ELSEWHERE.holding);
const isHoldingNone = matcher(LISTS_ELSEWHERE.holdingNone);

/** Whether resources of a type of another provider hold data. What holds something comes first. */
export function holdsDataElsewhere(type: string): "yes" | "no" | "unknown" {
  if (GRANT.test(type)) return "no";
  if (isStateful(type) || isHolding(type)) return "yes";
  return isHoldingNone(type) ? "no" : "unknown";
}

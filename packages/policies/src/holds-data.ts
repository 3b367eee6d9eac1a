import { holdsDataElsewhere } from "./holds-data-elsewhere";

/*
 * Which types of resources lose data when they are destroyed. Each type is named in full in one of
 * three places: guarded, holding, or holding nothing. A type in none of them may hold data, because
 * data is lost in the types that nobody has thought of.
 */

/** Types that lose data which no apply can bring back. They are guarded from the first apply on. */
export const STATEFUL: readonly string[] = typesOf({
  acmpca: "certificate_authority",
  backup: "logically_air_gapped_vault vault",
  cloudhsm: "v2_cluster",
  cloudtrail: "event_data_store",
  codeartifact: "domain repository",
  codecommit: "repository",
  cognito: "identity_pool user_pool",
  db: "instance",
  directory: "service_directory",
  docdb: "cluster global_cluster",
  docdbelastic: "cluster",
  dsql: "cluster",
  dynamodb: "global_table table table_replica",
  ebs: "volume",
  ecr: "repository",
  ecrpublic: "repository",
  efs: "file_system",
  eks: "cluster",
  elasticache: "global_replication_group replication_group serverless_cache",
  elasticsearch: "domain",
  fsx: "lustre_file_system ontap_file_system ontap_storage_virtual_machine ontap_volume openzfs_file_system openzfs_volume windows_file_system",
  glacier: "vault",
  keyspaces: "keyspace table",
  kinesis: "stream video_stream",
  kms: "custom_key_store external_key key replica_external_key replica_key",
  lightsail: "bucket database disk",
  memorydb: "cluster multi_region_cluster",
  mq: "broker",
  msk: "cluster serverless_cluster",
  neptune: "cluster global_cluster",
  neptunegraph: "graph",
  opensearch: "domain",
  opensearchserverless: "collection",
  paymentcryptography: "key",
  prometheus: "workspace",
  qldb: "ledger",
  rds: "cluster global_cluster shard_group",
  redshift: "cluster",
  redshiftserverless: "namespace",
  route53: "zone",
  s3: "bucket directory_bucket",
  s3control: "bucket",
  s3tables: "table table_bucket",
  s3vectors: "index vector_bucket",
  secretsmanager: "secret",
  timestreaminfluxdb: "db_cluster db_instance",
  timestreamwrite: "database table",
});

/**
 * Other types that hold something: logs, messages that wait, copies of data, values that were set
 * by hand, machines with a disk of their own, stacks with anything in them. They come and go with
 * what they belong to, so they are not guarded; whoever destroys one is asked.
 */
export const HOLDING: ReadonlySet<string> = new Set(
  typesOf({
    ami: ". copy from_instance",
    api: "gateway_api_key",
    cloudcontrolapi: "resource",
    cloudformation: "stack stack_instances stack_set stack_set_instance",
    cloudfront: "key_value_store",
    cloudwatch: "event_archive log_group log_stream",
    cognito: "user user_group user_pool_client",
    connect: "instance",
    db: "cluster_snapshot snapshot snapshot_copy",
    docdb: "cluster_snapshot",
    dynamodb: "table_export table_item",
    ebs: "snapshot snapshot_copy snapshot_import",
    elastic: "beanstalk_environment",
    elasticache: "cluster",
    emr: "cluster",
    fsx: "backup file_cache openzfs_snapshot",
    glue: "catalog_database catalog_table registry schema",
    grafana: "workspace",
    guardduty: "detector",
    iam: "access_key service_specific_credential user user_login_profile virtual_mfa_device",
    instance: ".",
    kendra: "index",
    kinesis: "firehose_delivery_stream",
    lightsail: "instance",
    mwaa: "environment",
    neptune: "cluster_snapshot",
    organizations: "account organization",
    rds: "cluster_snapshot_copy",
    redshift: "cluster_snapshot",
    redshiftserverless: "snapshot",
    s3: "bucket_object object object_copy",
    sagemaker: "domain feature_group notebook_instance",
    secretsmanager: "secret_version",
    sesv2: "contact_list",
    sqs: "queue",
    ssm: "parameter",
    storagegateway: "cached_iscsi_volume gateway stored_iscsi_volume",
    transfer: "server",
    workspaces: "directory workspace",
  }),
);

/** Settings, permissions, names, routes, and machines without a disk: an apply makes them anew. */
export const HOLDING_NONE: ReadonlySet<string> = new Set([
  "null_resource",
  "terraform_data",
  ...["id", "integer", "pet", "shuffle", "uuid"].map((kind) => `random_${kind}`),
  ...["offset", "rotating", "sleep", "static"].map((kind) => `time_${kind}`),
  ...typesOf({
    accessanalyzer: "analyzer archive_rule",
    acm: "certificate certificate_validation",
    alb: ". listener listener_certificate listener_rule target_group target_group_attachment",
    api: "gateway_account gateway_authorizer gateway_base_path_mapping gateway_deployment gateway_gateway_response gateway_integration gateway_integration_response gateway_method gateway_method_response gateway_method_settings gateway_model gateway_request_validator gateway_resource gateway_rest_api gateway_rest_api_policy gateway_stage gateway_usage_plan gateway_usage_plan_key gateway_vpc_link",
    apigatewayv2:
      "api api_mapping authorizer deployment integration integration_response model route route_response stage vpc_link",
    app: "cookie_stickiness_policy",
    appautoscaling: "policy scheduled_action target",
    appmesh: "gateway_route mesh route virtual_gateway virtual_node virtual_router virtual_service",
    apprunner: "auto_scaling_configuration_version observability_configuration vpc_connector",
    appsync: "datasource domain_name_api_association function resolver type",
    autoscaling: "attachment group group_tag lifecycle_hook notification policy schedule",
    autoscalingplans: "scaling_plan",
    backup:
      "global_settings plan region_settings report_plan selection vault_lock_configuration vault_notifications vault_policy",
    batch: "compute_environment job_definition job_queue scheduling_policy",
    budgets: "budget budget_action",
    ce: "anomaly_monitor anomaly_subscription cost_allocation_tag cost_category",
    chatbot: "slack_channel_configuration teams_channel_configuration",
    cloudfront:
      "cache_policy distribution function key_group monitoring_subscription origin_access_control origin_access_identity origin_request_policy public_key realtime_log_config response_headers_policy vpc_origin",
    cloudtrail: ".",
    cloudwatch:
      "composite_alarm contributor_insight_rule dashboard event_api_destination event_bus event_bus_policy event_permission event_rule event_target log_data_protection_policy log_delivery log_delivery_destination log_delivery_destination_policy log_delivery_source log_destination log_destination_policy log_index_policy log_metric_filter log_resource_policy log_subscription_filter metric_alarm metric_stream query_definition",
    codebuild: "fleet project report_group resource_policy webhook",
    codedeploy: "app deployment_config deployment_group",
    codepipeline: ". webhook",
    codestarnotifications: "notification_rule",
    cognito: "identity_pool_roles_attachment resource_server user_pool_ui_customization",
    config:
      "aggregate_authorization config_rule configuration_aggregator configuration_recorder configuration_recorder_status conformance_pack delivery_channel remediation_configuration",
    db: "event_subscription instance_role_association option_group parameter_group proxy proxy_default_target_group proxy_endpoint proxy_target subnet_group",
    default: "network_acl route_table security_group subnet vpc vpc_dhcp_options",
    dlm: "lifecycle_policy",
    docdb: "cluster_instance cluster_parameter_group event_subscription subnet_group",
    dynamodb: "contributor_insights kinesis_streaming_destination resource_policy tag",
    ebs: "default_kms_key encryption_by_default snapshot_block_public_access",
    ec2: "capacity_reservation instance_connect_endpoint instance_metadata_defaults instance_state managed_prefix_list managed_prefix_list_entry tag transit_gateway transit_gateway_prefix_list_reference transit_gateway_route transit_gateway_route_table transit_gateway_route_table_association transit_gateway_route_table_propagation transit_gateway_vpc_attachment",
    ecr: "account_setting lifecycle_policy pull_through_cache_rule registry_policy registry_scanning_configuration replication_configuration repository_creation_template repository_policy",
    ecrpublic: "repository_policy",
    ecs: "account_setting_default capacity_provider cluster cluster_capacity_providers express_gateway_service service tag task_definition task_set",
    efs: "access_point backup_policy file_system_policy mount_target replication_configuration",
    egress: "only_internet_gateway",
    eip: ". association domain_name",
    eks: "access_entry access_policy_association addon fargate_profile identity_provider_config node_group pod_identity_association",
    elasticache: "parameter_group subnet_group user_group user_group_association",
    elasticsearch: "domain_policy vpc_endpoint",
    elb: ". attachment",
    flow: "log",
    globalaccelerator: "endpoint_group listener",
    glue: "classifier crawler job resource_policy security_configuration trigger workflow",
    iam: "account_alias account_password_policy group group_membership group_policy group_policy_attachment instance_profile openid_connect_provider policy policy_attachment role role_policies_exclusive role_policy role_policy_attachment role_policy_attachments_exclusive service_linked_role user_group_membership user_policy user_policy_attachment",
    internet: "gateway gateway_attachment",
    key: "pair",
    kinesis: "resource_policy stream_consumer",
    kms: "alias grant key_policy",
    lambda:
      "alias code_signing_config event_source_mapping function function_event_invoke_config function_recursion_config function_url invocation layer_version layer_version_permission permission provisioned_concurrency_config runtime_management_config",
    launch: "configuration template",
    lb: ". cookie_stickiness_policy listener listener_certificate listener_rule ssl_negotiation_policy target_group target_group_attachment trust_store trust_store_revocation",
    main: "route_table_association",
    memorydb: "acl parameter_group subnet_group",
    mq: "configuration",
    msk: "cluster_policy configuration vpc_connection",
    nat: "gateway gateway_eip_association",
    neptune:
      "cluster_endpoint cluster_instance cluster_parameter_group event_subscription parameter_group subnet_group",
    network:
      "acl acl_association acl_rule interface interface_attachment interface_permission interface_sg_attachment",
    networkfirewall: "firewall firewall_policy logging_configuration resource_policy rule_group",
    opensearch: "authorize_vpc_endpoint_access domain_policy domain_saml_options vpc_endpoint",
    opensearchserverless: "access_policy lifecycle_policy security_policy vpc_endpoint",
    pipes: "pipe",
    placement: "group",
    ram: "principal_association resource_association resource_share resource_share_accepter",
    rds: "certificate cluster_endpoint cluster_instance cluster_parameter_group cluster_role_association",
    redshift: "cluster_iam_roles event_subscription logging parameter_group subnet_group",
    redshiftserverless: "endpoint_access usage_limit workgroup",
    resourcegroups: "group resource",
    route: ". table table_association",
    route53:
      "health_check hosted_zone_dnssec query_log record resolver_endpoint resolver_firewall_rule resolver_firewall_rule_group resolver_firewall_rule_group_association resolver_query_log_config resolver_query_log_config_association resolver_rule resolver_rule_association vpc_association_authorization zone_association",
    s3: "access_point account_public_access_block bucket_accelerate_configuration bucket_acl bucket_analytics_configuration bucket_cors_configuration bucket_intelligent_tiering_configuration bucket_inventory bucket_lifecycle_configuration bucket_logging bucket_metric bucket_notification bucket_object_lock_configuration bucket_ownership_controls bucket_policy bucket_public_access_block bucket_replication_configuration bucket_request_payment_configuration bucket_server_side_encryption_configuration bucket_versioning bucket_website_configuration",
    s3control: "access_point_policy bucket_lifecycle_configuration bucket_policy",
    scheduler: "schedule schedule_group",
    secretsmanager: "secret_policy secret_rotation",
    security: "group group_rule",
    service:
      "discovery_http_namespace discovery_instance discovery_private_dns_namespace discovery_public_dns_namespace discovery_service",
    sfn: "activity alias state_machine",
    snapshot: "create_volume_permission",
    sns: "topic topic_data_protection_policy topic_policy topic_subscription",
    sqs: "queue_policy queue_redrive_allow_policy queue_redrive_policy",
    ssm: "association document maintenance_window maintenance_window_target maintenance_window_task patch_baseline patch_group",
    ssoadmin:
      "account_assignment customer_managed_policy_attachment managed_policy_attachment permission_set permission_set_inline_policy permissions_boundary_attachment",
    subnet: ".",
    synthetics: "canary group group_association",
    volume: "attachment",
    vpc: ". dhcp_options dhcp_options_association endpoint endpoint_connection_accepter endpoint_connection_notification endpoint_policy endpoint_private_dns endpoint_route_table_association endpoint_security_group_association endpoint_service endpoint_service_allowed_principal endpoint_subnet_association ipv4_cidr_block_association ipv6_cidr_block_association peering_connection peering_connection_accepter peering_connection_options security_group_egress_rule security_group_ingress_rule security_group_vpc_association",
    vpclattice:
      "access_log_subscription auth_policy listener listener_rule resource_policy service service_network service_network_service_association service_network_vpc_association target_group target_group_attachment",
    wafv2:
      "ip_set regex_pattern_set rule_group web_acl web_acl_association web_acl_logging_configuration web_acl_rule_group_association",
    xray: "encryption_config group resource_policy sampling_rule",
  }),
]);

/** Whether resources of a type hold data: `unknown` if the type is in none of the lists. */
export function holdsData(type: string): "yes" | "no" | "unknown" {
  if (STATEFUL.includes(type) || HOLDING.has(type)) return "yes";
  return HOLDING_NONE.has(type) ? "no" : holdsDataElsewhere(type);
}

/** Types of AWS, by the first word of their names; `.` is the word alone, as in `aws_lb`. */
function typesOf(names: Readonly<Record<string, string>>): string[] {
  return Object.entries(names).flatMap(([service, kinds]) =>
    kinds.split(" ").map((kind) => `aws_${service}${kind === "." ? "" : `_${kind}`}`),
  );
}

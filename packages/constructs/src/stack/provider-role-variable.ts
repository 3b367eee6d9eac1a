/** The variable by which a run of Terraform says which role the provider takes on. */
export const PROVIDER_ROLE_VARIABLE = "provider_role_arn";

import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Annotations, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import {
  attachBackend,
  type S3StateBackend,
  type StateBackend,
} from "@groundwork/constructs/state";
import {
  type Organization,
  stackId,
  stateKey,
  stateLocation,
  type StateLocation,
} from "@groundwork/configuration";
import { applyPolicies } from "@groundwork/policies/policy-aspect";

export interface GroundworkStackProps {
  readonly organization: Organization;
  /** Address of an emulator that stands in for AWS. @default none: AWS itself */
  readonly emulatorEndpoint?: string | undefined;
}

interface Place {
  /** Names the stack and its state: `dev` for dev-stack and dev/terraform.tfstate. */
  readonly owner: string;
  readonly accountId: string;
  readonly region: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Keys of tags that others set, and that stay as they are. @default none */
  readonly ignoreTags?: readonly string[];
  /** Whether the state is encrypted with the state key. @default true */
  readonly keyed?: boolean;
  /** Whether the policies for production hold as well as those for every stack. @default true */
  readonly production?: boolean | undefined;
}

/**
 * What every stack has: the AWS provider held to one account, a backend with a key of its own, and
 * the policies.
 */
export abstract class GroundworkStack extends TerraformStack {
  constructor(scope: Construct, props: GroundworkStackProps, place: Place) {
    super(scope, stackId(place.owner));
    const { organization, emulatorEndpoint } = props;
    const emulated = emulatorEndpoint !== undefined;

    // Conditional writes of the lock file without a warning came with 1.11.
    this.addOverride("terraform.required_version", ">= 1.11.0");
    new AwsProvider(this, "aws", {
      region: place.region,
      defaultTags: [
        {
          tags: {
            Organization: organization.name,
            Environment: place.owner,
            Owner: organization.owner,
            ManagedBy: "groundwork",
            ...place.tags,
          },
        },
      ],
      ...(place.ignoreTags?.length && { ignoreTags: [{ keys: [...place.ignoreTags] }] }),
      ...(emulated
        ? {
            s3UsePathStyle: true,
            skipCredentialsValidation: true,
            skipMetadataApiCheck: "true",
            skipRequestingAccountId: true,
          }
        : { allowedAccountIds: [place.accountId] }),
    });
    attachBackend(this, {
      backend: stateBackend(organization, place.keyed ?? true),
      key: stateKey(place.owner),
      emulated,
    });
    applyPolicies(this, place.production ?? true);
    if (emulated) {
      Annotations.of(this).addWarning(
        `aimed at the emulator ${emulatorEndpoint}, not at AWS; unset AWS_ENDPOINT_URL to reach AWS`,
      );
    }
  }

  /**
   * Before the synth cdktf resolves all there is in search of references to other stacks, and makes
   * remote-state data sources of those it finds. Here no stack refers to another, so half of the
   * synth is spared. A reference that slips in leads to a resource that its stack does not declare:
   * tests, rehearsal and Terraform refuse it.
   */
  override prepareStack(): void {}
}

/** The organization's backend in the terms of the constructs. */
function stateBackend(organization: Organization, keyed: boolean): StateBackend {
  const { backend, name } = organization;
  if (backend.type === "s3") return s3Backend(stateLocation(organization)!, keyed);
  return backend.type === "cloud" ? { ...backend, workspacePrefix: name } : backend;
}

/** The S3 backend; `keyed` states are encrypted with the state key, the others with SSE-S3. */
export function s3Backend(location: StateLocation, keyed = true): S3StateBackend {
  const { bucket, lockTable, lock, region, accountId, kmsAliasArn } = location;
  return {
    type: "s3",
    bucket,
    lockTable,
    lock,
    region,
    accountId,
    ...(keyed && { kmsKeyArn: kmsAliasArn }),
  };
}

import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Annotations, Aspects, TerraformElement, TerraformStack } from "cdktf";
import type { Construct, Node } from "constructs";
import type { z } from "zod";
import { checkedProps } from "../checked-props";
import { pinProvider } from "../newer-arguments";
import { accountId, options, region, tags } from "../option-rules";
import { attachBackend } from "../state/backend";
import { foreignTags, type StateBackend } from "../state/backend-options";
import { OLDEST_ENGINES, REQUIRED_VERSION } from "./oldest-engines";
import { awsProviderVersion } from "./provider-version";
import { quickJson } from "./quick-json";
import { nameByPlace } from "./place-suffix";
import { takeOnRole, type ProviderRole } from "./provider-role";
import { boundRoles } from "./role-boundary";
import type { Imports } from "./import-options";
import { takeOver } from "./take-over";

const stackOptions = options({
  /** Account of all that is in it; credentials of any other are refused. */
  accountId,
  region,

  /** Tags of all that is in it. */
  tags,

  /** Keys of tags that others set, and that stay as they are. @default none */
  ignoreTags: foreignTags,

  /** The release of the AWS provider that runs it. @default the one that the typings are made for */
  awsProviderVersion: awsProviderVersion.optional(),
});

export interface GroundworkStackProps extends z.input<typeof stackOptions> {
  /** Id of the stack, as `dev-stack`: what `cdktf deploy` takes. */
  readonly stackId: string;

  /** Where states lie. */
  readonly backend: StateBackend;

  /** Where its own lies in there, as `dev/terraform.tfstate`. */
  readonly stateKey: string;

  /**
   * What names end in that are there once in an account, in whichever region, as `euw1`: the same
   * stack is made in several.
   * @default - nothing
   */
  readonly placeSuffix?: string | undefined;

  /** ARN of the permissions boundary that every role in it gets. @default - none */
  readonly roleBoundaryArn?: string | undefined;

  /** The role that the provider takes on in the account. @default - none: the credentials are of it */
  readonly providerRole?: ProviderRole | undefined;

  /** What exists already and is taken over, by the paths of its resources. @default - nothing */
  readonly imports?: Imports | undefined;

  /** Address of an emulator that stands in for AWS. @default - none: AWS itself */
  readonly emulatorEndpoint?: string | undefined;
}

/**
 * Logical ids by path within a stack. Environments are alike, and cdktf makes a hash for each of
 * their resources anew.
 */
const logicalIds = new Map<string, string>();

/**
 * What every stack has: the AWS provider held to one account, a backend with a key of its own, and
 * the aspects of its app, the policies among them.
 */
export abstract class GroundworkStack extends TerraformStack {
  constructor(scope: Construct, given: GroundworkStackProps) {
    super(scope, given.stackId);
    // cdktn refuses what an older release could not run, and looks here for which is meant.
    this.node.setContext("targetVersions", {
      terraform: `>= ${OLDEST_ENGINES.Terraform}`,
      opentofu: `>= ${OLDEST_ENGINES.OpenTofu}`,
    });
    const props = checkedProps(this, stackOptions, given);
    const { emulatorEndpoint, ignoreTags, roleBoundaryArn } = props;
    const emulated = emulatorEndpoint !== undefined;

    this.addOverride("terraform.required_version", REQUIRED_VERSION);
    if (props.awsProviderVersion !== undefined) pinProvider(this, "aws", props.awsProviderVersion);
    const provider = new AwsProvider(this, "aws", {
      region: props.region,
      defaultTags: [{ tags: { ...props.tags } }],
      ...(ignoreTags.length > 0 && { ignoreTags: [{ keys: [...ignoreTags] }] }),
      ...(emulated
        ? {
            s3UsePathStyle: true,
            skipCredentialsValidation: true,
            skipMetadataApiCheck: "true",
            // The provider asks 25 times, for minutes, what an emulator answers with 500 as it does
            // not know it. The account it does ask for: without it no referenced security group is
            // ever read back as it was written.
            maxRetries: 3,
          }
        : { allowedAccountIds: [props.accountId] }),
    });
    if (props.providerRole) takeOnRole(this, provider, props.providerRole);
    attachBackend(this, { backend: props.backend, key: props.stateKey, emulated });
    // cdktf itself heeds those of a stack and below, and not those of the app.
    for (const aspect of Aspects.of(this.node.root).all) Aspects.of(this).add(aspect);
    if (props.placeSuffix !== undefined) nameByPlace(this, props.placeSuffix);
    if (roleBoundaryArn !== undefined) boundRoles(this, roleBoundaryArn);
    if (props.imports !== undefined) takeOver(this, props.imports);
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

  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const { path } = TerraformElement.isTerraformElement(element) ? element.node : element;
    const within = path.slice(this.node.path.length);
    const known = logicalIds.get(within);
    if (known !== undefined) return known;
    const id = super.allocateLogicalId(element);
    logicalIds.set(within, id);
    return id;
  }

  /** The JSON that cdktf makes, sooner. */
  override toTerraform(): unknown {
    return quickJson(this, () => super.toTerraform());
  }
}

import { TerraformProvider, TerraformResource } from "cdktf";
import { Construct } from "constructs";

/**
 * The provider of GitHub without its package, which has 10 MB: who it works for is an argument, and
 * its token comes from the variable GITHUB_TOKEN.
 * https://registry.terraform.io/providers/integrations/github/6.6.0/docs
 */
export class GithubProvider extends TerraformProvider {
  private readonly owner: string;

  constructor(scope: Construct, id: string, props: { readonly owner: string }) {
    super(scope, id, {
      terraformResourceType: "github",
      terraformProviderSource: "integrations/github",
      terraformGeneratorMetadata: { providerName: "github", providerVersion: "6.6.0" },
    });
    this.owner = props.owner;
  }

  protected override synthesizeAttributes() {
    return { owner: this.owner };
  }
}

export interface DeployedVariableProps {
  readonly provider: GithubProvider;
  readonly repository: string;
  readonly name: string;
  readonly value: string;
}

/** A variable that workflows of a repository read, by a resource that no package has typings for. */
export class DeployedVariable extends TerraformResource {
  private readonly arguments: Record<string, string>;

  constructor(scope: Construct, id: string, { provider, ...props }: DeployedVariableProps) {
    super(scope, id, { terraformResourceType: "github_actions_variable", provider });
    this.arguments = {
      repository: props.repository,
      variable_name: props.name,
      value: props.value,
    };
  }

  protected override synthesizeAttributes() {
    return this.arguments;
  }
}

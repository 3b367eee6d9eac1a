import { Id } from "@cdktf/provider-random/lib/id";
import { RandomProvider } from "@cdktf/provider-random/lib/provider";
import { Construct } from "constructs";

/**
 * A name that nobody else has, for what shares its names with the world: of a provider with a package
 * of its own, `npm install -E @cdktf/provider-random`.
 */
export class UniqueName extends Construct {
  /** The prefix with eight characters behind it that stay as long as the resource does. */
  public readonly name: string;

  constructor(scope: Construct, id: string, props: { readonly prefix: string }) {
    super(scope, id);
    const provider = new RandomProvider(this, "random");
    const suffix = new Id(this, "suffix", { byteLength: 4, provider });
    this.name = `${props.prefix}-${suffix.hex}`;
  }
}

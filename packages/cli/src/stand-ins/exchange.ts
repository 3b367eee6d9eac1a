import type { SynthesizedStack } from "../core/project";
import type { Terraform } from "../terraform/terraform";
import { putParameters } from "./parameters";
import type { StandInOptions, Workspace } from "./workspace";

/** How the stand-ins of a stack and those of others know each other, by the emulator alone. */
export interface Exchange {
  /** Makes its stand-ins anew, by what other stacks have published meanwhile. */
  readonly renew: () => Promise<void>;
  /** Publishes what its stand-ins have for others. */
  readonly publish: () => Promise<void>;
}

/** @param terraform in the folder of the stand-ins */
export const exchangeOf = (
  synthesized: SynthesizedStack,
  terraform: Terraform,
  workspace: Workspace,
  options: StandInOptions,
): Exchange => ({
  renew: async () => void (await workspace.standIn([synthesized], options)),
  publish: () => putParameters(synthesized.name, terraform, options.env),
});

/** Providers do it themselves. */
export const NO_EXCHANGE: Exchange = {
  renew: () => Promise.resolve(),
  publish: () => Promise.resolve(),
};

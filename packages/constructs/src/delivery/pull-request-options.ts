import { z } from "zod";
import { matching, options, unique } from "../option-rules";

/** What the plan of a pull request may have though its base branch has it not. */
export const pullRequestsAdd = options({
  /**
   * Providers by their source, as `hashicorp/random`: resources of all their types, and the provider
   * itself, without arguments.
   * @default none
   */
  providers: unique(
    z.array(
      matching(
        /^(?:[\w-]+(?:\.[\w-]+)+\/)?[\w-]+\/[\w-]+$/,
        "the source of a provider, as hashicorp/random",
      ),
    ),
    "each source once",
  ).default([]),

  /**
   * Modules of a registry by their source, in any version; `*` stands for any name but that of the
   * namespace. Others cannot be named: in a repository a `ref` may lead to what anybody has proposed
   * there.
   * @default none
   */
  modules: unique(
    z.array(
      matching(
        /^(?:[\w-]+(?:\.[\w-]+)+\/)?[\w-]+\/(?:[\w-]+|\*)\/(?:[\w-]+|\*)$/,
        "the source of a module in a registry, as terraform-aws-modules/vpc/aws, with * for any name but the first",
      ),
    ),
    "each source once",
  ).default([]),
});

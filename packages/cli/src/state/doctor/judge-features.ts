import { stackId } from "@groundwork/configuration/names";
import { lacking } from "../../terraform/features";
import type { Release } from "../../terraform/release";
import type { StackJson } from "../stack-json";
import type { Finding } from "./examination";

/**
 * Findings on what stacks use and the release at hand lacks: their plans fail, whatever state they have.
 *
 * @param synthesized by stack; undefined where no stack could be synthesized
 */
export const judgeFeatures = (
  stacks: readonly string[],
  synthesized: ReadonlyMap<string, StackJson> | undefined,
  release: Release,
): Finding[] =>
  stacks.flatMap((stack) =>
    lacking({ ...synthesized?.get(stack) }, release).map((what) => ({
      check: "engine-lacks",
      // It is applied when the backend is set up or brought up to date, and not day by day.
      severity: stack === stackId("bootstrap") ? ("warning" as const) : ("error" as const),
      about: stack,
      what,
      why: "every plan of the stack fails",
      repair: "install that release, or take it out of the stack",
    })),
  );

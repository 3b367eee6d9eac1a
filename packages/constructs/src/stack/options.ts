export type { GroundworkStackProps } from "./groundwork-stack";

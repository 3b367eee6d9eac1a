export { GroundworkStack } from "./groundwork-stack";

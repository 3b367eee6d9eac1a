export { networkOptions } from "./network-options";

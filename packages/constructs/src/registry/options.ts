export { registryOptions } from "./registry-options";

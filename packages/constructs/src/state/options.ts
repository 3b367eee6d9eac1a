export { backendOptions, type BackendOf } from "./backend-options";

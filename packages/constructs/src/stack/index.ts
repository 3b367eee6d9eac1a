export { boundRoles } from "./role-boundary";

export { emails } from "./email-options";

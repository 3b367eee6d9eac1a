export { Data, type DataProps } from "./data";

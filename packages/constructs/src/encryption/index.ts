export { EncryptionKey } from "./encryption-key";

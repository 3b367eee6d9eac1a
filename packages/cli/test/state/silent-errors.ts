const coded = (code: string, more: object = {}) =>
  Object.assign(new Error(`it was ${code}`), { code, $metadata: { attempts: 3 }, ...more });

/** What the SDK throws where AWS does not answer. */
export const SILENT: readonly (readonly [string, Error])[] = [
  ["a name server that does not answer", coded("EAI_AGAIN", { syscall: "getaddrinfo" })],
  ["a connection that is refused", coded("ECONNREFUSED")],
  ["a proxy with a certificate of its own", coded("SELF_SIGNED_CERT_IN_CHAIN")],
  ["a certificate of an unknown issuer", coded("UNABLE_TO_GET_ISSUER_CERT_LOCALLY")],
  ["a certificate of another name", coded("ERR_TLS_CERT_ALTNAME_INVALID")],
  ["an answer that is no HTTP", coded("HPE_INVALID_CONSTANT")],
  ["no answer in time", Object.assign(new Error("it took long"), { name: "TimeoutError" })],
  ["one of these, wrapped", new Error("it failed", { cause: coded("EAI_AGAIN") })],
];

/** As the SDK makes it of a request for credentials that failed: with the code of that. */
export const NO_CREDENTIALS = coded("ECONNREFUSED", { name: "CredentialsProviderError" });

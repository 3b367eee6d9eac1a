/** The protocol and port range of a security group rule for a single TCP port. */
export function tcpPort(port: number) {
  return { ipProtocol: "tcp", fromPort: port, toPort: port };
}

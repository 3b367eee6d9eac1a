import { loadBalancerOptions } from "../../../src/container-service/load-balancer/load-balancer-options";
import { refusals } from "../../refusals";

const found = (input: object) => refusals(loadBalancerOptions, input);

test("without more it is open to the internet, and waits a minute", () => {
  expect(loadBalancerOptions.parse({})).toEqual({
    allowedCidrs: ["0.0.0.0/0"],
    idleTimeoutSeconds: 60,
  });
});

describe("refuses", () => {
  const block = "allowedCidrs.0: an IPv4 block such as 192.0.2.0/24";
  const timeout = "idleTimeoutSeconds: a whole number from 1 to 4000";
  const port = "testListener.port: a whole number from 1 to 65535";
  const allowedCidrs = ["192.0.2.0/24"];
  const domain = (name: string, hostedZone = "example.com") => ({ domain: { hostedZone, name } });

  test.each<[string, object, string]>([
    ["no time-out", { idleTimeoutSeconds: 0 }, timeout],
    ["a time-out too long", { idleTimeoutSeconds: 4001 }, timeout],
    ["half a second", { idleTimeoutSeconds: 1.5 }, timeout],
    ["nobody", { allowedCidrs: [] }, "allowedCidrs: 1 to 20 IPv4 blocks"],
    ["an address", { allowedCidrs: ["192.0.2.1"] }, block],
    ["a prefix too long", { allowedCidrs: ["192.0.2.0/33"] }, block],
    ["bits too many", { allowedCidrs: ["192.0.2.1/24"] }, "0: the first address of its block"],
    ["IPv6", { allowedCidrs: ["2001:db8::/32"] }, block],
    ["a block twice", { allowedCidrs: ["10.0.0.0/8", "10.0.0.0/8"] }, "each block once"],
    ["tests by nobody", { testListener: { allowedCidrs: [] } }, "testListener.allowedCidrs: 1 to"],
    [
      "tests where production is",
      { testListener: { port: 443, allowedCidrs } },
      "testListener.port: another port than 80 and 443",
    ],
    ["no port", { testListener: { port: 65_536, allowedCidrs } }, port],
    ["logs kept for no day", { accessLogRetentionDays: 0 }, "accessLogRetentionDays: a whole"],
    ["logs kept for half a day", { accessLogRetentionDays: 1.5 }, "accessLogRetentionDays: a"],
    ["a zone by its id", domain("www.example.com", "Z0123"), "domain.hostedZone: a DNS name"],
    ["a name too long", domain(`${"a".repeat(53)}.example.com`), "domain.name: a name of up to 64"],
    ["a name in capitals", domain("WWW.example.com"), "domain.name: a DNS name such as"],
    ["a name with a dot at its end", domain("www.example.com."), "domain.name: a DNS name"],
    ["a name with an underscore", domain("a_b.example.com"), "domain.name: a DNS name"],
  ])("%s", (_, input, message) => {
    expect(found(input)).toContainEqual(expect.stringContaining(message));
  });
});

test("takes blocks of every length, and the shortest time-out", () => {
  const allowedCidrs = ["0.0.0.0/0", "128.0.0.0/1", "10.1.2.3/32"];
  expect(found({ allowedCidrs, idleTimeoutSeconds: 1 })).toEqual([]);
});

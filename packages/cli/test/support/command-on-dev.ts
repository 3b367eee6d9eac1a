import { withSerial } from "../../src/terraform/state-file";
import type { Ended } from "@groundwork/testing/project";
import { Rehearsed } from "./rehearsed";
import { startWriteProxy, type WriteProxy } from "./write-proxy";

/**
 * A command on dev-stack after a rehearsal of its own, for all tests of a file: its state is put
 * right after each.
 */
export function commandOnDev(command: string) {
  let dev: Rehearsed;
  const proxies: { close(): void }[] = [];
  beforeAll(async () => {
    dev = await Rehearsed.create("dev-stack", "dev/terraform.tfstate");
  });
  afterEach(async () => {
    proxies.splice(0).forEach((proxy) => proxy.close());
    await dev.heal();
  });
  afterAll(() => dev?.close());

  const run = (...args: string[]): Promise<Ended> => dev.groundwork(command, args);

  return {
    /** Not before the tests run. */
    get dev(): Rehearsed {
      return dev;
    },
    run,

    /** The one JSON document on standard output. */
    async json(...args: string[]): Promise<{ code: number; document: any }> {
      const { code, stdout } = await run("--json", ...args);
      return { code, document: JSON.parse(stdout) };
    },

    /** A way to the emulator that is closed after the test. */
    async proxy(onWritten?: Parameters<typeof startWriteProxy>[1]): Promise<WriteProxy> {
      const proxy = await startWriteProxy(dev.endpoint, onWritten);
      proxies.push(proxy);
      return proxy;
    },

    closeAfterTest(proxy: { close(): void }): void {
      proxies.push(proxy);
    },

    /** The state as it is, under another serial. */
    withSerialOff: (by: number): string => withSerial(dev.state, JSON.parse(dev.state).serial + by),

    /** Neither state nor digest nor lock is touched. */
    async expectUntouched(work: () => Promise<unknown>): Promise<void> {
      const look = async () => [await dev.read(), await dev.digest(), await dev.locks()];
      const before = await look();
      await work();
      expect(await look()).toEqual(before);
    },

    /** Nobody holds the state, and Terraform finds nothing to change. */
    async expectFree(): Promise<void> {
      expect(await dev.locks()).toEqual({});
      await dev.expectClean();
    },
  };
}

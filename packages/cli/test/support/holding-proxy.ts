import { forward, startProxy, type Proxy } from "./proxy";

export interface HoldingProxy extends Proxy {
  /** Whether a write has come that waits now. */
  readonly held: boolean;
  /** Lets it through, and all that follow. */
  release(): void;
}

/**
 * Stands between a program and the emulator and holds back a write that the program has decided on,
 * so that something else can come first.
 *
 * @param what of the address of the write
 */
export async function startHoldingProxy(target: string, what: RegExp): Promise<HoldingProxy> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  let held = false;
  const proxy = await startProxy(async (incoming, outgoing) => {
    if (incoming.method === "PUT" && what.test(incoming.url!)) {
      held = true;
      await released;
    }
    forward(target, incoming, outgoing);
  });
  return {
    ...proxy,
    get held() {
      return held;
    },
    release,
  };
}

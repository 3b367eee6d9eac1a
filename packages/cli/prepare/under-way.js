/**
 * Says on standard error what is under way; at a terminal, for how long it has been.
 *
 * @param {string} what
 * @returns {() => void} to be called at its end
 */
function underWay(what) {
  const { stderr } = process;
  if (!stderr.isTTY) {
    stderr.write(`${what}\n`);
    return () => {};
  }
  const since = Date.now();
  const show = () => {
    const seconds = ` (${Math.floor((Date.now() - since) / 1000)} s)`;
    const room = stderr.columns >= 20 ? stderr.columns - 1 - seconds.length : what.length;
    stderr.write(`\r\u001B[2K${what.slice(0, room)}${seconds}`);
  };
  show();
  const timer = setInterval(show, 1000);
  return () => {
    clearInterval(timer);
    show();
    stderr.write("\n");
  };
}

module.exports = { underWay };

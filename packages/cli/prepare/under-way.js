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
    const line = `${what} (${Math.floor((Date.now() - since) / 1000)} s)`;
    stderr.write(`\r\u001B[2K${stderr.columns >= 20 ? line.slice(0, stderr.columns - 1) : line}`);
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

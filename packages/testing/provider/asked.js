// A provider of Terraform's, asked for its plans: three calls of those that Terraform makes.
const { all, bytes, fields, text } = require("./messages");
const { packed } = require("./packed");
const { blocksIn, emptyOf, providerBlock, RESOURCES } = require("./schemas");
const { Spoken } = require("./spoken");

class Provider {
  #program;
  #config;
  #spoken;

  /**
   * @param {string} program of the provider
   * @param {object} config arguments of the provider that are not null
   */
  static async start(program, config) {
    const provider = new Provider();
    provider.#program = program;
    provider.#config = config;
    provider.#spoken = await Spoken.start(program);
    const schemas = await provider.#call("GetSchema", []);
    /** By type what the provider knows of it. */
    provider.blocks = blocksIn(schemas, RESOURCES);
    provider.#config = { ...emptyOf(providerBlock(schemas)), ...config };
    await provider.#configure();
    return provider;
  }

  async #begin() {
    this.#spoken = await Spoken.start(this.#program);
    await this.#configure();
  }

  async #configure() {
    await this.#call("Configure", [text(1, "1.11.4"), bytes(2, dynamic(this.#config))]);
  }

  /**
   * What a provider plans for a resource that there is.
   *
   * @param {string} type
   * @param {{ prior: object, config: object }} values before, and as it is written
   * @param {object} proposed the values that Terraform makes of both
   * @returns {Promise<{ planned: Buffer, replaced: string[], problem: string | undefined }>} the planned
   *   values as they are packed, paths of arguments that make it replace the resource, and what it has
   *   against it
   */
  async plan(type, { prior, config }, proposed = config) {
    const parts = [prior, proposed, config].map((values, at) => bytes(at + 2, dynamic(values)));
    const answer = await this.#call("PlanResourceChange", [text(1, type), ...parts]).catch(
      async (error) => {
        // Values that nobody has validated may end it.
        if (this.#spoken.isOver) await this.#begin();
        return error;
      },
    );
    if (answer instanceof Error) return { planned: NONE, replaced: [], problem: answer.message };
    const planned = fields(answer).find(({ number }) => number === 1)?.value ?? Buffer.alloc(0);
    const diagnostics = all(answer, 4).map((one) => all(one, 2)[0]?.toString() ?? "");
    return {
      planned: all(planned, 1)[0] ?? Buffer.alloc(0),
      replaced: all(answer, 2).map(pathOf),
      problem: diagnostics[0],
    };
  }

  async #call(method, parts) {
    return this.#spoken.call(method, Buffer.concat(parts));
  }

  stop() {
    this.#spoken.stop();
  }
}

const NONE = Buffer.alloc(0);

const dynamic = (value) => bytes(1, packed(value));

/** Names of arguments alone: which item of a list it is counts for nothing. */
const pathOf = (message) =>
  all(message, 1)
    .flatMap((step) => all(step, 1).map((name) => name.toString()))
    .join(".");

module.exports = { Provider };

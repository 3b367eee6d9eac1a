import { createHash, randomUUID } from "node:crypto";
import { conflict, NONE, one, page, type Answer } from "./json-api";

export const TOKEN = "a-token-of-this-proof";

/** What is asked, and what is answered. */
interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly token: string | undefined;
  readonly body: Buffer;
}

interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly project: string;
  version: string;
  locked: boolean;
  readonly states: State[];
}

interface State {
  readonly id: string;
  readonly serial: number;
  readonly lineage: string;
  readonly md5: string;
  content?: Buffer;
}

/**
 * As much of HCP Terraform as Terraform asks for with states there and operations here: workspaces,
 * their locks and state versions (https://developer.hashicorp.com/terraform/cloud-docs/api-docs).
 */
export class HcpTerraform {
  /** What was asked that is not here, as a run would be, or was wrong. */
  readonly problems: string[] = [];
  private readonly workspaces: Workspace[] = [];
  private readonly projects: { readonly id: string; readonly name: string }[] = [];

  constructor(private readonly address: string) {}

  answer(asked: Asked): Answer {
    const { method, url } = asked;
    if (url.pathname === "/.well-known/terraform.json") {
      return {
        status: 200,
        headers: { "content-type": "application/json" },
        body: { "tfe.v2": "/api/v2/" },
      };
    }
    for (const [verb, pattern, answer] of this.routes) {
      const found = method === verb ? pattern.exec(url.pathname) : null;
      if (!found) continue;
      // Contents of states are asked for by links that let in whoever has them.
      if (url.pathname.startsWith("/api/") && asked.token !== `Bearer ${TOKEN}`)
        return { status: 401 };
      return answer.call(this, asked, ...found.slice(1).map(decodeURIComponent));
    }
    this.problems.push(`${method} ${url.pathname}`);
    return NONE;
  }

  private readonly routes: readonly [string, RegExp, (asked: Asked, ...ids: string[]) => Answer][] =
    [
      ["GET", /^\/api\/v2\/ping$/, this.ping],
      ["GET", /^\/api\/v2\/organizations\/([^/]+)\/entitlement-set$/, this.entitlements],
      ["GET", /^\/api\/v2\/organizations\/([^/]+)\/projects$/, this.listProjects],
      ["POST", /^\/api\/v2\/organizations\/([^/]+)\/projects$/, this.makeProject],
      ["GET", /^\/api\/v2\/organizations\/([^/]+)\/workspaces$/, this.list],
      ["POST", /^\/api\/v2\/organizations\/([^/]+)\/workspaces$/, this.make],
      ["GET", /^\/api\/v2\/organizations\/[^/]+\/workspaces\/([^/]+)$/, this.byName],
      ["GET", /^\/api\/v2\/workspaces\/([^/]+)$/, this.byId],
      ["PATCH", /^\/api\/v2\/workspaces\/([^/]+)$/, this.update],
      ["POST", /^\/api\/v2\/workspaces\/([^/]+)\/actions\/lock$/, this.lock],
      ["POST", /^\/api\/v2\/workspaces\/([^/]+)\/actions\/(?:force-)?unlock$/, this.unlock],
      ["GET", /^\/api\/v2\/workspaces\/([^/]+)\/current-state-version$/, this.currentState],
      [
        "GET",
        /^\/api\/v2\/workspaces\/([^/]+)\/current-state-version-outputs$/,
        this.currentOutputs,
      ],
      ["POST", /^\/api\/v2\/workspaces\/([^/]+)\/state-versions$/, this.makeState],
      ["GET", /^\/api\/v2\/state-versions\/([^/]+)$/, this.readState],
      ["GET", /^\/contents\/([^/]+)$/, this.download],
      ["PUT", /^\/contents\/([^/]+)$/, this.upload],
      ["PUT", /^\/json\/([^/]+)$/, () => ({ status: 200 })],
    ];

  private ping(): Answer {
    return { status: 204, headers: { "tfp-api-version": "2.6", "tfp-appname": "HCP Terraform" } };
  }

  private entitlements(_: Asked, organization: string): Answer {
    if (organization !== "Acme") return NONE;
    return one("entitlement-sets", organization, { operations: true, "state-storage": true });
  }

  private listProjects(): Answer {
    const data = this.projects.map(({ id, name }) => ({
      id,
      type: "projects",
      attributes: { name },
    }));
    return { status: 200, body: { data, ...page(data.length) } };
  }

  private makeProject({ body }: Asked): Answer {
    const { name } = JSON.parse(body.toString()).data.attributes;
    const id = `prj-${randomUUID()}`;
    this.projects.push({ id, name });
    return one("projects", id, { name }, 201);
  }

  private list(): Answer {
    const data = this.workspaces.map((workspace) => described(workspace));
    return { status: 200, body: { data, ...page(data.length) } };
  }

  private make({ body }: Asked): Answer {
    const { attributes, relationships } = JSON.parse(body.toString()).data;
    const project = relationships?.project?.data.id;
    if (this.projects.every(({ id }) => id !== project)) this.problems.push(`project ${project}`);
    const made = { id: `ws-${randomUUID()}`, name: attributes.name, project, version: "1.0.0" };
    const workspace = { ...made, locked: false, states: [] };
    this.workspaces.push(workspace);
    return { status: 201, body: { data: described(workspace) } };
  }

  private byName(_: Asked, name: string): Answer {
    return shown(this.workspaces.find((one) => one.name === name));
  }

  private byId(_: Asked, id: string): Answer {
    return shown(this.workspace(id));
  }

  private update({ body }: Asked, id: string): Answer {
    const workspace = this.workspace(id)!;
    workspace.version = JSON.parse(body.toString()).data.attributes["terraform-version"];
    return shown(workspace);
  }

  private lock(_: Asked, id: string): Answer {
    const workspace = this.workspace(id)!;
    if (workspace.locked) return conflict("workspace already locked");
    workspace.locked = true;
    return shown(workspace);
  }

  private unlock(_: Asked, id: string): Answer {
    const workspace = this.workspace(id)!;
    if (!workspace.locked) return conflict("workspace not locked");
    workspace.locked = false;
    return shown(workspace);
  }

  private currentState(_: Asked, id: string): Answer {
    const state = lastOf(this.workspace(id)!);
    return state ? this.state(state) : NONE;
  }

  private currentOutputs(_: Asked, id: string): Answer {
    const { outputs = {} } = JSON.parse(lastOf(this.workspace(id)!)!.content!.toString());
    const data = Object.entries(outputs as Record<string, object>).map(([name, output]) => ({
      id: `wsout-${name}`,
      type: "state-version-outputs",
      attributes: { name, ...output },
    }));
    return { status: 200, body: { data, ...page(data.length) } };
  }

  /** State versions are for whoever has locked the workspace, and never go back. */
  private makeState({ body }: Asked, id: string): Answer {
    const { locked, states } = this.workspace(id)!;
    const { serial, lineage, md5 } = JSON.parse(body.toString()).data.attributes;
    if (!locked) return conflict("workspace must be locked to create a state version");
    const last = states.at(-1);
    if (last && last.serial >= serial) return conflict("serial is not above the last one");
    const state = { id: `sv-${randomUUID()}`, serial, lineage, md5 };
    states.push(state);
    return this.state(state, 201);
  }

  private readState(_: Asked, id: string): Answer {
    return this.state(this.stateOf(id)!);
  }

  private download(_: Asked, id: string): Answer {
    const headers = { "content-type": "application/octet-stream" };
    return { status: 200, headers, body: this.stateOf(id)!.content };
  }

  private upload({ body }: Asked, id: string): Answer {
    const state = this.stateOf(id)!;
    if (createHash("md5").update(body).digest("hex") !== state.md5) return { status: 400 };
    state.content = body;
    return { status: 200 };
  }

  private state({ id, serial, content }: State, status = 200): Answer {
    const attributes = {
      serial,
      status: content === undefined ? "pending" : "finalized",
      "hosted-state-download-url": `${this.address}/contents/${id}`,
      "hosted-state-upload-url": `${this.address}/contents/${id}`,
      "hosted-json-state-upload-url": `${this.address}/json/${id}`,
    };
    return one("state-versions", id, attributes, status);
  }

  private workspace(wanted: string): Workspace | undefined {
    return this.workspaces.find(({ id }) => id === wanted);
  }

  private stateOf(wanted: string): State | undefined {
    return this.workspaces.flatMap(({ states }) => states).find(({ id }) => id === wanted);
  }
}

const lastOf = ({ states }: Workspace): State | undefined =>
  states.findLast(({ content }) => content !== undefined);

const shown = (workspace: Workspace | undefined): Answer =>
  workspace ? { status: 200, body: { data: described(workspace) } } : NONE;

/** As a workspace is at first: plans and applies run at HCP Terraform. */
const described = ({ id, name, version, locked }: Workspace) => ({
  id,
  type: "workspaces",
  attributes: {
    name,
    locked,
    "execution-mode": "remote",
    operations: true,
    "terraform-version": version,
    permissions: {
      "can-lock": true,
      "can-unlock": true,
      "can-force-unlock": true,
      "can-queue-run": true,
      "can-queue-apply": true,
      "can-read-settings": true,
      "can-update": true,
    },
  },
});

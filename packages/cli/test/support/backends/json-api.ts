/** An answer of HCP Terraform, in JSON:API (https://jsonapi.org/format/). */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export const NONE: Answer = {
  status: 404,
  body: { errors: [{ status: "404", title: "not found" }] },
};

export const conflict = (title: string): Answer => ({
  status: 409,
  body: { errors: [{ status: "409", title }] },
});

export const one = (type: string, id: string, attributes: object, status = 200): Answer => ({
  status,
  body: { data: { id, type, attributes } },
});

export const page = (count: number) => ({
  meta: { pagination: { "current-page": 1, "total-pages": 1, "total-count": count } },
});

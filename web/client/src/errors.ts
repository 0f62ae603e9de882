// The errors that a caller sees: the API said no (ApiError), or there was no answer (NetworkError).
import type { Problem } from './generated/types.gen.js';

/** Offline, cut off, or an answer that cannot be the API's. */
export class NetworkError extends Error {
  constructor(cause: unknown) {
    super('The API did not answer', { cause });
    this.name = 'NetworkError';
  }
}

export interface ApiErrorFields {
  status: number;
  /** `about:blank` if the answer was no problem document. */
  type: string;
  title: string;
  detail: string;
  /** What is invalid, in a 422. */
  errors: { loc: string[]; msg: string }[];
  /** The seconds to wait, from the header Retry-After. */
  retryAfter: number | null;
  /** Names this request in the API's log. */
  requestId: string | null;
}

/** The API's problem document (RFC 9457). Switch on `type`; show `detail` to people. */
export class ApiError extends Error {
  declare readonly status: number;
  declare readonly type: string;
  declare readonly title: string;
  declare readonly detail: string;
  declare readonly errors: { loc: string[]; msg: string }[];
  declare readonly retryAfter: number | null;
  declare readonly requestId: string | null;

  constructor(fields: ApiErrorFields) {
    super(fields.detail);
    Object.assign(this, fields, { name: 'ApiError' });
  }
}

export async function toApiError(response: Response): Promise<ApiError> {
  const { status, headers } = response;
  // API Gateway's own answers have only a `message`, and those of a proxy may be no JSON at all.
  const body: unknown = await response.json().catch(() => null);
  const problem = (body ?? {}) as Partial<Problem & { message: string }>;
  const { title = `HTTP ${status}`, type = 'about:blank', errors = [] } = problem;
  return new ApiError({
    status,
    type,
    title,
    detail: problem.detail ?? problem.message ?? title,
    errors,
    retryAfter: Number(headers.get('retry-after')) || null,
    requestId: headers.get('apigw-requestid'),
  });
}

// The errors that a caller sees: the API said no (ApiError), or there was no answer (NetworkError).
import type { Problem } from './generated/types.gen.js';

export class NetworkError extends Error {
  override readonly name = 'NetworkError';

  constructor(cause: unknown) {
    super('The API did not answer', { cause });
  }
}

/** The API's problem document (RFC 9457). Switch on `type`; show `detail` to people. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    /** `about:blank` if the answer was no problem document. */
    readonly type: string,
    readonly title: string,
    readonly detail: string,
    /** What is invalid, in a 422. */
    readonly errors: { loc: string[]; msg: string }[],
    /** The seconds to wait, from the header Retry-After. */
    readonly retryAfter: number | null,
    /** Names this request in the API's log. */
    readonly requestId: string | null,
  ) {
    super(detail);
  }
}

export async function toApiError(response: Response): Promise<ApiError> {
  const { status, headers, statusText } = response;
  const problem = await readProblem(response);
  const title = problem.title ?? (statusText || `HTTP ${status}`);
  const { type = 'about:blank', detail = problem.message ?? title, errors = [] } = problem;
  const seconds = Number.parseInt(headers.get('retry-after') ?? '', 10);
  const retryAfter = seconds >= 0 ? seconds : null;
  return new ApiError(status, type, title, detail, errors, retryAfter, headers.get('apigw-requestid'));
}

/** API Gateway's own answers have only a `message`, and those of a proxy may be no JSON at all. */
async function readProblem(response: Response): Promise<Partial<Problem> & { message?: string }> {
  try {
    const body: unknown = await response.json();
    return typeof body === 'object' && body ? body : {};
  } catch {
    return {};
  }
}

// The adapter for an existing axios instance: the client's token, its single refresh, and one repetition. It imports
// types only, so it works with the axios of the page.
import type { AxiosError, AxiosInstance, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { Client } from './types.js';

/** Interceptors may copy a configuration, so the state of a request is a member of it. */
type Config = InternalAxiosRequestConfig & { todoLambda?: 'sent' | 'repeated' };

/**
 * Requests below the client's base URL get the access token, unless they have an `Authorization` header of their own.
 *
 * @returns a function that detaches the adapter
 */
export function attach(client: Client, instance: AxiosInstance): () => void {
  const tokenFor = (config: Config, rejected?: string) => {
    const signal = config.signal as AbortSignal | undefined;
    return client.accessToken(instance.getUri(config), { rejected, signal });
  };

  const authorize = async (config: Config) => {
    const token = config.headers.has('authorization') ? null : await tokenFor(config);
    if (token) {
      config.headers.set('Authorization', `Bearer ${token}`);
      config.todoLambda = 'sent';
    }
    return config;
  };

  /** The answer to the repeated request, or undefined if it is not repeated. */
  const repeated = async (response: AxiosResponse | undefined): Promise<AxiosResponse | undefined> => {
    const config: Config | undefined = response?.config;
    if (response?.status !== 401 || config?.todoLambda !== 'sent') return undefined;
    const token = await tokenFor(config, String(config.headers.get('authorization')).replace('Bearer ', ''));
    if (!token || isStream(config.data)) return undefined;
    config.headers.set('Authorization', `Bearer ${token}`);
    config.todoLambda = 'repeated';
    return instance.request(config);
  };

  const { request, response } = instance.interceptors;
  const requestId = request.use(authorize);
  const responseId = response.use(
    async (answer) => (await repeated(answer)) ?? answer,
    async (error: AxiosError) => {
      const answer = await repeated(error.response);
      if (answer) return answer;
      throw error;
    },
  );
  return () => {
    request.eject(requestId);
    response.eject(responseId);
  };
}

/** A stream, of the web or of Node, can be read only once. */
function isStream(data: unknown): boolean {
  return typeof data === 'object' && data !== null && ('getReader' in data || 'pipe' in data);
}

// What the parts of the fake share.
import type { ApiError } from '../generated/ApiError';
import type { Name, Request, Response } from '../shape';

export type Table = { [K in Name]: (request: Request<K>) => Response<K> };

export function fail(code: string, params: ApiError['params'] = {}): never {
  throw { code, message: `fake: ${code}`, params } satisfies ApiError;
}

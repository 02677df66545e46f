// Where the one error of a form belongs. Fields name their place with `data-at`.
import { getContext, setContext } from 'svelte';
import { lookUp, t } from '../../i18n';
import { errorText } from '../../i18n/codes';
import type { ApiError } from '../../ipc/generated/ApiError';

const KEY = Symbol('wrong');
/** The sentence for the field at this place, or nothing. */
export type Wrong = (at: string) => string | undefined;

export const giveWrong = (wrong: Wrong): void => void setContext(KEY, wrong);
export const takeWrong = (): Wrong => getContext<Wrong | undefined>(KEY) ?? (() => undefined);

export const wrongText = (error: ApiError): string =>
  error.code === 'bad_facts'
    ? (lookUp(`facts.problem.${error.params['problem'] ?? ''}`) ?? t('facts.problem.other'))
    : errorText(error);

// All rules of the coach, as fetched, and which of them are shown.
import { asApiError, call } from '../ipc';
import type { ApiError } from '../ipc/generated/ApiError';
import type { CoachRule } from '../ipc/generated/CoachRule';
import type { LetterKind } from '../ipc/generated/LetterKind';
import { filtered } from './rules';

class Rules {
  all = $state.raw<CoachRule[] | null>(null);
  error = $state.raw<ApiError | null>(null);
  kind = $state<LetterKind | null>(null);
  country = $state<string | null>(null);
  shown = $derived(filtered(this.all ?? [], { kind: this.kind, country: this.country }));

  async load(): Promise<void> {
    try {
      this.all = await call('rules_list', {});
      this.error = null;
    } catch (thrown) {
      this.error = asApiError(thrown);
    }
  }
}

export const rules = new Rules();

// Tells what is worth a word: to the desktop when another window is in front, else here and to screen readers.
import { t } from '../i18n';
import { list } from '../i18n/format';
import { notify } from '../ipc';
import { hear, looked, type Memory, type News } from './news';
import { notices } from './notices.svelte';
import { status } from './status.svelte';

type Words = { title: string; body: string };

/** Counts only: it may be read over a shoulder. */
export function words(news: News): Words {
  if (news.kind !== 'ended') {
    const title = t(`news.${news.kind}`);
    return { title, body: t(`news.${news.kind}_text`, { count: news.letters }) };
  }
  const parts = [
    news.sent > 0 ? t('news.sent', { count: news.sent }) : '',
    news.refused > 0 ? t('news.refused', { count: news.refused }) : '',
    news.doubt > 0 ? t('news.in_doubt', { count: news.doubt }) : '',
  ];
  return { title: t('news.ended'), body: t('news.ended_text', { what: list(parts.filter(Boolean)) }) };
}

class Watch {
  #memory: Memory | null = null;

  /** After each fresh status. `shown` says whether the outbox itself is on the screen. */
  look(shown: boolean): void {
    if (!status.all) return;
    const focused = document.hasFocus();
    if (focused && this.#memory) this.#memory = looked(this.#memory);
    const { counts, holds } = status.all;
    const heard = hear(this.#memory, { counts, holds, at: Date.now() });
    this.#memory = heard.memory;
    const [first] = heard.news;
    if (!first) return;
    const { title, body } = words(first);
    if (!focused) void notify(title, body);
    // The outbox shows it already: there it is only read aloud.
    if (focused && !shown) notices.tell(`${title}. ${body}`);
    else notices.speak(`${title}. ${body}`);
  }

  /** Somebody came back to the window. */
  looked(): void {
    if (this.#memory) this.#memory = looked(this.#memory);
  }
}

export const watch = new Watch();

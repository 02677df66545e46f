// Taking a letter along: as text, on the clipboard. The clipboard may be closed to us: then the letter is selected.
import { t } from '../i18n';
import { findingText } from '../i18n/codes';
import { call } from '../ipc';
import { coach } from './coach.svelte';
import { desk } from './desk.svelte';
import { notices } from './notices.svelte';
import { sheet } from './preview.svelte';

/** Some windows take to the clipboard only what they were given at once, in the click: a text that is still to come, too. */
async function toClipboard(text: Promise<string>): Promise<void> {
  try {
    const type = 'text/plain';
    const blob = text.then((it) => new Blob([it], { type }));
    blob.catch(() => undefined);
    await navigator.clipboard.write([new ClipboardItem({ [type]: blob })]);
  } catch {
    await navigator.clipboard.writeText(await text);
  }
}

/** Returns whether the text is on the clipboard. Throws when there is no text. */
export async function takeText(
  text: string | Promise<string>,
  shown: () => Element | null | undefined,
): Promise<boolean> {
  const coming = Promise.resolve(text);
  const taken = toClipboard(coming).then(
    () => true,
    () => false,
  );
  await coming;
  if (await taken) return true;
  const letter = shown();
  if (letter) getSelection()?.selectAllChildren(letter);
  notices.tell(t('coach.paper.select'));
  return false;
}

/** There is no letter to take along, and it was said why. */
class Nothing extends Error {}

class Taking {
  /** The letter on the sheet; empty while something in it is to be mended. */
  text = $derived(
    coach.findings.some((finding) => finding.level === 'stop')
      ? ''
      : (sheet.now?.body.map((part) => part.text).join('') ?? ''),
  );
  /** The same letter, where an e-mail carries it. */
  letter = $derived(
    this.text === '' ? null : (desk.letters.find((it) => it.office === desk.shown?.id) ?? null),
  );

  /** As it reads now: settings and facts may have changed since it lay on the sheet. */
  async #fresh(): Promise<string> {
    await desk.flush();
    const letter = $state.snapshot(desk.letter);
    if (!letter) return '';
    const { body, findings } = await call('letter_preview', { letter, own_words: desk.own });
    const stop = findings.find((finding) => finding.level === 'stop');
    if (!stop) return body.map((part) => part.text).join('');
    notices.tell(findingText(stop).title);
    return '';
  }

  /** Returns the text that is on the clipboard now, or null. */
  async take(): Promise<string | null> {
    if (this.text === '') return null;
    try {
      const text = this.#fresh().then((it) => it || Promise.reject(new Nothing()));
      const taken = await takeText(text, () => document.querySelector('[data-testid=sheet]'));
      return taken ? await text : null;
    } catch (thrown) {
      if (!(thrown instanceof Nothing)) notices.fail(thrown);
      return null;
    }
  }

  async copy(): Promise<void> {
    if ((await this.take()) !== null) notices.tell(t('review.text_copied'));
  }
}

export const taking = new Taking();

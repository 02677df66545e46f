// What the coach says of the letter on the sheet. It reads along: its list keeps its order while somebody types,
// and what newly stops the letter is read aloud, once.
import { findingText, gathered } from '../i18n/codes';
import type { Finding } from '../ipc/generated/Finding';
import type { Preview } from '../ipc/generated/Preview';
import { inOrder } from './findings';
import { notices } from './notices.svelte';

class Coach {
  findings = $state.raw<Finding[]>([]);
  #letter = '';
  #said = new Set<string>();

  hear(preview: Preview | null): void {
    const letter = JSON.stringify(preview?.letter ?? null);
    const same = letter === this.#letter;
    this.#letter = letter;
    this.findings = inOrder(same ? this.findings : [], gathered(preview?.findings ?? []));
    if (!same) this.#said.clear();
    const stops = this.findings.filter((f) => f.level === 'stop' && !this.#said.has(f.key));
    for (const stop of stops) this.#said.add(stop.key);
    // What was wrong with a letter before it was opened is not news; it stands in the list.
    if (!same || stops.length === 0) return;
    const words = stops.map(findingText).map(({ title, text }) => `${title}. ${text}`);
    notices.speak(words.join(' '));
  }
}

export const coach = new Coach();

// The parts of the settings, in their order: for the page, its table of contents and the palette.
import type { Key } from '../i18n';

type Section = {
  id: string;
  title: Key;
  /** More words by which the palette finds it. */
  more?: Key[];
};

export const SECTIONS = [
  { id: 'profile', title: 'settings.profile', more: ['profile.name'] },
  { id: 'safety', title: 'safety.title', more: ['safety.ask.title', 'safety.organisation'] },
  { id: 'mailboxes', title: 'settings.mailboxes', more: ['settings.connect', 'settings.pace.title'] },
  { id: 'languages', title: 'settings.languages', more: ['settings.language', 'settings.writes'] },
  { id: 'appearance', title: 'settings.appearance', more: ['settings.theme', 'settings.size'] },
  { id: 'data', title: 'settings.data', more: ['settings.home', 'settings.practice_folder'] },
  { id: 'coach', title: 'coach.rules.title' },
  { id: 'facts', title: 'checks.title' },
  { id: 'about', title: 'settings.about_title' },
] as const satisfies Section[];

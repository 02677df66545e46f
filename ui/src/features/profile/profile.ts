import { t } from '../../i18n';
import type { Profile } from '../../ipc/generated/Profile';

export const NOBODY: Profile = { name: '', town: '', country: '', email: '', street: '', occupation: '' };

export type Problems = { name?: string; email?: string };

/** What is plainly missing before the program is asked; the program has the last word. */
export function problems(profile: Profile): Problems {
  const found: Problems = {};
  if (profile.name.trim() === '') found.name = t('profile.missing_name');
  const email = profile.email.trim();
  if (email !== '' && !/^\S+@\S+\.\S+$/.test(email)) found.email = t('profile.bad_email');
  return found;
}

export const trimmed = (p: Profile): Profile => ({
  name: p.name.trim(),
  town: p.town.trim(),
  country: p.country.trim(),
  email: p.email.trim(),
  street: p.street.trim(),
  occupation: p.occupation.trim(),
});

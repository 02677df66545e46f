// The rules of the fake's coach: some of each kind, as they come with the program.
import type { CoachRule } from '../generated/CoachRule';
import type { SourceRef } from '../generated/SourceRef';
import type { Table } from './kit';

const by = (title: string, url: string | null = null): SourceRef => ({
  title,
  url,
  published: null,
  checked_on: null,
});
const abc_belarus = by('ABC Belarus: How to write to prisoners');
const amnesty = by(
  'Amnesty International: Letter-writing guides (international, United States, Germany, Switzerland)',
);
const english_pen = by('English PEN: Writing to prisoners');
const memorial = by('Memorial: How to write to a political prisoner');
const ovdinfo = by('OVD-Info, Meduza: How to write letters to prison');
const own = by('Unforgotten: Nothing unresolved, unchecked or misdirected is sent');
const rosuznik = by('RosUznik: Rules for letters');
const solidarity_zone = by('Solidarity Zone: How to write letters to prisoners');
const viasna = by('Viasna, Libereco: Letters to political prisoners in Belarus');
const writetothem = by('mySociety: WriteToThem, guidelines');

type Some = Partial<CoachRule> & Pick<CoachRule, 'code' | 'level' | 'about' | 'sources'>;
const rule = (some: Some): CoachRule => ({
  elsewhere: null,
  limit: null,
  kinds: [],
  countries: [],
  languages: [],
  ...some,
});

const OTHERS: CoachRule['kinds'] = ['official', 'embassy', 'representative', 'press'];

export const RULES: CoachRule[] = [
  rule({
    code: 'unfilled_field',
    level: 'stop',
    about: 'Each field of the letter has a value.',
    sources: [own],
  }),
  rule({
    code: 'appeal_closed',
    level: 'stop',
    about: 'The appeal is still open.',
    sources: [amnesty],
  }),
  rule({
    code: 'insult',
    level: 'stop',
    kinds: OTHERS,
    about: 'The letter insults nobody: it is read by somebody who has the prisoner in their hands.',
    sources: [amnesty, writetothem],
  }),
  rule({
    code: 'long',
    level: 'warn',
    limit: 350,
    kinds: OTHERS,
    about: 'The letter fits on one page: at most 350 words.',
    sources: [amnesty],
  }),
  rule({
    code: 'name_in_subject',
    level: 'warn',
    kinds: OTHERS,
    about: "The prisoner's full name is in the subject: letters are sorted and counted by it.",
    sources: [amnesty],
  }),
  rule({
    code: 'no_first_person',
    level: 'warn',
    kinds: OTHERS,
    about: 'Beside the template there is a sentence of your own, in the first person.',
    sources: [writetothem, amnesty],
  }),
  rule({
    code: 'like_template',
    level: 'warn',
    limit: 70,
    kinds: OTHERS,
    about: 'The letter is not the template once more: less than 70 % of it stand there.',
    sources: [writetothem],
  }),
  rule({
    code: 'many_links',
    level: 'warn',
    limit: 1,
    kinds: OTHERS,
    about: 'There is at most one link: mail with more is taken for advertising.',
    sources: [own],
  }),
  rule({
    code: 'shouting',
    level: 'warn',
    about: 'No words in capitals and no exclamation marks in a row.',
    sources: [amnesty, own],
  }),
  rule({
    code: 'thank_reader',
    level: 'tip',
    kinds: ['official', 'embassy', 'representative'],
    about: 'Thank the reader.',
    sources: [amnesty],
  }),
  rule({
    code: 'copy_embassy',
    level: 'tip',
    kinds: ['official'],
    about: "Write to the country's embassy too: it reports home.",
    sources: [amnesty],
  }),
  rule({
    code: 'the_case',
    level: 'stop',
    elsewhere: 'warn',
    kinds: ['prisoner'],
    countries: ['RU', 'BY'],
    about:
      'Nothing about the case, the charge or the trial: letters are read by a censor, and by the investigators.',
    sources: [memorial, rosuznik, ovdinfo],
  }),
  rule({
    code: 'phone',
    level: 'stop',
    elsewhere: 'warn',
    kinds: ['prisoner'],
    countries: ['RU', 'BY'],
    about: 'No phone numbers.',
    sources: [rosuznik, ovdinfo],
  }),
  rule({
    code: 'address_old',
    level: 'stop',
    limit: 30,
    kinds: ['prisoner'],
    about: 'The address was looked at in the last 30 days: prisoners are moved without notice.',
    sources: [memorial, own],
  }),
  rule({
    code: 'over_length',
    level: 'stop',
    kinds: ['prisoner'],
    about: 'The letter is not longer than the service takes.',
    sources: [rosuznik],
  }),
  rule({
    code: 'their_language',
    level: 'warn',
    kinds: ['prisoner'],
    about:
      'The letter is in a language that the censor reads: Russian in Russia, Russian or Belarusian in Belarus.',
    sources: [memorial, rosuznik, viasna],
  }),
  rule({
    code: 'latin_words',
    level: 'warn',
    kinds: ['prisoner'],
    languages: ['ru', 'uk', 'be'],
    about: 'No words in Latin letters inside a text in Cyrillic ones.',
    sources: [rosuznik, ovdinfo],
  }),
  rule({
    code: 'lgbt',
    level: 'warn',
    kinds: ['prisoner'],
    countries: ['RU'],
    about: "No LGBTQ+ topics in letters to Russian prisons: for the prisoner's safety among the others.",
    sources: [ovdinfo, rosuznik],
  }),
  rule({
    code: 'freedom_words',
    level: 'warn',
    kinds: ['prisoner'],
    countries: ['BY'],
    about: 'No “freedom” and no “fight” in letters to Belarusian prisons.',
    sources: [viasna, abc_belarus],
  }),
  rule({
    code: 'introduce',
    level: 'tip',
    kinds: ['prisoner'],
    about: 'Say who you are.',
    sources: [memorial, solidarity_zone],
  }),
  rule({
    code: 'on_paper',
    level: 'tip',
    kinds: ['prisoner'],
    about:
      'On paper: full name with patronymic and year of birth, the address in the local script and the country in Latin letters, pages numbered, your address on the letter too, blank paper and an envelope for the answer.',
    sources: [memorial, abc_belarus, english_pen],
  }),
];

export const coachCommands = (): Pick<Table, 'rules_list'> => ({
  rules_list: () => RULES,
});

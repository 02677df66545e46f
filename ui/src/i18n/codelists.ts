// Lists that the world agreed on: countries (ISO 3166-1), languages that people in prison speak (ISO 639-1), time zones.
import { country, tongue } from './format';
import { language } from '.';

const COUNTRIES =
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW';
const LANGUAGES =
  'am ar az be bg bn bs ca cs da de el en es et eu fa fi fr ha he hi hr ht hu hy id ig is it ja ka kk km ko ku ky la lo lt lv mk mn ms my ne nl no om pa pl ps pt qu rn ro ru rw sd si sk sl so sq sr sv sw ta te tg th ti tk tl tr tt ug uk ur uz vi yo zh zu';

export type Option = { value: string; label: string };

function options(codes: string[], say: (code: string) => string): Option[] {
  const order = new Intl.Collator(language());
  return codes
    .map((value) => ({ value, label: say(value) }))
    .toSorted((a, b) => order.compare(a.label, b.label));
}

/** With whatever code is there already, so that none is lost. */
const withOwn = (codes: string[], own: string): string[] =>
  own === '' || codes.includes(own) ? codes : [own, ...codes];

export const countries = (own: string): Option[] => options(withOwn(COUNTRIES.split(' '), own), country);
export const languages = (own: string): Option[] => options(withOwn(LANGUAGES.split(' '), own), tongue);
export const zones = (own: string): Option[] =>
  withOwn(Intl.supportedValuesOf('timeZone'), own).map((zone) => ({
    value: zone,
    label: zone.replaceAll('_', ' '),
  }));

// Numbers, dates and words as people read them. Numbers and dates follow the browser's language, words are English.

const locale = navigator.languages?.length ? [...navigator.languages] : ['en'];
const whole = new Intl.NumberFormat(locale);
const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'long' });
// A calendar day has no time zone: it is read and shown as it is written.
const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
const shortDay = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' });

/** The browser's time zone, for labels of fields that are filled in in it. */
export const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A whole number; with a minus as wide as a plus, so that columns of both stand in line. */
export const number = (value) => (value === null || value === undefined ? '–' : whole.format(value).replace('-', '−'));
export const short = (value) => compact.format(value);
export const signed = (value) => (value > 0 ? `+${number(value)}` : number(value));
export const points = (value) => `${number(value)} ${Math.abs(value) === 1 ? 'point' : 'points'}`;
export const count = (value, one, many = `${one}s`) => `${number(value)} ${value === 1 ? one : many}`;
export const moment = (iso) => (iso ? dateTime.format(new Date(iso)) : '–');
export const exactMoment = (iso) => exact.format(new Date(iso));
export const date = (iso) => (iso ? day.format(new Date(`${iso}T00:00:00Z`)) : 'never');
export const shortDate = (iso) => shortDay.format(new Date(`${iso}T00:00:00Z`));

export function money(value, currency) {
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(value);
  } catch {
    return `${number(value)} ${currency}`;
  }
}

/** The first instant of a calendar day in the browser's zone, or of a day after it. No day: as it is written. */
export function dayStart(text, daysLater = 0) {
  const [year, month, dayOfMonth] = text.split('-').map(Number);
  const at = new Date(year, month - 1, dayOfMonth + daysLater);
  return Number.isNaN(at.getTime()) ? text : at.toISOString();
}

/** A text of the API as the value of a field of type datetime-local, in the browser's zone. */
export function toLocalInput(iso) {
  if (!iso) return '';
  const at = new Date(iso);
  const pad = (value, length = 2) => String(value).padStart(length, '0');
  const dayPart = `${pad(at.getFullYear(), 4)}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  return `${dayPart}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

/** The other way; null for an empty field. Seconds that the field cannot show are kept while it is not changed. */
export function fromLocalInput(text, before = null) {
  if (!text) return null;
  if (before && toLocalInput(before) === text) return before;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

const month = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', timeZone: 'UTC' });

/** A period of a cap, `2026-11-21`, `2026-W47`, `2026-11`, `2026` or `lifetime`, as people say it. */
export function period(name) {
  const [, year, week] = /^(\d{4})-W(\d{2})$/.exec(name) ?? [];
  if (week) return `Week ${Number(week)} of ${year}`;
  if (/^\d{4}-\d{2}$/.test(name)) return month.format(new Date(`${name}-01T00:00:00Z`));
  return /^\d{4}-\d{2}-\d{2}$/.test(name) ? date(name) : words(name);
}

const PERIODS = {
  request: 'per request',
  day: 'a day',
  week: 'a week',
  month: 'a month',
  year: 'a year',
  lifetime: 'over a lifetime',
};

/** "a day per member". */
export const capPeriod = ({ period }) => `${PERIODS[period] ?? period}${period === 'request' ? '' : ' per member'}`;

/** "500 points a day per member". */
export const cap = (value) => (value ? `${points(value.points)} ${capPeriod(value)}` : 'No cap');

export const ruleType = (type) => (type === 'earn' ? 'Earn points' : 'Redeem points');

/** "insufficient_balance" → "Insufficient balance". */
export function words(code) {
  const text = String(code ?? '')
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return text ? text[0].toUpperCase() + text.slice(1) : '–';
}

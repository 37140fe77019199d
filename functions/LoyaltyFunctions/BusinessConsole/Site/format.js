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

export const number = (value) => (value === null || value === undefined ? '–' : whole.format(value));
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

const PERIODS = {
  request: 'per request',
  day: 'a day',
  week: 'a week',
  month: 'a month',
  year: 'a year',
  lifetime: 'over a lifetime',
};

/** "500 points a day per member". */
export const cap = (value) =>
  value
    ? `${points(value.points)} ${PERIODS[value.period] ?? value.period}${value.period === 'request' ? '' : ' per member'}`
    : 'No cap';

export const ruleType = (type) => (type === 'earn' ? 'Earn points' : 'Redeem points');

/** "insufficient_balance" → "Insufficient balance". */
export function words(code) {
  const text = String(code ?? '')
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return text ? text[0].toUpperCase() + text.slice(1) : '–';
}

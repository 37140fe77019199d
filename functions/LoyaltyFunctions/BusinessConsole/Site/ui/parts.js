// Small parts that every page is made of.

import { h, icon } from './dom.js';
import { copy } from './toast.js';
import { exactMoment, moment, number, words } from '../format.js';

/** A page: its heading, what can be done there, and its content. */
export function page({ title, lead, crumbs, badge: mark, actions = [] }, ...content) {
  return {
    title,
    nodes: [
      h(
        'header',
        { class: 'page-head' },
        h(
          'div',
          { class: 'page-title' },
          crumbs && crumb(crumbs),
          h('div', { class: 'title-line' }, h('h1', null, title), mark),
          lead && h('p', { class: 'muted' }, lead),
        ),
        hasAny(actions) && h('div', { class: 'actions' }, actions),
      ),
      ...content,
    ],
  };
}

const hasAny = (actions) => [actions].flat().some(Boolean);

const crumb = ([label, address]) =>
  h('nav', { class: 'crumb', 'aria-label': 'Breadcrumb' }, h('a', { href: address }, `‹ ${label}`));

/** A part of a page under a heading of its own. */
export const section = ({ title, lead, actions = [], class: className = '' }, ...content) =>
  h(
    'section',
    { class: `card ${className}` },
    h(
      'header',
      { class: 'card-head' },
      h('div', null, h('h2', null, title), lead && h('p', { class: 'muted' }, lead)),
      hasAny(actions) && h('div', { class: 'actions' }, actions),
    ),
    content,
  );

/** Names and values: `[[name, value], …]`; a value may be a node. */
export const facts = (rows) =>
  h(
    'dl',
    { class: 'facts' },
    rows.filter(Boolean).map(([name, value]) => h('div', null, h('dt', null, name), h('dd', null, value ?? '–'))),
  );

const TONES = {
  active: 'good',
  success: 'good',
  delivered: 'good',
  draft: 'calm',
  pending: 'calm',
  inactive: 'warn',
  blocked: 'warn',
  archived: 'calm',
  closed: 'calm',
  failed: 'bad',
  parked: 'bad',
  disabled: 'bad',
};

/** A status as a coloured word; the word alone says it. */
export const badge = (status, tone = TONES[status] ?? 'calm') =>
  h('span', { class: `badge badge-${tone}` }, words(status));

/** A moment in the person's own zone; the exact one is its title. */
export const time = (iso) => (iso ? h('time', { datetime: iso, title: exactMoment(iso) }, moment(iso)) : '–');

/** An id, that is to be copied rather than read. */
export const id = (text) => h('code', { class: 'id' }, text);

/** An e-mail address, which is broken at its own signs before it is broken within a word. */
export const email = (address) => address?.split(/(?<=[@.])/).flatMap((part, index) => [index > 0 && h('wbr'), part]);

/** An id or any other text with a button that copies it. */
export const copyable = (text, what) =>
  h(
    'span',
    { class: 'copyable' },
    h('code', { class: 'id' }, text),
    h(
      'button',
      { type: 'button', class: 'button-icon small', 'aria-label': `Copy ${what}`, onclick: () => copy(text, what) },
      icon('copy'),
    ),
  );

/** How much of a limit is used, as a bar and in words. */
export const usage = (used, limit, label) =>
  h(
    'div',
    { class: used >= limit ? 'usage usage-full' : 'usage' },
    h('progress', { max: limit, value: Math.min(used, limit), 'aria-label': label }),
    h('span', { class: 'muted' }, `${number(used)} of ${number(limit)}`),
  );

export const button = (label, onclick, { kind = '', glyph, ...attributes } = {}) =>
  h('button', { type: 'button', class: `button ${kind}`, onclick, ...attributes }, glyph && icon(glyph), label);

export const link = (label, address, { kind = '', glyph } = {}) =>
  h('a', { class: `button ${kind}`, href: address }, glyph && icon(glyph), label);

/** A message that stays on the page. */
export const notice = (tone, ...content) =>
  h('div', { class: `notice notice-${tone}` }, icon(tone === 'good' ? 'check' : 'alert'), h('div', null, content));

// Two versions of a document, shown as what differs.

import { h } from './dom.js';
import { count, moment, number, words } from '../format.js';

// So many are read at a glance, and need no press to be seen.
const FEW = 4;
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/;

/** What an action changed: the differing members of two documents, null where there was or is none. */
export function differences({ action, before = null, after = null }) {
  const rows = compare(before, after);
  if (rows.length === 0) return h('span', { class: 'muted' }, 'Nothing that is shown here');
  const isChange = before !== null && after !== null;
  const title = isChange ? count(rows.length, 'field') : after === null ? 'What was removed' : told(action);
  return h(
    'details',
    { class: 'disclosure', open: isChange && rows.length <= FEW },
    h('summary', null, title),
    h(
      'dl',
      { class: 'differences' },
      rows.map(({ name, was, is }) =>
        h(
          'div',
          null,
          h('dt', null, words(name.replaceAll('.', ' '))),
          h(
            'dd',
            null,
            was !== undefined && h('del', null, h('span', { class: 'visually-hidden' }, 'was '), was),
            is !== undefined && h('ins', null, h('span', { class: 'visually-hidden' }, 'is '), is),
          ),
        ),
      ),
    ),
  );
}

const told = (action) => (action === 'create' ? 'What was created' : 'Details');

/** `[{name, was, is}]`, texts; undefined where there is none. */
export function compare(before, after) {
  const [old, now] = [flatten(before), flatten(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((name) => old.get(name) !== now.get(name))
    .map((name) => ({ name, was: old.get(name), is: now.get(name) }));
}

function say(value) {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return number(value);
  return INSTANT.test(value) ? moment(value) : value;
}

function flatten(document, prefix = '', found = new Map()) {
  if (document === null || document === undefined) return found;
  for (const [name, value] of Object.entries(document)) {
    const path = prefix ? `${prefix}.${name}` : name;
    if (Array.isArray(value))
      found.set(path, value.map((item) => (item instanceof Object ? JSON.stringify(item) : item)).join(', ') || 'none');
    else if (value instanceof Object) flatten(value, path, found);
    else found.set(path, say(value));
  }
  return found;
}

// Two versions of a document, shown as what differs.

import { h } from './dom.js';
import { count } from '../format.js';

/** The differing members of two documents (null = there was or is none), as a list that opens. */
export function differences(before, after) {
  const rows = compare(before, after);
  if (rows.length === 0) return h('span', { class: 'muted' }, 'Nothing that is shown here');
  const title = before === null ? 'Created' : after === null ? 'Removed' : count(rows.length, 'field');
  return h(
    'details',
    { class: 'disclosure' },
    h('summary', null, title),
    h(
      'dl',
      { class: 'differences' },
      rows.map(({ name, was, is }) =>
        h(
          'div',
          null,
          h('dt', null, name),
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

/** `[{name, was, is}]`, texts; undefined where there is none. */
export function compare(before, after) {
  const [old, now] = [flatten(before), flatten(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((name) => old.get(name) !== now.get(name))
    .map((name) => ({ name, was: old.get(name), is: now.get(name) }));
}

function flatten(document, prefix = '', found = new Map()) {
  if (document === null || document === undefined) return found;
  for (const [name, value] of Object.entries(document)) {
    const path = prefix ? `${prefix}.${name}` : name;
    if (Array.isArray(value))
      found.set(path, value.map((item) => (item instanceof Object ? JSON.stringify(item) : item)).join(', ') || 'none');
    else if (value instanceof Object) flatten(value, path, found);
    else found.set(path, value === null ? 'none' : String(value));
  }
  return found;
}

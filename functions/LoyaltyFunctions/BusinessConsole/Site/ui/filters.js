// Filters of a list. They live in the address, so that a filtered list can be kept, sent and gone back to.

import { h, icon, uniqueId } from './dom.js';
import { go, href, place } from '../router.js';

// So many have room on a phone's first screen beside what they filter; the others are opened.
const FEW = 3;

/**
 * `fields` are `{name, label, type, options, value}`: an input, or a select when there are options `[[value, label], …]`;
 * with a `value` one of them is always chosen.
 */
export function filters(fields, { submit = 'Search', glyph = 'search' } = {}) {
  const { path, query } = place();
  const form = h(
    'form',
    {
      class: 'filters',
      role: 'search',
      onsubmit: (event) => {
        event.preventDefault();
        const entered = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
        go(href(path, entered));
      },
    },
    fields.map((field, index) => {
      const id = uniqueId('filter');
      const control = field.options ? select(field, id, query) : input(field, id, query);
      return h(
        'div',
        { class: `filter${field.isWide ? ' wide' : ''}${index < FEW ? '' : ' more'}` },
        h('label', { for: id }, field.label),
        control,
      );
    }),
    h('button', { type: 'submit', class: 'button' }, icon(glyph), submit),
    fields.length > FEW && moreButton(fields, query),
    fields.some(({ name, value }) => query[name] && value === undefined) &&
      h('a', { class: 'button quiet', href: href(path) }, 'Clear'),
  );
  return form;
}

/** Opens the filters that a phone does not show; they are open where one of them is set. */
function moreButton(fields, query) {
  const isOpen = fields.slice(FEW).some(({ name }) => query[name]);
  return h(
    'button',
    {
      type: 'button',
      class: 'button quiet more-filters',
      'aria-expanded': String(isOpen),
      onclick: ({ currentTarget }) =>
        currentTarget.setAttribute('aria-expanded', String(currentTarget.getAttribute('aria-expanded') !== 'true')),
    },
    'More filters',
  );
}

const input = ({ name, type = 'text', placeholder }, id, query) =>
  h('input', { id, name, type, placeholder, value: query[name] ?? '', autocomplete: 'off', spellcheck: 'false' });

// Choosing does not search yet: with the arrow keys one passes by choices that are not meant (WCAG 3.2.2).
const select = ({ name, options, value: preset }, id, query) =>
  h(
    'select',
    { id, name },
    preset === undefined && h('option', { value: '' }, 'All'),
    options.map(([value, label]) => h('option', { value, selected: (query[name] ?? preset) === value }, label)),
  );

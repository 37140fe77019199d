// Lists: a table that loads page after page, and becomes a stack of cards where there is no room for columns.

import { h, replace } from './dom.js';
import { emptyState, errorState, loadingState } from './states.js';
import { SignedOut } from '../api.js';
import { button } from './parts.js';
import { count } from '../format.js';

// What stands where there is no value.
const NOTHING = '–';

// So many have room on every screen.
const FEW_COLUMNS = 3;

/**
 * A list of what `load(cursor)` reads (`{items, nextCursor}`).
 * `columns` are `{label, cell(item), class}`; a column without a visible label says so by `isActions`.
 */
export function listing({ label, noun, load, columns, empty, signal }) {
  const body = h('tbody');
  const said = h('p', { class: 'list-count muted', role: 'status' });
  const foot = h('div', { class: 'list-foot' });
  const home = h('div', { class: 'listing', 'data-results': true, role: 'region', 'aria-label': label });
  let shown = 0;
  let cursor = null;

  const more = button('Load more', () => next(true));
  async function next(isMore) {
    more.disabled = true;
    if (!isMore) replace(home, loadingState(label));
    try {
      const page = await load(cursor);
      if (signal?.aborted) return;
      append(page, isMore);
    } catch (fault) {
      if (fault instanceof SignedOut || signal?.aborted) return;
      if (isMore)
        replace(
          foot,
          errorState(fault, () => next(true)),
        );
      else
        replace(
          home,
          errorState(fault, () => next(false)),
        );
    } finally {
      more.disabled = false;
    }
  }

  function append(page, isMore) {
    const first = body.children.length;
    body.append(...page.items.map((item) => row(columns, item)));
    shown += page.items.length;
    cursor = page.nextCursor;
    // A page may be empty and still not be the last: what a filter leaves out is counted by the service.
    if (shown === 0 && cursor) return next(isMore);
    if (shown === 0) return replace(home, empty());
    said.textContent = `${count(shown, ...[noun].flat())}${cursor ? ' so far' : ''}`;
    replace(foot, said, cursor && more);
    if (!isMore) replace(home, table(label, columns, body), foot);
    else body.children[first]?.querySelector('a, button')?.focus();
    return undefined;
  }

  next(false);
  return home;
}

/** A table of items that are all there. */
export function fixedTable({ label, columns, items }) {
  const body = h(
    'tbody',
    null,
    items.map((item) => row(columns, item)),
  );
  return table(label, columns, body, columns.length > FEW_COLUMNS);
}

// As cards the elements are no table to the browser any more, so their roles are said.
const table = (label, columns, body, isStacking = true) => {
  body.setAttribute('role', 'rowgroup');
  return h(
    'table',
    { class: isStacking ? 'table table-stacks' : 'table', role: 'table', 'aria-label': label },
    h(
      'thead',
      { role: 'rowgroup' },
      h(
        'tr',
        { role: 'row' },
        columns.map((column) =>
          h(
            'th',
            { role: 'columnheader', scope: 'col', class: column.class },
            column.isActions ? h('span', { class: 'visually-hidden' }, column.label) : column.label,
          ),
        ),
      ),
    ),
    body,
  );
};

const row = (columns, item) =>
  h(
    'tr',
    { role: 'row' },
    columns.map((column) => {
      const content = column.cell(item);
      return h(
        'td',
        {
          role: 'cell',
          class: [
            column.class,
            column.isActions && 'cell-actions',
            column.isMain && 'cell-main',
            content === NOTHING && 'cell-blank',
          ]
            .filter(Boolean)
            .join(' '),
          'data-label': column.isActions || column.isMain ? null : column.label,
        },
        h('div', { class: 'cell' }, content),
      );
    }),
  );

/** The empty state of a list that was filtered. */
export const nothingFound = (clearAddress) =>
  emptyState('Nothing matches', 'Try other filters.', h('a', { class: 'button', href: clearAddress }, 'Clear filters'));

// The search in the books.

import { download, list } from '../api.js';
import { h, replace } from '../ui/dom.js';
import { href, to } from '../router.js';
import { badge, button, page, time } from '../ui/parts.js';
import { listing, nothingFound } from '../ui/table.js';
import { filters } from '../ui/filters.js';
import { emptyState, sayProblem } from '../ui/states.js';
import { toast } from '../ui/toast.js';
import { count, dayStart, number, signed, words } from '../format.js';
import { clientsById, programLink, programsById, ruleLink, rulesById } from './names.js';

const KINDS = ['earn', 'redeem', 'adjust', 'issue', 'expire', 'reverse', 'hold', 'capture', 'release'];
const DOWNLOAD = 'Download CSV';
const FILTERS = ['userId', 'programId', 'clientId', 'kind', 'status', 'from', 'to'];

/** What a list of transactions shows; `rules` and `programs` are known by their ids, for their names. */
export const transactionColumns = (rules, programs) => [
  {
    label: 'Transaction',
    isMain: true,
    cell: (entry) => [
      h('a', { class: 'main-link', href: to`/transactions/${entry.transactionId}` }, words(entry.kind)),
      h('small', { class: 'muted' }, time(entry.at)),
    ],
  },
  {
    label: 'Member',
    class: 'name',
    cell: (entry) => h('a', { href: to`/members/${entry.userId}` }, entry.userId),
  },
  {
    label: 'Outcome',
    cell: (entry) => [
      badge(entry.status),
      entry.code && h('small', { class: 'muted below' }, entry.errorMessage ?? words(entry.code)),
    ],
  },
  // Balances of several programs in one column would be read as one.
  ...(programs.size > 1
    ? [{ label: 'Program', class: 'name', cell: (entry) => programLink(entry.programId, programs) }]
    : []),
  { label: 'Points', class: 'number', cell: (entry) => movement(entry.points) },
  { label: 'Balance after', class: 'number', cell: (entry) => number(entry.balanceAfter) },
  {
    label: 'Rule or partner',
    class: 'name',
    cell: (entry) =>
      entry.partner
        ? [entry.partner, h('small', { class: 'muted below' }, entry.reference)]
        : ruleLink(entry.ruleId, rules),
  },
];

/** Points with their sign, coloured. */
export const movement = (points) =>
  h('span', { class: points > 0 ? 'positive' : points < 0 ? 'negative' : 'muted' }, signed(points));

export async function transactionList({ query, signal }) {
  const [programs, clients, rules] = await Promise.all([programsById(signal), clientsById(signal), rulesById(signal)]);
  return page(
    {
      title: 'Transactions',
      lead: 'Every movement of points, the refused ones too. What is written is never changed.',
      actions: [csvButton(query)],
    },
    filters([
      { name: 'userId', label: 'Member', type: 'search' },
      { name: 'kind', label: 'Kind', options: KINDS.map((kind) => [kind, words(kind)]) },
      {
        name: 'status',
        label: 'Outcome',
        options: [
          ['success', 'Success'],
          ['failed', 'Failed'],
        ],
      },
      { name: 'clientId', label: 'Client', options: choices(clients) },
      { name: 'programId', label: 'Program', options: choices(programs) },
      { name: 'from', label: 'From', type: 'date' },
      { name: 'to', label: 'To', type: 'date' },
    ]),
    listing({
      label: 'Transactions',
      noun: 'transaction',
      signal,
      load: (cursor) => list('/manage/transactions', { query: searchOf(query), cursor, signal }),
      columns: transactionColumns(rules, programs),
      empty: () =>
        FILTERS.some((name) => query[name])
          ? nothingFound(href('/transactions'))
          : emptyState('No transactions yet', 'They appear as soon as a partner’s first request is applied.'),
    }),
  );
}

const choices = (named) => [...named].map(([id, { name }]) => [id, name]);

/** Days are whole days of the person who looks, as all times on the page are; the API's end is the instant after. */
const searchOf = (query) => ({
  ...query,
  from: query.from && dayStart(query.from),
  to: query.to && dayStart(query.to, 1),
});

/** Downloads the list, and shows how far it has come; pressing it again gives up. */
function csvButton(query) {
  let work = null;
  const label = h('span', { 'aria-live': 'polite' }, DOWNLOAD);
  return button(label, run, { glyph: 'download' });

  async function run() {
    if (work) return work.abort();
    work = new AbortController();
    const onLines = (lines) => replace(label, `${count(Math.max(lines - 1, 0), 'row')}… Cancel`);
    onLines(0);
    await downloadCsv(query, work.signal, onLines);
    work = null;
    replace(label, DOWNLOAD);
  }
}

/** The same filter as a file; the token goes in a header, so a plain link would not do. */
async function downloadCsv(query, signal, onLines) {
  try {
    const file = await download('/manage/transactions', {
      query: searchOf(query),
      accept: 'text/csv',
      signal,
      onLines,
    });
    const address = URL.createObjectURL(file);
    h('a', { href: address, download: `transactions-${new Date().toISOString().slice(0, 10)}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } catch (fault) {
    if (!signal.aborted) toast(sayProblem(fault));
  }
}

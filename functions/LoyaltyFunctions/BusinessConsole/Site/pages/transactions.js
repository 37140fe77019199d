// The search in the books.

import { download, list, listAll } from '../api.js';
import { h } from '../ui/dom.js';
import { href, to } from '../router.js';
import { badge, button, page, time } from '../ui/parts.js';
import { listing, nothingFound } from '../ui/table.js';
import { filters } from '../ui/filters.js';
import { emptyState, sayProblem } from '../ui/states.js';
import { toast } from '../ui/toast.js';
import { number, signed, words } from '../format.js';

const KINDS = ['earn', 'redeem', 'adjust', 'issue', 'expire', 'reverse', 'hold', 'capture', 'release'];
const FILTERS = ['userId', 'programId', 'clientId', 'kind', 'status', 'from', 'to'];

/** What a list of transactions shows; `rules` are rules by their id, for their names. */
export const transactionColumns = (rules) => [
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
    cell: (entry) => h('a', { href: to`/members/${entry.userId}` }, entry.userId),
  },
  {
    label: 'Outcome',
    cell: (entry) => [
      badge(entry.status),
      entry.code && h('small', { class: 'outcome-code muted' }, entry.errorMessage ?? words(entry.code)),
    ],
  },
  { label: 'Points', class: 'number', cell: (entry) => movement(entry.points) },
  { label: 'Balance after', class: 'number', cell: (entry) => number(entry.balanceAfter) },
  {
    label: 'Rule',
    cell: (entry) => ruleLink(entry.ruleId, rules),
  },
];

/** Rules by their id. */
export async function rulesById(signal) {
  const rules = await listAll('/manage/rules', { signal });
  return new Map(rules.map((rule) => [rule.ruleId, rule]));
}

/** A rule by its name. */
export const ruleLink = (ruleId, rules) =>
  ruleId ? h('a', { href: to`/rules/${ruleId}` }, rules.get(ruleId)?.name ?? ruleId) : '–';

/** Points with their sign, coloured. */
export const movement = (points) =>
  h('span', { class: points > 0 ? 'positive' : points < 0 ? 'negative' : 'muted' }, signed(points));

export async function transactionList({ query, signal }) {
  const [programs, clients, rules] = await Promise.all([
    listAll('/manage/programs', { signal }),
    listAll('/manage/clients', { signal }),
    rulesById(signal),
  ]);
  return page(
    {
      title: 'Transactions',
      lead: 'Every movement of points, the refused ones too. What is written is never changed.',
      actions: [button('Download CSV', () => downloadCsv(query), { glyph: 'download' })],
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
      { name: 'clientId', label: 'Client', options: clients.map((client) => [client.clientId, client.name]) },
      { name: 'programId', label: 'Program', options: programs.map((program) => [program.programId, program.name]) },
      { name: 'from', label: 'From day', type: 'date' },
      { name: 'to', label: 'Before day', type: 'date' },
    ]),
    listing({
      label: 'Transactions',
      noun: 'transaction',
      signal,
      load: (cursor) => list('/manage/transactions', { query, cursor, signal }),
      columns: transactionColumns(rules),
      empty: () =>
        FILTERS.some((name) => query[name])
          ? nothingFound(href('/transactions'))
          : emptyState('No transactions yet', 'They appear as soon as a partner’s first request is applied.'),
    }),
  );
}

/** The same filter as a file; the token goes in a header, so a plain link would not do. */
async function downloadCsv(query) {
  try {
    const file = await download('/manage/transactions', { query, accept: 'text/csv' });
    const address = URL.createObjectURL(file);
    h('a', { href: address, download: `transactions-${new Date().toISOString().slice(0, 10)}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } catch (fault) {
    toast(sayProblem(fault));
  }
}

// Callbacks to partners.

import { list } from '../api.js';
import { h } from '../ui/dom.js';
import { to } from '../router.js';
import { badge, page, time } from '../ui/parts.js';
import { listing, nothingFound } from '../ui/table.js';
import { filters } from '../ui/filters.js';
import { emptyState } from '../ui/states.js';
import { number } from '../format.js';

const STATUSES = [
  ['pending', 'Pending'],
  ['delivered', 'Delivered'],
  ['parked', 'Parked'],
];

export async function deliveryList({ query, signal }) {
  return page(
    {
      title: 'Deliveries',
      lead: 'Callbacks that tell partners the outcome of their requests. Those that fail are tried again for days, then parked.',
    },
    filters([{ name: 'status', label: 'Status', options: STATUSES }]),
    listing({
      label: 'Deliveries',
      noun: ['delivery', 'deliveries'],
      signal,
      load: (cursor) => list('/manage/deliveries', { query, cursor, signal }),
      columns: COLUMNS,
      empty: () =>
        query.status
          ? nothingFound('#/deliveries')
          : emptyState('No deliveries yet', 'Requests that name a callback address appear here.'),
    }),
  );
}

const COLUMNS = [
  {
    label: 'Delivery',
    isMain: true,
    cell: (delivery) => [
      h('a', { class: 'main-link', href: to`/deliveries/${delivery.deliveryId}` }, hostOf(delivery.url)),
      h('small', { class: 'muted' }, delivery.clientId),
    ],
  },
  { label: 'Status', cell: (delivery) => badge(delivery.status) },
  { label: 'Attempts', class: 'number', cell: (delivery) => number(delivery.attempts.length) },
  { label: 'Last attempt', cell: (delivery) => lastOf(delivery.attempts) },
  { label: 'Next attempt', class: 'nowrap', cell: (delivery) => time(delivery.nextAttemptAt) },
];

function lastOf(attempts) {
  const last = attempts.at(-1);
  return last ? [sayAttempt(last), ' ', h('small', { class: 'muted' }, time(last.at))] : '–';
}

/** What came back. */
export const sayAttempt = (attempt) =>
  attempt.statusCode ? `HTTP ${attempt.statusCode}` : (attempt.fault ?? 'No answer');

export function hostOf(url) {
  return URL.canParse(url) ? new URL(url).host : url;
}

// Messages that could not be applied, kept until somebody decides.

import { list, path, post, remove } from '../api.js';
import { may } from '../session.js';
import { h } from '../ui/dom.js';
import { button, copyable, facts, page, time } from '../ui/parts.js';
import { listing } from '../ui/table.js';
import { emptyState } from '../ui/states.js';
import { confirmAndRun, openDialog } from '../ui/dialog.js';
import { finish } from '../ui/toast.js';
import { points, words } from '../format.js';

const KINDS = { points: 'Request', callbacks: 'Callback' };

export async function parkedList({ signal, reload }) {
  return page(
    {
      title: 'Parked messages',
      lead: 'Messages that could not be read or applied. Nothing is lost: try them again once the cause is gone, or drop them.',
    },
    listing({
      label: 'Parked messages',
      noun: 'message',
      signal,
      load: (cursor) => list('/manage/parked', { cursor, signal }),
      columns: columns(reload),
      empty: () => emptyState('Nothing is parked', 'Everything that was accepted has been applied.'),
    }),
  );
}

const columns = (reload) =>
  [
    {
      label: 'Message',
      isMain: true,
      cell: (message) => [
        h('button', { type: 'button', class: 'link main-link', onclick: () => show(message) }, words(message.reason)),
        h('small', { class: 'muted' }, about(message)),
      ],
    },
    { label: 'Kind', cell: (message) => KINDS[message.queue] ?? words(message.queue) },
    { label: 'Parked', class: 'nowrap', cell: (message) => time(message.parkedAt) },
    may.manage() && {
      label: 'Actions',
      isActions: true,
      class: 'stays',
      cell: (message) =>
        h(
          'span',
          { class: 'actions' },
          button('Retry…', () => retry(message, reload), { kind: 'small', 'aria-label': `Retry… ${about(message)}` }),
          button('Drop…', () => drop(message, reload), {
            kind: 'small danger',
            'aria-label': `Drop… ${about(message)}`,
          }),
        ),
    },
  ].filter(Boolean);

const show = (message) =>
  openDialog({
    title: words(message.reason),
    isWide: true,
    build: () => [
      facts([
        ['Message id', copyable(message.parkedId, 'Message id')],
        ['Parked', time(message.parkedAt)],
      ]),
      message.body
        ? h('pre', { tabindex: '0', 'aria-label': 'Body of the message' }, prettyJson(message.body))
        : h('p', { class: 'muted' }, 'Its body cannot be read.'),
    ],
  });

/** Whose points it is about, as far as it can be read. */
function about({ body, parkedId }) {
  const { memberId, requestId, amount } = body ?? {};
  const known = [memberId, Number.isFinite(amount) && points(amount), requestId].filter(Boolean);
  return known.length > 0 ? known.join(' · ') : parkedId;
}

async function retry(message, reload) {
  const done = await confirmAndRun({
    title: 'Try this message again?',
    content: h('p', null, 'It goes back to its queue. What was applied already is never applied twice.'),
    action: 'Try again',
    run: () => post(path`/manage/parked/${message.parkedId}/retry`),
  });
  if (done) await finish('The message is back in its queue', reload);
}

async function drop(message, reload) {
  const done = await confirmAndRun({
    title: 'Drop this message for good?',
    content: h('p', null, 'It is removed and will never be applied. The audit keeps that you did so.'),
    action: 'Drop',
    isDangerous: true,
    run: () => remove(path`/manage/parked/${message.parkedId}`),
  });
  if (done) await finish('The message is dropped', reload);
}

/** JSON in lines; any other text as it is. */
export function prettyJson(value) {
  try {
    return JSON.stringify(typeof value === 'string' ? JSON.parse(value) : value, null, 2);
  } catch {
    return String(value);
  }
}

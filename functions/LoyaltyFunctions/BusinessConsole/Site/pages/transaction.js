// One transaction: what happened, the proof that nobody has changed it, and its reversal.

import { get, idempotency, path, post } from '../api.js';
import { may } from '../session.js';
import { h } from '../ui/dom.js';
import { go, to } from '../router.js';
import { badge, button, copyable, facts, id, notice, page, section, time } from '../ui/parts.js';
import { fixedTable } from '../ui/table.js';
import { openDialog } from '../ui/dialog.js';
import { form } from '../ui/form.js';
import { numberField, textField } from '../ui/fields.js';
import { toast } from '../ui/toast.js';
import { count, date, number, points, words } from '../format.js';
import { movement } from './transactions.js';
import { clientLink, clientsById, programLink, programsById, ruleLink, rulesById } from './names.js';

const REVERSIBLE = new Set(['earn', 'redeem', 'adjust', 'issue', 'hold']);

export async function transactionDetail({ params, signal }) {
  const [{ data: entry }, rules, clients, programs] = await Promise.all([
    get(path`/manage/transactions/${params.transactionId}`, { signal }),
    rulesById(signal),
    clientsById(signal),
    programsById(signal),
  ]);
  return page(
    {
      title: `${words(entry.kind)}, ${points(entry.points)}`,
      crumbs: ['Transactions', '#/transactions'],
      badge: badge(entry.status),
      actions: canReverse(entry) && button('Reverse…', () => reverse(entry), { kind: 'danger' }),
    },
    entry.status === 'failed' &&
      notice('bad', h('p', null, `Refused: ${entry.errorMessage ?? words(entry.code)}. No points were moved.`)),
    h(
      'div',
      { class: 'columns' },
      h('div', null, summary(entry, { rules, clients, programs })),
      h('div', null, buckets(entry), proof(entry)),
    ),
  );
}

const canReverse = (entry) =>
  may.manage() && entry.status === 'success' && REVERSIBLE.has(entry.kind) && entry.reversed < Math.abs(entry.points);

const summary = (entry, { rules, clients, programs }) =>
  section(
    { title: 'What happened' },
    facts([
      ['Transaction id', copyable(entry.transactionId, 'Transaction id')],
      ['At', time(entry.at)],
      ['Member', h('a', { href: to`/members/${entry.userId}` }, entry.userId)],
      ['Program', programLink(entry.programId, programs)],
      ['Asked for', number(entry.requested)],
      ['Moved', movement(entry.points)],
      ['Balance after', number(entry.balanceAfter)],
      entry.ruleId && ['Rule', ruleLink(entry.ruleId, rules)],
      entry.clientId && ['Client', clientLink(entry.clientId, clients)],
      entry.requestId && ['Request id', copyable(entry.requestId, 'Request id')],
      entry.partner && ['Partner', entry.partner],
      entry.reference && [entry.till ? 'Bill' : 'Reference', entry.reference],
      entry.till?.tillId && ['Till', entry.till.tillId],
      entry.till?.time && ['Time at the till', entry.till.time],
      entry.till?.worth && ['Worth', `${entry.till.worth} ${programs.get(entry.programId)?.currency ?? ''}`],
      entry.till?.notes && ['Notes', entry.till.notes],
      entry.heldUntil && ['Held until', time(entry.heldUntil)],
      entry.reverses && ['Reverses', h('a', { href: to`/transactions/${entry.reverses}` }, id(entry.reverses))],
      entry.reversed > 0 && ['Reversed so far', points(entry.reversed)],
    ]),
  );

const buckets = (entry) =>
  entry.buckets.length > 0 &&
  section(
    { title: 'Points by expiration' },
    fixedTable({
      label: 'Points by expiration',
      items: entry.buckets,
      columns: [
        { label: 'Expires on', isMain: true, cell: (bucket) => date(bucket.expirationDate) },
        { label: 'Points', class: 'number', cell: (bucket) => movement(bucket.points) },
      ],
    }),
  );

/** Each entry carries the hash of the one before: an edit, a gap or a changed order breaks the chain. */
const proof = ({ proof: chain, ...entry }) =>
  section(
    { title: 'Proof' },
    chain &&
      (chain.verified
        ? notice(
            'good',
            h(
              'p',
              null,
              `Nothing in this account was changed afterwards: its chain of ${count(chain.length, 'entry', 'entries')} is unbroken, and this is number ${number(chain.position)}.`,
            ),
          )
        : notice('bad', h('p', null, `The chain does not hold: ${chain.detail ?? 'an entry was changed'}.`))),
    h(
      'details',
      { class: 'disclosure' },
      h('summary', null, 'For auditors'),
      facts([
        ['Hash', id(entry.hash)],
        ['Hash before', entry.previousHash ? id(entry.previousHash) : 'The first entry'],
        chain && ['Head of the account', id(chain.head)],
        ['Version of the account', number(entry.version)],
      ]),
    ),
  );

const whatReturns = (entry, left) =>
  entry.points > 0
    ? `Up to ${points(left)} can be taken back from the member.`
    : `Up to ${points(left)} can be given back to the member. They keep the expiration dates that they had.`;

/** Undoes the whole or a part. */
async function reverse(entry) {
  const left = Math.abs(entry.points) - entry.reversed;
  const keyOf = idempotency();
  const done = await openDialog({
    title: 'Reverse this transaction?',
    build: ({ close }) => [
      h('p', null, whatReturns(entry, left)),
      form({
        fields: [
          numberField({ name: 'points', label: 'Points', hint: 'Leave empty to reverse all that is left.', max: left }),
          textField({
            name: 'reason',
            label: 'Reason',
            hint: 'Kept with the reversal.',
            required: true,
            maxlength: 200,
          }),
        ],
        submit: 'Reverse',
        isGuarded: false,
        cancel: button('Cancel', () => close()),
        save: async (values) => {
          const body = values.points === null ? { reason: values.reason } : values;
          const where = path`/manage/transactions/${entry.transactionId}/reverse`;
          close((await post(where, body, { key: keyOf(body) })).data);
        },
      }).node,
    ],
  });
  if (!done) return;
  toast(`${points(Math.abs(done.points))} reversed`);
  go(to`/transactions/${done.transactionId}`);
}

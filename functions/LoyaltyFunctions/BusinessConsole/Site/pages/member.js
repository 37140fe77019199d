// One member: balances, what expires when, history, and what can be put right.

import { get, idempotency, path, post, put, remove } from '../api.js';
import { may } from '../session.js';
import { h } from '../ui/dom.js';
import { go, href, to } from '../router.js';
import { badge, button, copyable, email, facts, id, link, notice, page, section, time, usage } from '../ui/parts.js';
import { fixedTable } from '../ui/table.js';
import { menu } from '../ui/menu.js';
import { confirmAndRun, openDialog } from '../ui/dialog.js';
import { form } from '../ui/form.js';
import { numberField, selectField, textField } from '../ui/fields.js';
import { finish, toast } from '../ui/toast.js';
import { date, number, period, points } from '../format.js';
import { programLink, programsById, ruleLink, rulesById } from './names.js';
import { transactionColumns } from './transactions.js';
import { toBody } from './member-form.js';

/** The page of a member; `me` knows the default program. */
export const memberDetail =
  (me) =>
  async ({ params, signal, reload }) => {
    const [item, connections, rules, programs] = await Promise.all([
      get(path`/manage/members/${params.userId}`, { signal }),
      get(path`/manage/members/${params.userId}/connections`, { signal }),
      rulesById(signal),
      programsById(signal),
    ]);
    const member = item.data;
    const isErased = Boolean(member.erasedAt);
    const canChange = may.manage() && !isErased;
    return page(
      {
        title: member.userId,
        crumbs: ['Members', '#/members'],
        badge: badge(isErased ? 'erased' : member.status),
        actions: canChange && [
          button('Adjust points…', () => adjust(member, me, reload)),
          menu(`Actions for ${member.userId}`, [
            { label: 'Edit', href: to`/members/${member.userId}/edit` },
            member.status === 'active'
              ? { label: 'Block…', run: () => setStatus(item, 'blocked', reload) }
              : { label: 'Make active…', run: () => setStatus(item, 'active', reload) },
            { label: 'Erase personal data…', run: () => erase(item), isDangerous: true },
          ]),
        ],
      },
      isErased &&
        notice('warn', h('p', null, 'The personal data of this member has been erased. The transactions are kept.')),
      h(
        'div',
        { class: 'columns' },
        h(
          'div',
          null,
          member.accounts.length === 0
            ? section(
                { title: 'Balance' },
                h('p', { class: 'muted' }, 'No account yet: it opens with the first points.'),
              )
            : member.accounts.map((one) => account(one, rules)),
        ),
        h('div', null, about(member), connected(connections.data.items, programs)),
      ),
      history(member, rules, programs),
    );
  };

const account = (one, rules) =>
  section(
    { title: one.programName ?? one.programId },
    h(
      'div',
      { class: 'tiles tiles-plain' },
      figure('Balance', number(one.balance)),
      one.held > 0 && figure('Available', number(one.available)),
      one.held > 0 && figure('Held', number(one.held)),
      figure('Total earned', number(one.lifetimeEarned)),
      figure('Total redeemed', number(one.lifetimeRedeemed)),
    ),
    one.buckets.length > 0 &&
      fixedTable({
        label: `Points in ${one.programName ?? one.programId} by expiration`,
        items: one.buckets,
        columns: [
          { label: 'Expires on', isMain: true, cell: (bucket) => date(bucket.expirationDate) },
          { label: 'Points', class: 'number', cell: (bucket) => number(bucket.points) },
        ],
      }),
    one.holds.length > 0 && [h('h3', { class: 'sub' }, 'Held'), holds(one.holds)],
    one.caps.length > 0 && [h('h3', { class: 'sub' }, 'Use of caps'), caps(one.caps, rules)],
  );

/** Points that are kept for somebody, and go back unless they are captured in time. */
const holds = (open) =>
  fixedTable({
    label: 'Held points',
    items: open,
    columns: [
      {
        label: 'Until',
        isMain: true,
        cell: (hold) => h('a', { class: 'main-link', href: to`/transactions/${hold.holdId}` }, time(hold.expiresAt)),
      },
      { label: 'Client', class: 'name', cell: (hold) => hold.clientId ?? '–' },
      { label: 'Points', class: 'number', cell: (hold) => number(hold.amount) },
    ],
  });

/** What the member has used of each rule's cap; of a rule that has none any more, the points alone. */
const caps = (used, rules) =>
  fixedTable({
    label: 'Use of caps',
    items: used,
    columns: [
      {
        label: 'Rule',
        isMain: true,
        cell: (one) => [ruleLink(one.ruleId, rules), h('small', { class: 'muted' }, period(one.period))],
      },
      {
        label: 'Used',
        cell: (one) => {
          const rule = rules.get(one.ruleId);
          return rule?.cap ? usage(one.used, rule.cap.points, `Cap of ${rule.name} used`) : points(one.used);
        },
      },
    ],
  });

const figure = (label, value) =>
  h('div', { class: 'tile' }, h('span', { class: 'muted' }, label), h('strong', { class: 'figure' }, value));

const about = (member) =>
  section(
    { title: 'About' },
    facts([
      ['User ID', copyable(member.userId, 'User ID')],
      ['Name', member.name],
      ['Mobile', member.mobile],
      ['Email', email(member.email)],
      ['Card number', member.cardNumber],
      ['Card external ID', member.cardExternalId],
      ['External ID', member.externalId],
      [
        'Groups',
        member.groups?.length
          ? member.groups.map((group) => h('a', { href: to`/groups/${group}` }, id(group), ' '))
          : '–',
      ],
    ]),
  );

/** Who the member is in other programs, as partners have said. */
const connected = (connections, programs) =>
  connections.length > 0 &&
  section(
    { title: 'Connections' },
    fixedTable({
      label: 'Connections',
      items: connections,
      columns: [
        { label: 'Program', isMain: true, cell: (one) => programLink(one.programId, programs) },
        { label: 'User ID there', class: 'name', cell: (one) => id(one.destinationUserId) },
        { label: 'Since', class: 'nowrap', cell: (one) => time(one.createdAt) },
      ],
    }),
  );

const history = (member, rules, programs) =>
  section(
    {
      title: 'Latest transactions',
      actions: [link('All transactions', href('/transactions', { userId: member.userId }), { kind: 'small' })],
    },
    member.transactions.length === 0
      ? h('p', { class: 'muted' }, 'None yet.')
      : fixedTable({
          label: 'Latest transactions',
          items: member.transactions,
          columns: transactionColumns(rules, programs).filter((column) => column.label !== 'Member'),
        }),
  );

/** Gives or takes points, with a reason that stays in the books. */
async function adjust(member, me, reload) {
  const keyOf = idempotency();
  const programs = member.accounts.map((one) => [one.programId, one.programName ?? one.programId]);
  const done = await openDialog({
    title: `Adjust points of ${member.userId}`,
    build: ({ close }) => {
      const fields = [
        programs.length > 1 &&
          selectField({
            name: 'programId',
            label: 'Program',
            required: true,
            value: me.defaultProgramId,
            options: programs,
          }),
        numberField({
          name: 'points',
          label: 'Points',
          hint: 'Use a minus sign to take points away.',
          required: true,
          min: null,
        }),
        textField({
          name: 'reason',
          label: 'Reason',
          hint: 'Kept with the transaction.',
          required: true,
          maxlength: 200,
        }),
      ].filter(Boolean);
      return form({
        fields,
        submit: 'Adjust',
        isGuarded: false,
        cancel: button('Cancel', () => close()),
        save: async (values) => {
          const body = { programId: programs[0]?.[0] ?? me.defaultProgramId, ...values };
          close((await post(path`/manage/members/${member.userId}/adjust`, body, { key: keyOf(body) })).data);
        },
      }).node;
    },
  });
  if (done) await finish(`Adjusted: the balance is ${points(done.balanceAfter)}`, reload);
}

async function setStatus({ data: member, etag }, status, reload) {
  const isBlocking = status === 'blocked';
  const done = await confirmAndRun({
    title: isBlocking ? `Block ${member.userId}?` : `Make ${member.userId} active?`,
    content: h(
      'p',
      null,
      isBlocking
        ? 'The member can neither earn nor redeem until made active again.'
        : 'The member can earn and redeem again.',
    ),
    action: isBlocking ? 'Block' : 'Make active',
    run: () => put(path`/manage/members/${member.userId}`, toBody({ ...member, status }), { ifMatch: etag }),
  });
  if (done) await finish(`${member.userId} is ${isBlocking ? 'blocked' : 'active'}`, reload);
}

async function erase({ data: member, etag }) {
  const done = await openDialog({
    title: `Erase the personal data of ${member.userId}?`,
    build: ({ close }) => {
      const repeat = textField({
        name: 'repeat',
        label: `Type the user ID, ${member.userId}, to confirm`,
        required: true,
      });
      return [
        h(
          'p',
          null,
          'Name, mobile, email, card number and external ID are removed for good, and the member is closed. The transactions stay.',
        ),
        form({
          fields: [repeat],
          submit: 'Erase for good',
          isGuarded: false,
          cancel: button('Cancel', () => close()),
          save: async (values) => {
            if (values.repeat !== member.userId) {
              repeat.complain('This is not the user ID.');
              repeat.focus();
              return false;
            }
            await remove(path`/manage/members/${member.userId}`, { ifMatch: etag });
            close(true);
            return true;
          },
        }).node,
      ];
    },
  });
  if (!done) return;
  toast(`${member.userId} is erased`);
  go(to`/members/${member.userId}`);
}

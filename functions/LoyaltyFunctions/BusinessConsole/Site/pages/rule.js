// One rule: what it says, a trial of it, and how to hand it to a partner's developers.

import { get, listAll, path, post } from '../api.js';
import { may } from '../session.js';
import { h, replace } from '../ui/dom.js';
import { to } from '../router.js';
import { badge, button, copyable, facts, link, notice, page, section, time, usage } from '../ui/parts.js';
import { form, row } from '../ui/form.js';
import { numberField, textField } from '../ui/fields.js';
import { cap, date, number, points, ruleType, signed } from '../format.js';
import { activate, canActivate, canEdit, canShare, openMail, ruleMenu } from './rule-steps.js';
import { differences } from '../ui/differences.js';
import { runs, statusOf } from './rules.js';
import { clientLink, clientsById, nameOf } from './names.js';

/** The page of a rule. */
export async function ruleDetail({ params, signal, reload }) {
  const [item, clients, share, versions] = await Promise.all([
    get(path`/manage/rules/${params.ruleId}`, { signal }),
    clientsById(signal),
    canShare() ? get(path`/manage/rules/${params.ruleId}/share`, { signal }) : null,
    listAll(path`/manage/rules/${params.ruleId}/versions`, { signal }),
  ]);
  const rule = item.data;
  const program = (await get(path`/manage/programs/${rule.programId}`, { signal })).data;
  return page(
    {
      title: rule.name,
      crumbs: ['Rules', '#/rules'],
      badge: statusOf(rule),
      actions: [
        canEdit(rule) && link('Edit', to`/rules/${rule.ruleId}/edit`),
        canActivate(rule) && button('Activate…', () => activate(rule.ruleId, reload), { kind: 'primary' }),
        ruleMenu(item, reload),
      ],
    },
    h(
      'div',
      { class: 'columns' },
      h('div', null, summary(rule, program, clients), history(versions, clients), share && sharing(share.data)),
      (may.draft() || may.manage()) && rule.status !== 'archived' && h('div', null, trial(rule)),
    ),
  );
}

const summary = (rule, program, clients) =>
  section(
    { title: 'Details' },
    facts([
      ['Rule ID', copyable(rule.ruleId, 'Rule ID')],
      ['Type', ruleType(rule.type)],
      ['Program', h('a', { href: to`/programs/${rule.programId}` }, program.name)],
      ['Authorised clients', clientLinks(rule, clients)],
      ['Cap', cap(rule.cap)],
      ['Budget', rule.budget ? usage(rule.budgetUsed, rule.budget, 'Budget used') : 'No budget'],
      ['Runs', runs(rule)],
      ['Version', number(rule.version)],
      ['Created', [time(rule.createdAt), rule.createdBy && ` by ${rule.createdBy}`]],
      rule.updatedAt && ['Last change', time(rule.updatedAt)],
    ]),
  );

/** What each version changed, the latest first; nothing for a rule that has only one. */
function history(versions, clients) {
  if (versions.length < 2) return null;
  const said = ({ version, since, by, clientIds, ...rest }) => ({
    ...rest,
    clients: clientIds.map((id) => nameOf(id, clients)),
  });
  return section(
    {
      title: 'Versions',
      lead: 'A request is decided by the version that was in force when it was accepted.',
    },
    h(
      'ol',
      { class: 'versions', reversed: true },
      versions
        .map((item, index) => {
          const before = versions[index - 1];
          return h(
            'li',
            { value: item.version },
            h('p', null, time(item.since), item.by && ` by ${item.by}`),
            before && differences({ action: 'update', before: said(before), after: said(item) }),
          );
        })
        .reverse(),
    ),
  );
}

const clientLinks = (rule, clients) =>
  h(
    'ul',
    { class: 'chips' },
    rule.clientIds.map((id) => h('li', null, clientLink(id, clients))),
  );

/** The six facts that developers need. */
const sharing = (share) =>
  section(
    {
      title: 'For your partner’s developers',
      lead: 'Send the client id and secret separately.',
      actions: [button('Send Email', () => openMail(share.mailto), { glyph: 'mail' })],
    },
    facts([
      ['Rule Name', share.ruleName],
      ['Rule ID', copyable(share.ruleId, 'Rule ID')],
      ['Rule Type', share.ruleType],
      ['Environment', share.environment],
      ['URL Endpoint', copyable(share.urlEndpoint, 'URL endpoint')],
      ['API Integration Guide', copyable(share.integrationGuide, 'Link to the guide')],
    ]),
  );

/** Tries the rule on a member without writing anything. */
function trial(rule) {
  const outcome = h('div', { class: 'trial-outcome', role: 'status' });
  const fields = [
    textField({ name: 'userId', label: 'Member', hint: 'The member’s user ID.', required: true }),
    numberField({ name: 'amount', label: 'Points', required: true, value: 10 }),
  ];
  const entry = form({
    fields,
    layout: row(...fields),
    submit: 'Simulate',
    isGuarded: false,
    save: async (values) => {
      replace(outcome);
      const { data: result } = await post(path`/manage/rules/${rule.ruleId}/simulate`, values);
      replace(outcome, outcomeOf(result));
    },
  });
  return section(
    { title: 'Try it', lead: 'Shows what a partner’s request would do. Nothing is written.' },
    entry.node,
    outcome,
  );
}

const outcomeOf = (result) => [
  result.status === 'success'
    ? notice('good', h('p', null, `It would succeed: ${points(result.point)}.`))
    : notice('bad', h('p', null, `It would be refused: ${result.errorMessage}.`)),
  result.note && h('p', { class: 'muted' }, result.note),
  facts([
    ['Balance now', number(result.balance)],
    result.balanceAfter !== null && [
      'Balance after',
      `${number(result.balanceAfter)} (${signed(result.balanceAfter - (result.balance ?? 0))})`,
    ],
    result.expirationDate && ['Points expire', date(result.expirationDate)],
    result.capRemaining !== null && ['Left of the cap', number(result.capRemaining)],
    result.budgetRemaining !== null && ['Left of the budget', number(result.budgetRemaining)],
  ]),
];

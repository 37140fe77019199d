// Creating and changing a rule.

import { get, idempotency, listAll, path, post, put } from '../api.js';
import { go, to } from '../router.js';
import { link, notice, page } from '../ui/parts.js';
import { form, group, row } from '../ui/form.js';
import { checkField, checksField, numberField, radioField, selectField, textField } from '../ui/fields.js';
import { saveOrMerge } from '../ui/conflict.js';
import { toast } from '../ui/toast.js';
import { h } from '../ui/dom.js';
import { fromLocalInput, moment, number, ruleType, timeZone, toLocalInput } from '../format.js';
import { canEdit } from './rule-steps.js';

const PERIODS = [
  ['request', 'per request'],
  ['day', 'a day'],
  ['week', 'a week'],
  ['month', 'a month'],
  ['year', 'a year'],
  ['lifetime', 'over a lifetime'],
];

/** The form of a rule; of a new one where the address names none. `me` knows the default program. */
export const ruleForm = (me) => async (context) => {
  const { params, signal } = context;
  const isNew = params.ruleId === undefined;
  const [programs, clients, item] = await Promise.all([
    listAll('/manage/programs', { signal }),
    listAll('/manage/clients', { signal }),
    isNew ? { data: blank(me), etag: null } : get(path`/manage/rules/${params.ruleId}`, { signal }),
  ]);
  const rule = item.data;
  const back = isNew ? ['Rules', '#/rules'] : [rule.name, to`/rules/${rule.ruleId}`];
  const head = { title: isNew ? 'New rule' : `Edit ${rule.name}`, crumbs: back };
  if (!isNew && !canEdit(rule))
    return page(head, notice('warn', h('p', null, 'This rule cannot be changed by you in its present status.')));

  const fields = fieldsOf(show(rule), { programs, clients, isFixed: !isNew && rule.status !== 'draft' });
  const keyOf = idempotency();
  const entry = form({
    fields: Object.values(fields),
    submit: isNew ? 'Save as draft' : 'Save',
    cancel: link('Cancel', back[1]),
    layout: layoutOf(fields, rule),
    refresh: () => capRow(fields),
    save: async (values) => {
      const saved = isNew ? await create(values, item, keyOf) : await change(entry, item, { programs, clients });
      if (!saved) return false;
      toast(isNew ? `“${saved.data.name}” is saved as a draft` : `“${saved.data.name}” is saved`);
      entry.settle();
      if (!entry.isShown()) return true;
      go(to`/rules/${saved.data.ruleId}`);
      return true;
    },
  });
  return page(head, entry.node);
};

function create(values, item, keyOf) {
  const body = toBody(values, item.data);
  return post('/manage/rules', body, { key: keyOf(body) });
}

const change = (entry, item, { programs, clients }) =>
  saveOrMerge({
    form: entry,
    item,
    send: (etag) => put(path`/manage/rules/${item.data.ruleId}`, toBody(entry.values(), item.data), { ifMatch: etag }),
    read: () => get(path`/manage/rules/${item.data.ruleId}`),
    show,
    say: (name, value) => say(name, value, { programs, clients }),
  });

const blank = (me) => ({
  name: '',
  type: 'earn',
  trigger: 'api',
  programId: me.defaultProgramId,
  clientIds: [],
  cap: null,
  budget: null,
  startsAt: null,
  endsAt: null,
});

/** A rule as the values of the form's fields. */
const show = (rule) => ({
  name: rule.name,
  type: rule.type,
  programId: rule.programId,
  clientIds: rule.clientIds,
  hasCap: rule.cap !== null,
  'cap.points': rule.cap?.points ?? null,
  'cap.period': rule.cap?.period ?? 'day',
  budget: rule.budget,
  startsAt: toLocalInput(rule.startsAt),
  endsAt: toLocalInput(rule.endsAt),
});

/** The other way. */
const toBody = (values, before) => ({
  programId: values.programId,
  name: values.name,
  type: values.type,
  trigger: 'api',
  clientIds: values.clientIds,
  cap: values.hasCap ? { points: values['cap.points'], period: values['cap.period'] } : null,
  budget: values.budget,
  startsAt: fromLocalInput(values.startsAt, before.startsAt),
  endsAt: fromLocalInput(values.endsAt, before.endsAt),
});

/** A field's value in words. */
function say(name, value, { programs, clients }) {
  if (value === null || value === '') return '';
  switch (name) {
    case 'type':
      return ruleType(value);
    case 'programId':
      return programs.find((program) => program.programId === value)?.name ?? value;
    case 'clientIds':
      return value.map((id) => clients.find((client) => client.clientId === id)?.name ?? id).join(', ');
    case 'hasCap':
      return value ? 'Yes' : 'No';
    case 'cap.period':
      return PERIODS.find(([key]) => key === value)?.[1] ?? value;
    case 'startsAt':
    case 'endsAt':
      return moment(new Date(value).toISOString());
    default:
      return typeof value === 'number' ? number(value) : value;
  }
}

function fieldsOf(rule, { programs, clients, isFixed }) {
  const fixed = isFixed ? 'Cannot be changed any more: the rule has been active.' : undefined;
  const fields = {
    name: textField({ name: 'name', label: 'Name', required: true, maxlength: 200, value: rule.name }),
    type: radioField({
      name: 'type',
      label: 'Type',
      hint: fixed,
      required: true,
      disabled: isFixed,
      value: rule.type,
      options: [
        ['earn', 'Earn points', 'Partners award points to members'],
        ['redeem', 'Redeem points', 'Partners let members spend points'],
      ],
    }),
    programId: selectField({
      name: 'programId',
      label: 'Program',
      hint: fixed,
      required: true,
      disabled: isFixed,
      value: rule.programId,
      options: programs.map((program) => [program.programId, program.name]),
    }),
    clientIds: checksField({
      name: 'clientIds',
      label: 'Authorised clients',
      hint: 'Only these may trigger the rule.',
      required: true,
      isScrolling: true,
      value: rule.clientIds,
      options: clients.map((client) => [client.clientId, client.name, clientNote(client)]),
    }),
    hasCap: checkField({
      name: 'hasCap',
      label: 'Limit what a member can get',
      value: rule.hasCap,
      onchange: () => capRow(fields),
    }),
    'cap.points': numberField({
      name: 'cap.points',
      label: 'At most, points',
      required: true,
      value: rule['cap.points'],
    }),
    'cap.period': selectField({
      name: 'cap.period',
      label: 'Period',
      required: true,
      value: rule['cap.period'],
      options: PERIODS,
    }),
    budget: numberField({
      name: 'budget',
      label: 'Budget, points',
      hint: 'Over all members together. At its edge the last award is partial, after it requests are refused.',
      value: rule.budget,
    }),
    startsAt: momentField('startsAt', 'Starts', 'Empty: as soon as it is active.', rule.startsAt),
    endsAt: momentField('endsAt', 'Ends', 'Empty: when somebody deactivates it.', rule.endsAt),
  };
  capRow(fields);
  return fields;
}

const clientNote = (client) => (client.disabled ? `${client.clientId} · disabled` : client.clientId);

const momentField = (name, label, hint, value) => textField({ name, label, hint, type: 'datetime-local', value });

/** The cap's own fields are there only when there is a cap. */
function capRow(fields) {
  const isOn = fields.hasCap.read();
  for (const field of [fields['cap.points'], fields['cap.period']]) {
    field.node.hidden = !isOn;
    field.node.querySelector('input, select').disabled = !isOn;
  }
}

const layoutOf = (fields, rule) => [
  group('What it does', null, fields.name, fields.type, fields.programId),
  group('Who may trigger it', 'Triggered by a partner’s request to the API.', fields.clientIds),
  group(
    'Limits',
    rule.budgetUsed ? `${number(rule.budgetUsed)} points of the budget are used.` : null,
    fields.hasCap,
    row(fields['cap.points'], fields['cap.period']),
    fields.budget,
  ),
  group('Schedule', `In your time zone, ${timeZone}.`, row(fields.startsAt, fields.endsAt)),
];

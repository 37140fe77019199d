// Creating, showing, changing and removing a group.

import { get, idempotency, path, post, put, remove } from '../api.js';
import { may } from '../session.js';
import { h } from '../ui/dom.js';
import { go, to } from '../router.js';
import { button, copyable, facts, link, page, section } from '../ui/parts.js';
import { form, group } from '../ui/form.js';
import { linesField, textField } from '../ui/fields.js';
import { saveOrMerge } from '../ui/conflict.js';
import { confirmAndRun } from '../ui/dialog.js';
import { finish, toast } from '../ui/toast.js';
import { groupPoints } from './group-points.js';

const BLANK = { groupId: '', externalId: null, primaryUserId: '', members: [] };

/** A group: its form for those who may change it, its facts for the others; and what its members have together. */
export async function groupForm({ params, signal, reload }) {
  const isNew = params.groupId === undefined;
  const [item, points] = isNew
    ? [{ data: BLANK, etag: null }, null]
    : await Promise.all([get(path`/manage/groups/${params.groupId}`, { signal }), groupPoints(params.groupId, signal)]);
  const head = {
    title: isNew ? 'New group' : `Group ${item.data.externalId ?? item.data.groupId}`,
    crumbs: ['Groups', '#/groups'],
    actions: !isNew && may.manage() && button('Remove…', () => dissolve(item), { kind: 'danger' }),
  };
  if (!may.manage()) return page(head, summary(item.data), points);

  const fields = fieldsOf(show(item.data));
  const keyOf = idempotency();
  const entry = form({
    fields,
    submit: isNew ? 'Create group' : 'Save',
    cancel: link('Cancel', '#/groups'),
    layout: group('The group', null, ...fields),
    save: async (values) => {
      const saved = isNew ? await create(values, keyOf) : await change(entry, item);
      if (!saved) return false;
      entry.settle();
      const show = isNew ? () => go(to`/groups/${saved.data.groupId}`) : reload;
      await finish('The group is saved', entry.isShown() && show);
      return true;
    },
  });
  return page(head, entry.node, points);
}

const summary = (one) =>
  section(
    { title: 'The group' },
    facts([
      ['Group id', copyable(one.groupId, 'Group id')],
      ['External ID', one.externalId],
      ['Primary member', h('a', { href: to`/members/${one.primaryUserId}` }, one.primaryUserId)],
      ['Members', one.members.map((userId) => h('div', null, h('a', { href: to`/members/${userId}` }, userId)))],
    ]),
  );

function create(values, keyOf) {
  const body = toBody(values);
  return post('/manage/groups', body, { key: keyOf(body) });
}

const change = (entry, item) =>
  saveOrMerge({
    form: entry,
    item,
    send: (etag) => put(path`/manage/groups/${item.data.groupId}`, toBody(entry.values()), { ifMatch: etag }),
    read: () => get(path`/manage/groups/${item.data.groupId}`),
    show,
    say: (name, value) => (Array.isArray(value) ? value.join(', ') : value),
  });

async function dissolve({ data: one, etag }) {
  const done = await confirmAndRun({
    title: 'Remove this group?',
    content: h('p', null, 'Its members keep their own points; they can no longer redeem together.'),
    action: 'Remove',
    isDangerous: true,
    run: () => remove(path`/manage/groups/${one.groupId}`, { ifMatch: etag }),
  });
  if (!done) return;
  toast('The group is removed');
  go('#/groups');
}

const show = (one) => ({
  externalId: one.externalId ?? '',
  primaryUserId: one.primaryUserId,
  members: one.members,
});

const toBody = (values) => ({
  externalId: values.externalId || null,
  primaryUserId: values.primaryUserId,
  members: values.members,
});

const fieldsOf = (one) => [
  textField({ name: 'externalId', label: 'External ID', value: one.externalId }),
  textField({
    name: 'primaryUserId',
    label: 'Primary member',
    hint: 'The user ID of the member who answers for the group.',
    required: true,
    value: one.primaryUserId,
  }),
  linesField({
    name: 'members',
    label: 'Members',
    hint: 'One user ID a line, the primary member among them. Up to 50.',
    required: true,
    rows: 5,
    value: one.members,
  }),
];

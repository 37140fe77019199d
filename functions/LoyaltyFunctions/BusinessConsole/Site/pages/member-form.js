// Registering a member, and changing what is known of one.

import { get, path, put } from '../api.js';
import { go, to } from '../router.js';
import { link, page } from '../ui/parts.js';
import { form, group, row } from '../ui/form.js';
import { selectField, textField } from '../ui/fields.js';
import { saveOrMerge } from '../ui/conflict.js';
import { toast } from '../ui/toast.js';

export const STATUSES = [
  ['active', 'Active'],
  ['blocked', 'Blocked'],
  ['closed', 'Closed'],
];

const BLANK = {
  userId: '',
  name: null,
  mobile: null,
  email: null,
  externalId: null,
  cardNumber: null,
  cardExternalId: null,
  status: 'active',
};

/** The form of a member; of a new one where the address names none. */
export async function memberForm({ params, signal }) {
  const isNew = params.userId === undefined;
  const item = isNew ? { data: BLANK, etag: null } : await get(path`/manage/members/${params.userId}`, { signal });
  const back = isNew ? ['Members', '#/members'] : [params.userId, to`/members/${params.userId}`];
  const fields = fieldsOf(show(item.data), isNew);
  const entry = form({
    fields: Object.values(fields),
    submit: isNew ? 'Register' : 'Save',
    cancel: link('Cancel', back[1]),
    layout: group(
      'The member',
      'Tills find members by mobile, email, card and external ID; each belongs to one member only.',
      fields.userId ?? [],
      fields.name,
      row(fields.mobile, fields.email),
      row(fields.cardNumber, fields.cardExternalId),
      fields.externalId,
      fields.status,
    ),
    save: async (values) => {
      const userId = isNew ? values.userId : params.userId;
      const saved = isNew ? await register(values) : await change(entry, item);
      if (!saved) return false;
      entry.settle();
      toast(`“${userId}” is saved`);
      if (!entry.isShown()) return true;
      go(to`/members/${userId}`);
      return true;
    },
  });
  return page({ title: isNew ? 'Register a member' : `Edit ${params.userId}`, crumbs: back }, entry.node);
}

/** Without If-Match: whoever exists already is not overwritten, the service says so. */
async function register(values) {
  try {
    return await put(path`/manage/members/${values.userId}`, toBody(values));
  } catch (fault) {
    if (fault.status !== 428 && fault.status !== 412) throw fault;
    fault.errors = [{ field: 'userId', message: 'A member with this user ID already exists.' }];
    throw fault;
  }
}

const change = (entry, item) =>
  saveOrMerge({
    form: entry,
    item,
    send: (etag) => put(path`/manage/members/${item.data.userId}`, toBody(entry.values()), { ifMatch: etag }),
    read: () => get(path`/manage/members/${item.data.userId}`),
    show,
    say: (name, value) => value,
  });

/** A member as the values of the form's fields. */
const show = (member) => ({
  name: member.name ?? '',
  mobile: member.mobile ?? '',
  email: member.email ?? '',
  cardNumber: member.cardNumber ?? '',
  cardExternalId: member.cardExternalId ?? '',
  externalId: member.externalId ?? '',
  status: member.status,
});

/** The body of a change: all that may be changed, empty = not known. */
export const toBody = (member) => ({
  name: member.name || null,
  mobile: member.mobile || null,
  email: member.email || null,
  cardNumber: member.cardNumber || null,
  cardExternalId: member.cardExternalId || null,
  externalId: member.externalId || null,
  status: member.status,
});

const fieldsOf = (member, isNew) => ({
  ...(isNew && {
    userId: textField({
      name: 'userId',
      label: 'User ID',
      hint: 'Cannot be changed later.',
      required: true,
      maxlength: 128,
    }),
  }),
  name: textField({ name: 'name', label: 'Name', value: member.name, maxlength: 200 }),
  mobile: textField({
    name: 'mobile',
    label: 'Mobile',
    hint: 'With country code, as in +4915112345678.',
    type: 'tel',
    value: member.mobile,
  }),
  email: textField({
    name: 'email',
    label: 'Email',
    hint: 'As in name@example.org.',
    type: 'email',
    value: member.email,
  }),
  cardNumber: textField({ name: 'cardNumber', label: 'Card number', value: member.cardNumber }),
  cardExternalId: textField({
    name: 'cardExternalId',
    label: 'Card external ID',
    value: member.cardExternalId,
  }),
  externalId: textField({ name: 'externalId', label: 'External ID', value: member.externalId }),
  status: selectField({ name: 'status', label: 'Status', required: true, value: member.status, options: STATUSES }),
});

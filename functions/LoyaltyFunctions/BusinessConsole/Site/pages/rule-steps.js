// What can be done with a rule besides editing it: the steps of its life, and sharing it with a partner's developers.

import { get, idempotency, path, post } from '../api.js';
import { may } from '../session.js';
import { h } from '../ui/dom.js';
import { go, to } from '../router.js';
import { menu } from '../ui/menu.js';
import { confirmAndRun } from '../ui/dialog.js';
import { facts, notice } from '../ui/parts.js';
import { sayProblem } from '../ui/states.js';
import { copy, finish, toast } from '../ui/toast.js';
import { cap, count, moment, number, points, ruleType } from '../format.js';
import { clientsById, nameOf } from './names.js';

// More of them are not read in a sentence; the list below it has them all.
const FEW_NAMES = 3;

/** The menu of a rule: `item` is `{data, etag}`. */
export function ruleMenu(item, reload) {
  const { data: rule } = item;
  const keyOf = idempotency();
  return menu(`Actions for ${rule.name}`, [
    { label: 'Share Rule ID', run: () => copy(rule.ruleId, 'Rule ID') },
    canShare() && { label: 'Send Email', run: () => sendEmail(rule) },
    canEdit(rule) && { label: 'Edit', href: to`/rules/${rule.ruleId}/edit` },
    may.manage() && { label: 'Duplicate', run: () => duplicate(item, keyOf()) },
    canActivate(rule) && { label: 'Activate…', run: () => activate(rule.ruleId, reload) },
    may.manage() && rule.status === 'active' && { label: 'Deactivate…', run: () => deactivate(item, reload) },
    may.manage() &&
      rule.status !== 'archived' && { label: 'Archive…', run: () => archive(item, reload), isDangerous: true },
  ]);
}

/** A draft may be changed by those who draft, everything else by those who manage; nobody changes what is archived. */
export const canEdit = (rule) =>
  rule.status !== 'archived' && (may.manage() || (may.draft() && rule.status === 'draft'));

/** Those who only draft hand nothing to partners. */
export const canShare = () => may.read();

export const canActivate = (rule) => may.manage() && (rule.status === 'draft' || rule.status === 'inactive');

/** Opens the person's mail program with everything that developers need; the secret is not among it. */
export async function sendEmail(rule) {
  try {
    const { data: share } = await get(path`/manage/rules/${rule.ruleId}/share`);
    openMail(share.mailto);
  } catch (fault) {
    toast(sayProblem(fault));
  }
}

/** Only ever a mail: an address of another kind would be somebody's trick. */
export function openMail(mailto) {
  if (mailto.startsWith('mailto:')) h('a', { href: mailto }).click();
}

async function duplicate(item, key) {
  try {
    const { data: copied } = await step(item, 'duplicate', key);
    toast(`“${copied.name}” is a new draft`);
    go(to`/rules/${copied.ruleId}`);
  } catch (fault) {
    toast(sayProblem(fault));
  }
}

/** Shows exactly what goes live, as it is now, before it does. */
export async function activate(ruleId, reload) {
  const [item, clients] = await Promise.all([get(path`/manage/rules/${ruleId}`), clientsById()]);
  const { data: rule } = item;
  const done = await confirmAndRun({
    title: `Activate “${rule.name}”?`,
    isWide: true,
    action: 'Activate now',
    content: [
      h('p', null, sentence(rule, clients)),
      review(rule, clients),
      warnings(rule).map((warning) => notice('warn', h('p', null, warning))),
    ],
    run: () => step(item, 'activate'),
  });
  if (done) await finish(`“${rule.name}” is active`, reload);
}

/** What a rule says, in one sentence. */
function sentence(rule, clients) {
  const names = rule.clientIds.map((id) => nameOf(id, clients));
  const who = names.length <= FEW_NAMES ? names.join(', ') : count(names.length, 'client');
  const what = rule.type === 'earn' ? 'award points to' : 'redeem points of';
  return `From the moment it is active, ${who} may ${what} any member through the API.`;
}

const review = (rule, clients) =>
  facts([
    ['Type', ruleType(rule.type)],
    [
      'Authorised clients',
      h(
        'ul',
        { class: 'chips' },
        rule.clientIds.map((id) => h('li', null, nameOf(id, clients))),
      ),
    ],
    ['Cap', cap(rule.cap)],
    ['Budget', rule.budget ? `${points(rule.budget)}, ${number(rule.budgetUsed)} used` : 'No budget'],
    ['Starts', rule.startsAt ? moment(rule.startsAt) : 'At once'],
    ['Ends', rule.endsAt ? moment(rule.endsAt) : 'Never'],
  ]);

function warnings(rule) {
  return [
    !rule.cap && !rule.budget && 'It has neither a cap nor a budget: the points that it can move are not limited.',
    !rule.endsAt && 'It has no end date: it runs until somebody deactivates it.',
    rule.startsAt && new Date(rule.startsAt) > new Date() && 'It starts later: until then every request is refused.',
    rule.endsAt && new Date(rule.endsAt) <= new Date() && 'Its end date has passed.',
  ].filter(Boolean);
}

async function deactivate(item, reload) {
  const { data: rule } = item;
  const done = await confirmAndRun({
    title: `Deactivate “${rule.name}”?`,
    content: h('p', null, 'Partners’ requests with this rule are refused from now on. It can be activated again.'),
    action: 'Deactivate',
    run: () => step(item, 'deactivate'),
  });
  if (done) await finish(`“${rule.name}” is inactive`, reload);
}

async function archive(item, reload) {
  const { data: rule } = item;
  const done = await confirmAndRun({
    title: `Archive “${rule.name}”?`,
    content: h('p', null, 'An archived rule is kept for the books and can never be activated again.'),
    action: 'Archive for good',
    isDangerous: true,
    run: () => step(item, 'archive'),
  });
  if (done) await finish(`“${rule.name}” is archived`, reload);
}

/** A step names the version that the person saw, so that nobody activates what somebody else has just changed. */
async function step({ data: rule, etag }, name, key) {
  try {
    return await post(path`/manage/rules/${rule.ruleId}/${name}`, undefined, { ifMatch: etag, key });
  } catch (fault) {
    if (fault.status !== 412) throw fault;
    throw new Error('Somebody else has changed this rule meanwhile. Close this, look at it again, and decide anew.');
  }
}

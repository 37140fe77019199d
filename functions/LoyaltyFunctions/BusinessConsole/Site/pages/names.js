// What ids stand for: pages show names, and keep the ids in their links.

import { listAll } from '../api.js';
import { h } from '../ui/dom.js';
import { to } from '../router.js';

export const rulesById = (signal) => byId('/manage/rules', 'ruleId', signal);
export const clientsById = (signal) => byId('/manage/clients', 'clientId', signal);
export const programsById = (signal) => byId('/manage/programs', 'programId', signal);

/** The name where it is known, else the id. */
export const nameOf = (id, known) => known.get(id)?.name ?? id;

export const ruleLink = (id, rules) => (id ? h('a', { href: to`/rules/${id}` }, nameOf(id, rules)) : '–');
export const clientLink = (id, clients) => (id ? h('a', { href: to`/clients/${id}` }, nameOf(id, clients)) : '–');
export const programLink = (id, programs) => (id ? h('a', { href: to`/programs/${id}` }, nameOf(id, programs)) : '–');
export const memberLink = (id) => (id ? h('a', { href: to`/members/${id}` }, id) : '–');

async function byId(where, key, signal) {
  const items = await listAll(where, { signal });
  return new Map(items.map((item) => [item[key], item]));
}

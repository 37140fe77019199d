// The frame around the pages: who is signed in, and where one can go.

import { h, icon } from './dom.js';
import { may } from '../session.js';

const PLACES = [
  [null, [['/', 'Overview', 'overview', may.read]]],
  [
    'Set up',
    [
      ['/rules', 'Rules', 'rules'],
      ['/programs', 'Programs', 'programs'],
      ['/clients', 'Clients', 'clients'],
      ['/organisation', 'Organisation', 'organisation', may.read],
    ],
  ],
  [
    'People',
    [
      ['/members', 'Members', 'members', may.read],
      ['/groups', 'Groups', 'groups', may.read],
    ],
  ],
  [
    'Activity',
    [
      ['/transactions', 'Transactions', 'transactions', may.read],
      ['/requests', 'Requests', 'requests', may.read],
      ['/deliveries', 'Deliveries', 'deliveries', may.read],
      ['/parked', 'Parked messages', 'parked', may.read],
      ['/outbox', 'Outbox', 'outbox', may.read],
      ['/audit', 'Audit', 'audit', may.read],
    ],
  ],
];

/** Builds the frame: `{node, outlet, shown}`; `shown({path, title})` says which page is open. */
export function shell({ me, signOut }) {
  const outlet = h('main', { id: 'main', class: 'main' });
  const links = [];
  const places = h(
    'nav',
    { id: 'places', class: 'places', 'aria-label': 'Console' },
    PLACES.map(([title, entries]) => {
      const allowed = entries.filter(([, , , test]) => !test || test());
      return (
        allowed.length > 0 && [
          title && h('h2', { class: 'places-title' }, title),
          h(
            'ul',
            null,
            allowed.map(([path, label, glyph]) => {
              const link = h('a', { href: `#${path}`, onclick: () => toggle(false) }, icon(glyph), label);
              links.push([path, link]);
              return h('li', null, link);
            }),
          ),
        ]
      );
    }),
  );
  const open = h(
    'button',
    {
      type: 'button',
      class: 'button-icon places-open',
      'aria-label': 'Menu',
      'aria-expanded': 'false',
      'aria-controls': 'places',
      onclick: () => toggle(!side.classList.contains('open')),
    },
    icon('menu'),
  );
  const side = h(
    'header',
    { class: 'side', onkeydown: (event) => event.key === 'Escape' && toggle(false, true) },
    h('div', { class: 'brand-line' }, brand(me), open),
    h('div', { class: 'side-body' }, places, identity(me, signOut)),
  );

  function toggle(isOpen, isFocused = false) {
    side.classList.toggle('open', isOpen);
    open.setAttribute('aria-expanded', String(isOpen));
    if (isFocused) open.focus();
  }

  const skip = h(
    'a',
    {
      class: 'skip',
      href: '#main',
      onclick: (event) => {
        event.preventDefault();
        outlet.querySelector('h1')?.focus();
      },
    },
    'Skip to content',
  );

  return {
    node: h('div', { class: 'frame' }, skip, side, outlet),
    outlet,
    shown: ({ path, title }) => {
      document.title = `${title} · ${me.orgName ?? me.orgId} · Loyalty`;
      for (const [home, link] of links) {
        const isHere = home === '/' ? path === '/' : path === home || path.startsWith(`${home}/`);
        if (isHere) link.setAttribute('aria-current', 'page');
        else link.removeAttribute('aria-current');
      }
    },
  };
}

const brand = (me) =>
  h(
    'a',
    { class: 'brand', href: '#/' },
    h('img', { src: 'icon.svg', alt: '', width: 32, height: 32 }),
    h('span', null, h('strong', null, me.orgName ?? me.orgId), h('small', null, `Loyalty · ${me.environment}`)),
  );

const identity = (me, signOut) =>
  h(
    'div',
    { class: 'identity' },
    h(
      'div',
      { class: 'identity-text' },
      h('span', { class: 'visually-hidden' }, 'Signed in as '),
      h('strong', null, me.name ?? me.clientId),
      h('small', { class: 'muted' }, role()),
    ),
    h(
      'button',
      { type: 'button', class: 'button-icon', 'aria-label': 'Sign out', title: 'Sign out', onclick: signOut },
      icon('leave'),
    ),
  );

function role() {
  if (may.manage()) return 'May change everything';
  if (may.read()) return may.draft() ? 'May read, and draft rules' : 'May read only';
  return 'May draft rules';
}

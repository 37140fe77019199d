// What is shown in place of content: that it is on its way, that there is none, or why it did not come.

import { h, icon } from './dom.js';

export function loadingState(label = 'Loading') {
  return h(
    'div',
    { class: 'loading', role: 'status' },
    h('span', { class: 'visually-hidden' }, `${label}…`),
    [1, 2, 3].map(() => h('div', { class: 'skeleton', 'aria-hidden': 'true' })),
  );
}

export function emptyState(title, text, ...actions) {
  return h(
    'div',
    { class: 'state' },
    h('p', { class: 'state-title' }, title),
    text && h('p', { class: 'muted' }, text),
    actions.length > 0 && h('div', { class: 'actions' }, actions),
  );
}

/** Instead of a whole page it has the page's heading; within one it is a paragraph more. */
export function errorState(fault, retry, { isPage = false } = {}) {
  const isGone = fault.status === 404;
  return h(
    'div',
    { class: 'state state-error', role: 'alert' },
    icon('alert'),
    h(isPage ? 'h1' : 'p', { class: 'state-title' }, isGone ? 'Not found' : 'This could not be shown'),
    h('p', { class: 'muted' }, isGone ? 'It does not exist, or it is not your organisation’s.' : sayProblem(fault)),
    h(
      'div',
      { class: 'actions' },
      retry && h('button', { type: 'button', class: 'button', onclick: retry }, 'Try again'),
      isGone && h('a', { class: 'button', href: '#/' }, 'Go to the start'),
    ),
  );
}

/** A problem in a sentence for people. */
export function sayProblem(fault) {
  if (fault.status === 403) return 'Your client may not do this.';
  if (fault.status === 503 || fault.status === 429) return 'The service is busy. Try again in a moment.';
  if (fault.status >= 500) return 'The service had a fault of its own. Nothing was lost; try again.';
  if (fault.errors?.length) return fault.errors.map((error) => error.message).join(' ');
  return fault.message || 'Something went wrong.';
}

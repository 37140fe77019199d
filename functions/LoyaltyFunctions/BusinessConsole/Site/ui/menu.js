// A menu behind three dots. The popover is the browser's own; the arrow keys are ours (WAI-ARIA menu button).

import { h, icon, uniqueId } from './dom.js';

/** `items` are `{label, run}` or `{label, href}`, some of them `isDangerous`; those that are false are left out. */
export function menu(label, items) {
  const shown = items.filter(Boolean);
  if (shown.length === 0) return null;
  const id = uniqueId('menu');
  const list = h(
    'div',
    { id, class: 'menu', role: 'menu', 'aria-label': label, popover: 'auto', ontoggle: opened, onkeydown: move },
    shown.map(({ label: text, run, href, isDangerous }) => {
      const attributes = {
        role: 'menuitem',
        tabindex: '-1',
        class: isDangerous ? 'menu-item danger-text' : 'menu-item',
      };
      return href
        ? h('a', { ...attributes, href, onclick: () => list.hidePopover() }, text)
        : h('button', { ...attributes, type: 'button', onclick: () => choose(run) }, text);
    }),
  );
  const trigger = h(
    'button',
    {
      type: 'button',
      class: 'button-icon',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'aria-label': label,
      popovertarget: id,
    },
    icon('more'),
  );

  function choose(run) {
    list.hidePopover();
    trigger.focus();
    run();
  }

  function opened(event) {
    const isOpen = event.newState === 'open';
    trigger.setAttribute('aria-expanded', String(isOpen));
    if (!isOpen) return;
    place(trigger, list);
    list.firstElementChild.focus();
  }

  function move(event) {
    const choices = [...list.children];
    const at = choices.indexOf(document.activeElement);
    const next = {
      ArrowDown: (at + 1) % choices.length,
      ArrowUp: (at - 1 + choices.length) % choices.length,
      Home: 0,
      End: choices.length - 1,
    }[event.key];
    if (event.key === 'Tab') list.hidePopover();
    if (next === undefined) return;
    event.preventDefault();
    choices[next].focus();
  }

  return h('span', { class: 'menu-home' }, trigger, list);
}

/** Below the button, its right edges in line; above where there is no room below. */
function place(trigger, list) {
  const around = trigger.getBoundingClientRect();
  const room = innerHeight - around.bottom;
  const top = room < list.offsetHeight + 8 ? around.top - list.offsetHeight - 4 : around.bottom + 4;
  list.style.top = `${Math.max(8, top)}px`;
  list.style.left = `${Math.max(8, around.right - list.offsetWidth)}px`;
}

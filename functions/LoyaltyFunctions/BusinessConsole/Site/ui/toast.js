// Short messages about what was done, read out by screen readers.

import { h } from './dom.js';

const SHOWN_MS = 6000;
let region = null;

export function toast(text) {
  region ??= h('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' });
  // A modal dialog makes everything outside of it inert, and would hide the message from screen readers.
  const top = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
  if (region.parentElement !== top || !region.isConnected) top.append(region);
  const message = h('div', { class: 'toast' }, text);
  region.append(message);
  setTimeout(() => message.remove(), SHOWN_MS);
}

/** Shows the page as it is now, if it is still there to `show`, and then says what was done: who reads that finds it so. */
export async function finish(text, show) {
  if (show) await show();
  toast(text);
}

/** Puts a text on the clipboard and says so; where that is forbidden, shows it so that it can be copied by hand. */
export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    toast(`${what} copied`);
  } catch {
    toast(`${what}: ${text}`);
  }
}

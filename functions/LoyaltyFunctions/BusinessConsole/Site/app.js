// The console: sign in, then one page at a time.

import { get, onExpiry } from './api.js';
import { forget, resume, session, signOut } from './session.js';
import { Router } from './router.js';
import { replace } from './ui/dom.js';
import { shell } from './ui/shell.js';
import { loadingState } from './ui/states.js';
import { guard } from './ui/unsaved.js';
import { renewalDialog, signInPage } from './pages/sign-in.js';
import { routes } from './pages/routes.js';

const SIGNED_OUT = 'You are signed out.';

// Tells the other tabs that the sign-in they share has ended.
const tabs = new BroadcastChannel('loyalty-console');

let router = null;

async function open() {
  const me = (await get('/manage/me')).data;
  const frame = shell({ me, signOut: end });
  replace(document.getElementById('app'), frame.node);
  router = new Router(routes(me), frame.outlet, frame.shown);
  await router.start();
}

/** Signs out, here and in every other tab. */
async function end() {
  const ended = signOut();
  leave(SIGNED_OUT);
  await ended;
  tabs.postMessage('signed-out');
}

function leave(message) {
  forget();
  guard(null);
  router?.stop();
  router = null;
  for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close();
  signInPage(open, message);
}

onExpiry(async () => {
  const isRenewed = (await resume().catch(() => false)) || (await renewalDialog());
  if (!isRenewed) await end();
  return isRenewed;
});

tabs.onmessage = () => session() && leave(SIGNED_OUT);

async function start() {
  replace(document.getElementById('app'), loadingState());
  try {
    if (await resume()) return await open();
    signInPage(open);
  } catch (fault) {
    signInPage(open, fault.message);
  }
}

start();

// The console: sign in, then one page at a time.

import { get, onExpiry } from './api.js';
import { signOut } from './session.js';
import { Router } from './router.js';
import { replace } from './ui/dom.js';
import { shell } from './ui/shell.js';
import { guard } from './ui/unsaved.js';
import { renewalDialog, signInPage } from './pages/sign-in.js';
import { routes } from './pages/routes.js';

let router = null;

async function open() {
  const me = (await get('/manage/me')).data;
  const frame = shell({ me, signOut: () => leave('You are signed out.') });
  replace(document.getElementById('app'), frame.node);
  router = new Router(routes(me), frame.outlet, frame.shown);
  await router.start();
}

function leave(message) {
  signOut();
  guard(null);
  router?.stop();
  router = null;
  for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close();
  signInPage(open, message);
}

onExpiry(async () => {
  const isRenewed = await renewalDialog();
  if (!isRenewed) leave('You are signed out.');
  return isRenewed;
});

signInPage(open);

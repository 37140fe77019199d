// Pages by the address after '#': "#/rules/abc?status=active". The page's own work ends when another is opened.

import { errorState, loadingState } from './ui/states.js';
import { replace } from './ui/dom.js';
import { SignedOut } from './api.js';
import { dismissDialogs } from './ui/dialog.js';
import { confirmLeaving } from './ui/unsaved.js';

const LOADING_AFTER_MS = 150;

/** The place that is shown: `{path, query}`. */
export function place() {
  const [path, query] = location.hash.replace(/^#/, '').split('?');
  return { path: path || '/', query: Object.fromEntries(new URLSearchParams(query ?? '')) };
}

/** An address inside the console. */
export function href(path, query = {}) {
  const kept = Object.entries(query).filter(([, value]) => value !== '' && value !== null && value !== undefined);
  const text = new URLSearchParams(kept).toString();
  return `#${path}${text ? `?${text}` : ''}`;
}

/** An address whose parts are encoded: to`/rules/${id}`. */
export const to = (parts, ...values) =>
  '#' + parts.reduce((whole, part, index) => whole + encodeURIComponent(values[index - 1]) + part);

/** Goes somewhere; the same place again is shown anew. */
export function go(address) {
  if (location.hash === address) dispatchEvent(new HashChangeEvent('hashchange'));
  else location.hash = address;
}

/** Takes pages in turn: `routes` are `[pattern, page]`, a page a function of `{params, query, signal}`. */
export class Router {
  #routes;
  #outlet;
  #shown;
  #work = new AbortController();
  #address = null;
  #path = null;
  #index = 0;
  #isReturning = false;

  constructor(routes, outlet, shown) {
    this.#routes = routes.map(([pattern, page]) => ({ match: matcher(pattern), page }));
    this.#outlet = outlet;
    this.#shown = shown;
  }

  start() {
    addEventListener('hashchange', this.#changed);
    return this.#show();
  }

  stop() {
    removeEventListener('hashchange', this.#changed);
    this.#work.abort();
  }

  #changed = async () => {
    if (this.#isReturning) {
      this.#isReturning = false;
      return;
    }
    const isElsewhere = this.#address !== null && location.hash !== this.#address;
    if (isElsewhere && !(await this.#mayLeave())) return;
    dismissDialogs();
    await this.#show();
  };

  /**
   * Asks before input is lost; the address is that of the page that is still shown while the question is open. A link has
   * added a place to the browser's history, the back and forward buttons have walked in it: walking back undoes either.
   */
  async #mayLeave() {
    const answer = confirmLeaving();
    if (answer === true) return true;
    const steps = (history.state?.index ?? this.#index + 1) - this.#index;
    this.#isReturning = true;
    history.go(-steps);
    if (await answer) history.go(steps);
    return false;
  }

  async #show() {
    this.#work.abort();
    const work = (this.#work = new AbortController());
    this.#address = location.hash;
    this.#index = history.state?.index ?? this.#index + 1;
    history.replaceState({ index: this.#index }, '');
    const { path, query } = place();
    const isSamePage = path === this.#path;
    this.#path = path;
    const waiting = setTimeout(() => work.signal.aborted || replace(this.#outlet, loadingState()), LOADING_AFTER_MS);
    let content;
    try {
      content = await this.#open(path, query, work.signal);
    } catch (fault) {
      if (fault instanceof SignedOut || work.signal.aborted) return;
      content = { title: 'Something went wrong', nodes: [errorState(fault, () => this.#show(), { isPage: true })] };
    } finally {
      clearTimeout(waiting);
    }
    if (work.signal.aborted) return;
    replace(this.#outlet, ...content.nodes);
    this.#shown({ path, title: content.title });
    this.#focus(isSamePage);
  }

  #open(path, query, signal) {
    for (const { match, page } of this.#routes) {
      const params = match(path);
      if (params) return page({ params, query, signal, reload: () => this.#show() });
    }
    return { title: 'Page not found', nodes: [errorState({ status: 404 }, null, { isPage: true })] };
  }

  /** A new page begins at its heading; a page that only was filtered stays at what was filtered. */
  #focus(isSamePage) {
    const results = isSamePage && this.#outlet.querySelector('[data-results]');
    const target = results || this.#outlet.querySelector('h1') || this.#outlet;
    target.setAttribute('tabindex', '-1');
    target.focus({ preventScroll: Boolean(results) });
    if (!results) scrollTo({ top: 0 });
  }
}

function matcher(pattern) {
  const names = pattern.split('/');
  return (path) => {
    const parts = path.split('/');
    if (parts.length !== names.length) return null;
    const params = {};
    for (const [index, name] of names.entries()) {
      if (name.startsWith(':')) params[name.slice(1)] = decode(parts[index]);
      else if (name !== parts[index]) return null;
    }
    return params;
  };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

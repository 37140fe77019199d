// Builds elements. Every text becomes a text node, so nothing that a person typed is ever read as markup.

const SVG = 'http://www.w3.org/2000/svg';
const PROPERTIES = new Set(['value', 'checked', 'selected', 'disabled', 'indeterminate', 'multiple']);

/** An HTML element with attributes, listeners (`onclick`, …) and children: nodes, texts, or nothing. */
export const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);

/** An SVG element. */
export const svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

/** Replaces what is in an element. */
export function replace(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter(isSomething));
  return element;
}

/** An id that no other element has. */
export function uniqueId(prefix) {
  uniqueId.last = (uniqueId.last ?? 0) + 1;
  return `${prefix}-${uniqueId.last}`;
}

/** An icon of the small set below; decoration, so that screen readers pass it by. */
export function icon(name) {
  return svg(
    'svg',
    { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' },
    svg('path', { d: ICONS[name] }),
  );
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (PROPERTIES.has(name)) element[name] = value;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flat(Infinity).filter(isSomething));
  return element;
}

const isSomething = (child) => child !== null && child !== undefined && child !== false && child !== '';

const ICONS = {
  overview: 'M4 20V11M10 20V4M16 20v-6M21 20H3',
  rules: 'M12 3l2.6 5.6 6 .7-4.4 4.2 1.2 6L12 16.6 6.6 19.5l1.2-6L3.4 9.3l6-.7z',
  programs: 'M4 7h16v12H4zM4 11h16M8 15h3',
  clients: 'M15 13a5 5 0 1 0-4.6-3.1L4 16.5V20h3.5l1-1v-2h2v-2h1.5l1.3-1.3M16 8h.01',
  organisation: 'M4 21V4h10v17M14 10h6v11M3 21h18M7.5 8h3M7.5 12h3M7.5 16h3',
  members: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20a7.5 7.5 0 0 1 15 0',
  groups:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 19a6.5 6.5 0 0 1 13 0M16 4.500a3.5 3.5 0 0 1 0 6.300M18 14a6.5 6.5 0 0 1 3.5 5',
  transactions: 'M4 8h14l-3.5-3.500M20 16H6l3.5 3.5',
  requests: 'M4 6h16M4 12h16M4 18h9',
  deliveries: 'M21 3L10 14M21 3l-7 18-4-7-7-4z',
  parked: 'M6 4h12v16H6zM10 16V8h2.500a2.5 2.5 0 0 1 0 5H10',
  outbox: 'M3 7h18v11H3zM3 7.500l9 6.5 9-6.5',
  audit: 'M12 8v4l3 2M4 12a8 8 0 1 0 2.4-5.700L4 8.500M4 4v4.500h4.5',
  more: 'M12 5.500h.01M12 12h.01M12 18.500h.01',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6L6 18',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  plus: 'M12 5v14M5 12h14',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4',
  mail: 'M3 6h18v12H3zM3 7l9 6.500L21 7',
  check: 'M5 12.500l4.5 4.500L19 7.5',
  alert: 'M12 8v5M12 16.500h.01M12 3.500l9.5 16.500h-19z',
  download: 'M12 4v11M7.5 11l4.5 4.5 4.5-4.500M4.5 20h15',
  leave: 'M14 4H5v16h9M10 12h11M17.5 8.500L21 12l-3.5 3.5',
};

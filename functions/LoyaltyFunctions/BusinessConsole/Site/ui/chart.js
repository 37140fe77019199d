// Points a day: what was earned above the line, what was redeemed and what expired below it.

import { h, replace, svg } from './dom.js';
import { date, number, short, shortDate } from '../format.js';

const HEIGHT = 260;
const LEFT = 44;
const BOTTOM = 26;
const TOP = 10;
const LABEL_WIDTH = 76;

/** `days` are `{date, earned, redeemed, expired}`, oldest first. */
export function pointsChart(days) {
  const up = Math.max(0, ...days.map((day) => day.earned));
  const down = Math.max(0, ...days.map((day) => spent(day) + gone(day)));
  if (up + down === 0) return h('p', { class: 'muted' }, 'No points were moved in this period.');
  const step = niceStep((up + down) / 4);
  const [top, bottom] = [Math.ceil(up / step) * step, Math.ceil(down / step) * step];
  const home = h('div', { class: 'chart-home' });
  // Drawn for the room there is, so that its letters keep their size on every screen.
  const redraw = ({ width }) => width > LEFT && replace(home, draw(days, { top, bottom, step }, width));
  new ResizeObserver(([{ contentRect }]) => redraw(contentRect)).observe(home);
  return h('figure', { class: 'chart' }, legend(), home);
}

const legend = () =>
  h(
    'ul',
    { class: 'legend' },
    [
      ['earned', 'Earned'],
      ['redeemed', 'Redeemed'],
      ['expired', 'Expired'],
    ].map(([kind, label]) => h('li', { class: `key key-${kind}` }, label)),
  );

function draw(days, { top, bottom, step }, width) {
  const y = (value) => TOP + ((top - value) / (top + bottom)) * (HEIGHT - TOP - BOTTOM);
  const slot = (width - LEFT) / days.length;
  const x = (index) => LEFT + slot * index;
  return svg(
    'svg',
    { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, role: 'img', 'aria-label': summaryOf(days) },
    grid(top, bottom, step, y, width),
    days.map((day, index) => bar(day, x(index), slot, y)),
    labels(days, x, slot, width),
  );
}

// What leaves an account is counted without a sign here, however it is sent.
const spent = (day) => Math.abs(day.redeemed);
const gone = (day) => Math.abs(day.expired);

function grid(top, bottom, step, y, width) {
  const lines = [];
  for (let value = -bottom; value <= top; value += step)
    lines.push(
      svg('line', { class: value === 0 ? 'axis' : 'grid', x1: LEFT, x2: width, y1: y(value), y2: y(value) }),
      svg('text', { class: 'tick', x: LEFT - 8, y: y(value) + 4, 'text-anchor': 'end' }, short(Math.abs(value))),
    );
  return lines;
}

function bar(day, left, slot, y) {
  const width = Math.max(2, Math.min(28, slot * 0.66));
  const column = (kind, from, to) =>
    from !== to &&
    svg('rect', {
      class: `bar-${kind}`,
      x: left + (slot - width) / 2,
      width,
      y: y(from),
      height: Math.max(1, y(to) - y(from)),
      rx: Math.min(3, width / 4),
    });
  return svg(
    'g',
    null,
    svg('title', null, sayDay(day)),
    svg('rect', { class: 'slot', x: left, width: slot, y: TOP, height: HEIGHT - TOP - BOTTOM }),
    column('earned', day.earned, 0),
    column('redeemed', 0, -spent(day)),
    column('expired', -spent(day), -spent(day) - gone(day)),
  );
}

/** As many days as have room, the last one always. */
function labels(days, x, slot, width) {
  const every = Math.max(1, Math.ceil(LABEL_WIDTH / slot));
  const last = days.length - 1;
  return days.map((day, index) => {
    if ((last - index) % every !== 0) return null;
    const middle = x(index) + slot / 2;
    const isAtEdge = middle + LABEL_WIDTH / 2 > width;
    return svg(
      'text',
      { class: 'tick', x: isAtEdge ? width : middle, y: HEIGHT - 6, 'text-anchor': isAtEdge ? 'end' : 'middle' },
      shortDate(day.date),
    );
  });
}

const sayDay = (day) =>
  `${date(day.date)}: ${number(day.earned)} earned, ${number(spent(day))} redeemed, ${number(gone(day))} expired`;

function summaryOf(days) {
  const sum = (of) => number(days.reduce((total, day) => total + of(day), 0));
  return (
    `Points a day from ${date(days[0].date)} to ${date(days.at(-1).date)}: ` +
    `${sum((day) => day.earned)} earned, ${sum(spent)} redeemed, ${sum(gone)} expired. The table below has every day.`
  );
}

/** A step that people count in: 1, 2 or 5 times a power of ten, and a whole number. */
function niceStep(about) {
  const power = 10 ** Math.floor(Math.log10(Math.max(about, 1)));
  return Math.max(1, [1, 2, 5, 10].find((factor) => factor * power >= about) * power);
}

/* One measure over time: a line per stream, limits as dashed lines, alerts as bands; the same in words above it. */
import uPlot from './webjars/uplot/dist/uPlot.esm.js';
import { el, number } from './text.js';

const HEIGHT = 190;
/** Told apart by colour and by dashes; the colours after Okabe and Ito, for every kind of colour vision. */
const LINES = [
  ['--line-1', []],
  ['--line-2', [6, 3]],
  ['--line-3', [2, 2]],
  ['--line-4', [10, 3, 2, 3]],
  ['--line-5', [1, 4]],
  ['--line-6', [12, 4]],
];
/** A limit so far beyond what was measured is said, not drawn: the line would be flat. */
const NEAR = 4;

/** The colour that a name of the style sheet has now: canvases know nothing of style sheets. */
function colour(name) {
  const probe = document.createElement('span');
  probe.style.color = 'var(' + name + ')';
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

export class Chart {
  #plot;
  #names = '';
  #limits = [];
  #marks = [];
  #words = el('span', { class: 'cause' });
  #canvas = el('div', { class: 'canvas', 'aria-hidden': 'true' });
  #resized = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry.contentRect.width);
    if (this.#plot && width > 0 && width !== this.#plot.width) {
      this.#plot.setSize({ width, height: HEIGHT });
    }
  });
  #repaint = () => this.#plot?.redraw(false, true);

  constructor(name, unit) {
    this.name = name;
    this.unit = unit;
    this.element = el('figure', { 'data-chart': name }, el('figcaption', {}, el('strong', {}, name + (unit ? ', ' + unit : '')), ' ', this.#words), this.#canvas);
    this.#resized.observe(this.#canvas);
    addEventListener('theme', this.#repaint);
  }

  /** Whether these lines are the ones it was made for. */
  fits(series) {
    return !this.#names || this.#names === series.map(([name]) => name).join('\n');
  }

  /**
   * @param times ISO 8601, ascending
   * @param series pairs of name and values, null where nothing was measured
   * @param limits value, severity, above
   * @param alerts with onsetTime and clearedTime, if cleared
   */
  show(times, series, limits, alerts) {
    this.#limits = limits;
    this.#marks = [false, true].flatMap((critical) => bands(alerts.filter((alert) => (alert.severity === 'CRITICAL') === critical)).map(([from, to]) => ({ from, to, critical })));
    const data = [times.map(seconds), ...series.map(([, values]) => values)];
    const last = series.map(([name, values]) => [name, values.findLast((value) => value !== null)]).filter(([, value]) => value !== undefined);
    const open = alerts.filter((alert) => !alert.clearedTime).length;
    this.#words.textContent =
      'now ' + last.map(([name, value]) => name + ' ' + number(value, value % 1 ? 1 : 0)).join(', ') +
      (limits.length ? '; ' + limits.map((limit) => limit.severity.toLowerCase() + (limit.above ? ' above ' : ' below ') + limit.value).join(', ') : '') +
      (alerts.length ? '; ' + alerts.length + ' alert' + (alerts.length === 1 ? '' : 's') + ', ' + open + ' open' : '');
    if (this.#plot) {
      this.#plot.setData(data);
    } else {
      this.#names = series.map(([name]) => name).join('\n');
      this.#plot = new uPlot(this.#options(series), data, this.#canvas);
    }
  }

  close() {
    this.#resized.disconnect();
    removeEventListener('theme', this.#repaint);
    this.#plot?.destroy();
  }

  #options(series) {
    const axis = { stroke: () => colour('--faint'), grid: { stroke: () => colour('--line'), width: 1 }, ticks: { stroke: () => colour('--line'), width: 1 } };
    return {
      width: this.#canvas.clientWidth || 560,
      height: HEIGHT,
      cursor: { sync: { key: 'user' }, drag: { x: true, y: false } },
      scales: { y: { range: (_, low, high) => this.#range(low, high) } },
      axes: [axis, { ...axis, size: 56 }],
      series: [
        { label: 'Time' },
        ...series.map(([label], index) => {
          const [stroke, dash] = LINES[index % LINES.length];
          return { label, stroke: () => colour(stroke), dash, width: 2, spanGaps: false, points: { size: 5 }, value: (_, value) => (value === null ? '–' : number(value, 1)) };
        }),
      ],
      hooks: { drawAxes: [(plot) => this.#alertsInto(plot)], draw: [(plot) => this.#limitsInto(plot)] },
    };
  }

  #range(low, high) {
    if (low === null || high === null) {
      return [0, 1];
    }
    const drawn = this.#limits.map((limit) => limit.value).filter((value) => Math.abs(value) <= NEAR * Math.max(Math.abs(high), Math.abs(low), 1));
    const top = Math.max(high, ...drawn);
    const bottom = Math.min(low, ...drawn, low < 0 ? low : 0);
    const room = (top - bottom || 1) * 0.1;
    return [low < 0 ? bottom - room : 0, top + room];
  }

  #alertsInto({ ctx, bbox, scales, valToPos }) {
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    for (const { from, to, critical } of this.#marks) {
      const left = valToPos(Math.max(from, scales.x.min), 'x', true);
      const right = valToPos(Math.min(to, scales.x.max), 'x', true);
      ctx.fillStyle = colour(critical ? '--bad' : '--poor');
      ctx.globalAlpha = critical ? 0.2 : 0.28;
      ctx.fillRect(left, bbox.top, Math.max(2, right - left), bbox.height);
      ctx.globalAlpha = 1;
      ctx.fillStyle = colour('--ink');
      ctx.font = 12 * devicePixelRatio + 'px system-ui';
      ctx.fillText(critical ? '▲' : '△', left + 2, bbox.top + (critical ? 13 : 27) * devicePixelRatio);
    }
    ctx.restore();
  }

  #limitsInto({ ctx, bbox, scales, valToPos }) {
    ctx.save();
    ctx.font = 11 * devicePixelRatio + 'px system-ui';
    for (const { value, severity, above } of this.#limits) {
      if (value < scales.y.min || value > scales.y.max) {
        continue;
      }
      const y = valToPos(value, 'y', true);
      ctx.strokeStyle = ctx.fillStyle = colour('--limit');
      ctx.setLineDash(severity === 'CRITICAL' ? [] : [5 * devicePixelRatio, 4 * devicePixelRatio]);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
      const words = severity.toLowerCase() + (above ? ' above ' : ' below ') + value;
      const at = [words, bbox.left + 4, y - 3 * devicePixelRatio];
      ctx.textAlign = 'left';
      ctx.setLineDash([]);
      ctx.lineWidth = 3;
      ctx.strokeStyle = colour('--raised');
      ctx.strokeText(...at);
      ctx.fillText(...at);
      ctx.lineWidth = 1;
    }
    ctx.restore();
  }
}

const seconds = (iso) => Date.parse(iso) / 1000;

/** From when to when alerts were open, alerts at the same time put together; ascending. */
function bands(alerts) {
  const found = [];
  for (const [from, to] of alerts.map((alert) => [seconds(alert.onsetTime), alert.clearedTime ? seconds(alert.clearedTime) : Infinity]).sort(([one], [other]) => one - other)) {
    const last = found.at(-1);
    if (last && from <= last[1]) {
      last[1] = Math.max(last[1], to);
    } else {
      found.push([from, to]);
    }
  }
  return found;
}

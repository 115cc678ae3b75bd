/* One user of a session over time: a chart per measure, with the rules' thresholds and the alerts in it. */
import { get } from '../api.js';
import { Chart } from '../chart.js';
import { alertTable, empty, openFirst, sessionLink, userName } from '../parts.js';
import { METRICS, cause, el, number, time } from '../text.js';

/** Measures of streams in the order of the charts, and the metrics of rules that are drawn into each. */
const OF_STREAMS = [
  ['jitterMs', ['jitterMs']],
  ['avgLossPct', ['avgLossPct']],
  ['latencyMs', ['latencyMs']],
  ['bitrateKbps', ['bitrateKbps', 'bitrateDropPct']],
  ['frameRateFps', ['frameRateFps']],
  ['mos', ['mos']],
  ['qualityScore', ['qualityScore', 'quality']],
];
const OF_CPU = [['zoomMaxPct', 'Zoom, highest'], ['zoomAvgPct', 'Zoom, average'], ['systemMaxPct', 'all, highest']];
const KEPT = 5000;
const TABLE_ROWS = 30;

const path = (known) => '/sessions/' + encodeURIComponent(known.id);

/** Rules of a metric that watch one of the shown streams, the mildest first. */
function limits(known, metrics, streams) {
  const drawn = known.rules
    .filter((rule) => rule.enabled && rule.metric === metrics[0])
    .filter((rule) => !streams || streams.some((each) => (!rule.media.length || rule.media.includes(each.media)) && (!rule.streamTypes.length || rule.streamTypes.includes(each.type))))
    .map((rule) => ({ value: rule.breach.value, severity: rule.severity, above: rule.breach.direction === 'ABOVE', media: rule.media }));
  return [...new Map(drawn.map((limit) => [limit.value + limit.severity, limit])).values()];
}

function charts(known) {
  const { times, streams, cpu, wifi } = known.samples;
  const list = OF_STREAMS.map(([measure, metrics]) => {
    const having = streams.filter((each) => each.series[measure]?.some((value) => value !== null));
    return { key: measure, metrics, limits: limits(known, metrics, having), series: having.map((each) => [each.type, each.series[measure]]) };
  });
  list.push({
    key: 'cpu',
    metrics: ['cpuZoomMaxPct', 'cpuSystemMaxPct'],
    limits: [...limits(known, ['cpuZoomMaxPct']), ...limits(known, ['cpuSystemMaxPct'])],
    series: cpu ? OF_CPU.filter(([name]) => cpu[name]).map(([name, words]) => [words, cpu[name]]) : [],
  });
  list.push({
    key: 'rssiDbm',
    metrics: ['rssiDbm'],
    limits: limits(known, ['rssiDbm']),
    series: wifi?.avgRssiDbm ? [['Wi-Fi', wifi.avgRssiDbm]] : [],
  });
  const marks = [...known.alerts.values()].filter((alert) => alert.userId === known.userId);
  return list
    .filter((each) => each.series.some(([, values]) => values.some((value) => value !== null)))
    .map((each) => {
      const [name, unit] = each.key === 'cpu' ? ['Processor', '%'] : METRICS[each.key];
      let chart = known.charts.get(each.key);
      if (!chart || !chart.fits(each.series)) {
        chart?.close();
        chart = new Chart(name, unit);
        known.charts.set(each.key, chart);
      }
      chart.show(times, each.series, each.limits, marks.filter((alert) => each.metrics.includes(alert.metric)));
      return chart.element;
    });
}

/** The last samples as rows: what the charts show, for who cannot see them. */
function table(known) {
  const { times, streams } = known.samples;
  const columns = streams.flatMap((stream) =>
    OF_STREAMS.filter(([measure]) => stream.series[measure]?.some((value) => value !== null)).map(([measure]) => ({
      title: stream.type + ', ' + METRICS[measure][0].toLowerCase() + (METRICS[measure][1] ? ', ' + METRICS[measure][1] : ''),
      values: stream.series[measure],
    })),
  );
  const last = times.map((_, index) => index).slice(-TABLE_ROWS).reverse();
  return el(
    'details',
    { 'data-key': 'table' },
    el('summary', {}, 'The last ' + last.length + ' samples as a table'),
    el(
      'div',
      { class: 'wide', tabindex: 0, role: 'region', 'aria-label': 'Samples' },
      el(
        'table',
        { class: 'plain' },
        el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Time'), columns.map((column) => el('th', { scope: 'col' }, column.title)))),
        el('tbody', {}, last.map((index) => el('tr', {}, el('th', { scope: 'row' }, time(times[index])), columns.map((column) => el('td', {}, number(column.values[index] ?? undefined, 1)))))),
      ),
    ),
  );
}

/** Puts a sample at its place by time: the same time again replaces, an older one goes between. */
function add(samples, sample) {
  let at = samples.times.length;
  while (at > 0 && samples.times[at - 1] > sample.time) {
    at--;
  }
  const again = at > 0 && samples.times[at - 1] === sample.time;
  const place = (list, value) => (again ? list.splice(at - 1, 1, value ?? list[at - 1]) : list.splice(at, 0, value ?? null));
  const length = samples.times.length;
  place(samples.times, sample.time);
  const into = (series, now, names) => {
    for (const name of names) {
      if (!series[name] && now?.[name] !== undefined) {
        series[name] = new Array(length).fill(null);
      }
      if (series[name]) {
        place(series[name], now?.[name]);
      }
    }
  };
  for (const now of sample.streams) {
    if (!samples.streams.some((each) => each.type === now.type)) {
      samples.streams.push({ type: now.type, media: now.media, series: {} });
    }
  }
  for (const stream of samples.streams) {
    const now = sample.streams.find((each) => each.type === stream.type);
    into(stream.series, now, new Set([...Object.keys(stream.series), ...OF_STREAMS.map(([measure]) => measure)]));
  }
  for (const [name, now, measures] of [['cpu', sample.cpu, OF_CPU.map(([each]) => each)], ['wifi', sample.wifi, ['avgRssiDbm']]]) {
    if (samples[name] || now) {
      samples[name] = samples[name] || {};
      into(samples[name], now, new Set([...Object.keys(samples[name]), ...measures]));
    }
  }
  if (samples.times.length > KEPT) {
    samples.times.shift();
    for (const series of [...samples.streams.map((each) => each.series), samples.cpu, samples.wifi]) {
      Object.values(series || {}).forEach((list) => list.shift());
    }
  }
}

export const user = {
  title: 'User',
  streams: (known) => [path(known)],

  async load(known) {
    const [found, people, samples, rules] = await Promise.all([
      get(path(known)),
      get(path(known) + '/users', { q: known.userId, limit: 500 }),
      get(path(known) + '/samples', { userId: known.userId }),
      get('/rules'),
    ]);
    known.session = found;
    known.user = [...found.users, ...people.items].find((each) => each.userId === known.userId);
    if (!known.user) {
      throw new Error('No user has this id in this session');
    }
    known.alerts = new Map(found.alerts.map((alert) => [alert.alertId, alert]));
    known.samples = samples;
    known.rules = rules.rules;
    known.charts = known.charts || new Map();
    known.title = userName(known.user);
  },

  hear(known, name, data) {
    if (name === 'session') {
      known.session = { ...known.session, ...data };
    } else if (name === 'alert') {
      known.alerts.set(data.alertId, data);
    } else if (name === 'user' && data.userId === known.userId) {
      known.user = data;
    } else if (name === 'sample' && data.userId === known.userId) {
      add(known.samples, data);
    } else {
      return false;
    }
    return true;
  },

  draw(known) {
    const of = known.user;
    const drawn = charts(known);
    const alerts = [...known.alerts.values()].filter((alert) => alert.userId === known.userId).sort(openFirst);
    const { device, networkType, connectionType, clientVersion, dataCenter, location } = of.environment;
    return el(
      'div',
      {},
      el('p', { class: 'facts' }, 'User of ', sessionLink(known.session)),
      el('h2', {}, userName(of)),
      el('p', { class: 'facts' }, (of.state === 'LEFT' ? 'Left' : 'There') + ' · last sample ', time(of.lastSampleTime), ' · ' + [device, clientVersion, networkType, connectionType, dataCenter, location].filter((each) => each).join(' · ')),
      of.cause && of.cause.class !== 'UNKNOWN' ? el('p', {}, 'Likely cause: ' + cause(of.cause)) : '',
      of.advice.map((sentence) => el('p', {}, sentence)),
      drawn.length ? el('div', { class: 'charts' }, drawn) : empty('No sample with a measure is held of this user.'),
      drawn.length ? table(known) : '',
      el('h3', {}, 'Alerts'),
      alerts.length ? alertTable(alerts, false) : empty('No alert about this user.'),
    );
  },

  close: (known) => known.charts?.forEach((chart) => chart.close()),
};

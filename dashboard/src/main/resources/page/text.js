/* Words, numbers and elements. Data only ever becomes text: nothing here parses HTML. */

/** An element with properties and children; strings become text. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ''));
  return element;
}

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });

/** A time in the reader's zone, the exact one in UTC as its title. */
export function time(iso, withDay = false) {
  return iso ? el('time', { datetime: iso, title: iso }, (withDay ? DAY : CLOCK).format(new Date(iso))) : '–';
}

export function ago(iso) {
  const seconds = Math.max(0, Math.round((Date.now() - new Date(iso)) / 1000));
  return seconds < 90 ? seconds + ' s' : seconds < 5400 ? Math.round(seconds / 60) + ' min' : Math.round(seconds / 3600) + ' h';
}

export const number = (value, digits = 0) => (value === undefined || value === null ? '–' : value.toFixed(digits));
export const percent = (share) => (share === undefined || share === null ? '–' : Math.round(100 * share) + ' %');

/** A part of a whole, rounded down: what is not all is never shown as all. */
export const part = (share) => (share === undefined || share === null ? '–' : Math.floor(1000 * share) / 10 + ' %');

export const KINDS = { MEETING: 'Meeting', WEBINAR: 'Webinar', VIDEO_SDK_SESSION: 'Video SDK', PHONE_CALL: 'Phone call' };
export const kind = (name) => KINDS[name] || 'Session';

/** Letter and word of a rating: never colour alone. */
export const RATINGS = {
  GOOD: ['', 'good'],
  FAIR: ['f', 'fair'],
  POOR: ['P', 'poor'],
  BAD: ['B', 'bad'],
  UNCLASSIFIED: ['·', 'not rated'],
};

const CAUSES = {
  SELF_CPU: 'own processor',
  SELF_WIFI: 'own Wi-Fi',
  SELF_NETWORK: 'own network',
  SENDER: 'another participant’s connection',
  DATA_CENTER: 'data center',
  GATEWAY: 'gateway',
};
export const cause = (of) =>
  of && CAUSES[of.class] ? CAUSES[of.class] + ' (' + Math.round(100 * of.confidence) + ' % sure)' : 'not known';

export const action = (code) => code.toLowerCase().replaceAll('_', ' ');

export const METRICS = {
  qualityScore: ['Zoom’s quality score', ''],
  jitterMs: ['Jitter', 'ms'],
  latencyMs: ['Latency', 'ms'],
  avgLossPct: ['Packet loss', '%'],
  maxLossPct: ['Highest packet loss', '%'],
  bitrateKbps: ['Bit rate', 'kbps'],
  bitrateDropPct: ['Drop of bit rate', '%'],
  frameRateFps: ['Frame rate', 'fps'],
  mos: ['Phone MOS', ''],
  quality: ['Zoom’s quality label', ''],
  cpuZoomMaxPct: ['Processor used by Zoom', '%'],
  cpuSystemMaxPct: ['Processor in all', '%'],
  cpuPressure: ['Processor pressure', ''],
  rssiDbm: ['Wi-Fi signal', 'dBm'],
  networkNotifications: ['Network notifications', ''],
  affectedShare: ['Affected users', ''],
};

export function measured(alert) {
  const [name, unit] = METRICS[alert.metric] || [alert.metric, ''];
  const value = (x) =>
    alert.metric === 'affectedShare' ? percent(x) : number(x, Number.isInteger(x) ? 0 : 1) + (unit ? ' ' + unit : '');
  return name + (alert.observed === undefined ? '' : ' ' + value(alert.observed)) + ', limit ' + value(alert.threshold);
}

/** What the connection is like, in words. */
export function connection(state, lastEvent) {
  if (typeof state === 'number') {
    return 'Disconnected, trying again in ' + state + ' s';
  }
  if (state !== 'open') {
    return 'Connecting …';
  }
  if (!lastEvent) {
    return 'Connected, no event yet';
  }
  return Date.now() - new Date(lastEvent) > 60_000 ? 'Connected, no event for ' + ago(lastEvent) : 'Live';
}

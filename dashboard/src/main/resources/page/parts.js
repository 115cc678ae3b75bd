/* What several views show: links, strips, badges, alerts. */
import { sessionAt, userAt } from './routes.js';
import { RATINGS, action, cause, el, measured, time } from './text.js';

export const sessionLink = (session) => el('a', { href: sessionAt(session.id) }, session.name || session.sessionId);
export const userName = (user) => user.name || 'User ' + user.userId;

export function empty(text) {
  return el('p', { class: 'empty' }, text);
}

/** A strip of cells, each a letter and a colour, read out as one sentence. */
export function strip(cells, rating, label) {
  const counts = {};
  const boxes = cells.slice(-60).map((cell) => {
    const name = rating(cell);
    counts[name] = (counts[name] || 0) + 1;
    return el('span', { class: 'cell ' + name.toLowerCase(), title: RATINGS[name][1] + ', ' + cell.start }, RATINGS[name][0]);
  });
  const words = Object.entries(counts).map(([name, count]) => count + ' ' + RATINGS[name][1]);
  return el('span', { class: 'strip', role: 'img', 'aria-label': label + ': ' + (words.join(', ') || 'nothing yet') }, boxes);
}

export function badges(session) {
  return [
    session.atRisk ? el('strong', { class: 'badge critical' }, '▲ at risk') : '',
    session.openAlerts.critical ? el('span', { class: 'badge critical' }, session.openAlerts.critical + ' critical') : '',
    session.openAlerts.warning ? el('span', { class: 'badge warning' }, session.openAlerts.warning + (session.openAlerts.warning === 1 ? ' warning' : ' warnings')) : '',
  ];
}

const mark = (critical) => (critical ? '▲ critical ' : '△ warning ');
const evidence = (of) => (of && of.evidence.length ? ' — ' + of.evidence.join('; ') : '');
const why = (of) => el('p', { class: 'cause' }, 'Likely cause: ' + cause(of) + evidence(of));
const helps = (actions) => (actions.length ? el('p', {}, 'What helps: ' + actions.map(action).join(', ')) : '');

function who(alert) {
  return alert.userId
    ? [el('a', { href: userAt(alert.session.id, alert.userId) }, alert.userName || 'User ' + alert.userId), alert.streamType ? ', ' + alert.streamType : '']
    : 'The whole session';
}

/** One alert, open or cleared. */
function alertItem(alert, withSession) {
  const raised = alert.state === 'RAISED';
  return el(
    'li',
    { class: raised ? alert.severity.toLowerCase() : 'cleared', 'data-alert': alert.alertId },
    el('p', {}, el('strong', {}, raised ? mark(alert.severity === 'CRITICAL') : '✓ cleared '), measured(alert)),
    el(
      'p',
      {},
      who(alert),
      withSession ? [' in ', sessionLink(alert.session)] : '',
      ' · since ',
      time(alert.onsetTime),
      alert.clearedTime ? [' until ', time(alert.clearedTime)] : '',
    ),
    why(alert.cause),
    raised ? helps(alert.suggestedActions) : '',
  );
}

export function alertList(alerts, withSession, none) {
  return alerts.length ? el('ul', { class: 'alerts' }, alerts.map((alert) => alertItem(alert, withSession))) : empty(none);
}

/** Alerts as rows: what of, how much, from when to when. */
export function alertTable(alerts, withUser) {
  const titles = ['Alert', withUser ? 'User' : 'Stream', 'Since', 'Until'];
  return el(
    'table',
    {},
    el('caption', { class: 'unseen' }, 'Alerts, open ones first'),
    el('thead', {}, el('tr', {}, titles.map((name) => el('th', { scope: 'col' }, name)))),
    el(
      'tbody',
      {},
      alerts.map((alert) =>
        el(
          'tr',
          { 'data-alert': alert.alertId },
          el('th', { scope: 'row' }, el('strong', {}, alert.state === 'RAISED' ? mark(alert.severity === 'CRITICAL') : '✓ cleared '), measured(alert)),
          el('td', { 'data-name': titles[1] }, withUser ? who(alert) : alert.streamType || '–'),
          el('td', { 'data-name': titles[2] }, time(alert.onsetTime)),
          el('td', { 'data-name': titles[3] }, time(alert.clearedTime)),
        ),
      ),
    ),
  );
}

/** Alerts put together: whoever has trouble has it in many measures at once. */
export function troubles(alerts) {
  const groups = new Map();
  for (const alert of alerts) {
    const key = alert.session.id + ' ' + (alert.userId ?? '');
    groups.set(key, [...(groups.get(key) || []), alert]);
  }
  return [...groups.values()];
}

const sureness = (alert) => (alert.cause ? alert.cause.confidence : 0);

/** One entry per user in trouble, or per session. */
export function troubleItem(alerts, withSession = true) {
  const surest = alerts.reduce((one, other) => (sureness(other) > sureness(one) ? other : one));
  const critical = alerts.filter((alert) => alert.severity === 'CRITICAL');
  const shown = [...critical, ...alerts.filter((alert) => alert.severity !== 'CRITICAL')];
  const measures = new Map(shown.map((alert) => [alert.metric + ' ' + alert.streamType, alert]).reverse());
  const since = alerts.map((alert) => alert.onsetTime).sort()[0];
  return el(
    'li',
    { class: critical.length ? 'critical' : 'warning' },
    el('p', {}, el('strong', {}, mark(critical.length), who({ ...surest, streamType: '' })), withSession ? [' in ', sessionLink(surest.session)] : '', ' · since ', time(since)),
    why(surest.cause),
    helps([...new Set(alerts.flatMap((alert) => alert.suggestedActions))]),
    el(
      'details',
      { 'data-key': surest.session.id + ' ' + (surest.userId ?? '') },
      el('summary', {}, alerts.length + ' open alert' + (alerts.length === 1 ? '' : 's')),
      el('ul', {}, [...measures.values()].map((alert) => el('li', {}, measured(alert) + (alert.streamType ? ', ' + alert.streamType : '')))),
    ),
  );
}

export const openFirst = (one, other) => other.state.localeCompare(one.state) || newestFirst(one, other);
export const newestFirst = (one, other) => other.raisedTime.localeCompare(one.raisedTime);

/** Asks for what follows in a long list. */
export function moreButton(shown, onMore) {
  return el('button', { type: 'button', 'data-key': 'more', onclick: onMore }, 'Show more than these ' + shown);
}

/** A labelled field of a filter. */
export function field(label, input) {
  return el('label', {}, label + ' ', input);
}

/** A choice; options are pairs of value and words. */
export function choice(name, value, options) {
  return el('select', { name }, options.map(([each, words]) => el('option', { value: each, selected: each === value }, words)));
}

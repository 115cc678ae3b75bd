/* What each view shows, made anew from what is known: small enough for that, and nothing can go stale. */
import { RATINGS, action, ago, cause, el, kind, measured, number, percent, time } from './text.js';

const sessionLink = (session) => el('a', { href: '#/sessions/' + session.id }, session.name || session.sessionId);

function empty(text) {
  return el('p', { class: 'empty' }, text);
}

/** A strip of cells, each a letter and a colour, read out as one sentence. */
function strip(cells, rating, label) {
  const counts = {};
  const boxes = cells.slice(-60).map((cell) => {
    const name = rating(cell);
    counts[name] = (counts[name] || 0) + 1;
    return el('span', { class: 'cell ' + name.toLowerCase(), title: RATINGS[name][1] + ', ' + cell.start }, RATINGS[name][0]);
  });
  const words = Object.entries(counts).map(([name, count]) => count + ' ' + RATINGS[name][1]);
  return el('span', { class: 'strip', role: 'img', 'aria-label': label + ': ' + (words.join(', ') || 'nothing yet') }, boxes);
}

const ofScore = (cell) =>
  cell.score === undefined ? 'UNCLASSIFIED' : cell.score >= 90 ? 'GOOD' : cell.score >= 75 ? 'FAIR' : cell.score >= 50 ? 'POOR' : 'BAD';

function badges(session) {
  return [
    session.atRisk ? el('strong', { class: 'badge critical' }, '▲ at risk') : '',
    session.openAlerts.critical ? el('span', { class: 'badge critical' }, session.openAlerts.critical + ' critical') : '',
    session.openAlerts.warning ? el('span', { class: 'badge warning' }, session.openAlerts.warning + ' warnings') : '',
  ];
}

function sessionTable(sessions, past) {
  return el(
    'table',
    {},
    el('caption', { class: 'unseen' }, past ? 'Past sessions, the latest first' : 'Live sessions, most trouble first'),
    el('thead', {}, el('tr', {}, ...['Session', 'Users', 'Score', 'Affected', 'Last hour', past ? 'Ended' : 'Alerts'].map((name) => el('th', { scope: 'col' }, name)))),
    el(
      'tbody',
      {},
      sessions.map((session) =>
        el(
          'tr',
          {},
          el('th', { scope: 'row' }, sessionLink(session), el('small', {}, kind(session.sessionKind) + ' · ', time(session.startTime, true))),
          el('td', { 'data-name': 'Users' }, past ? number(session.userCount) : session.activeUserCount + ' of ' + session.userCount),
          el('td', { 'data-name': 'Score' }, number(session.score)),
          el('td', { 'data-name': 'Affected' }, percent(session.affectedShare)),
          el('td', { 'data-name': 'Last hour' }, strip(session.strip, ofScore, 'Score over the last hour')),
          el('td', { 'data-name': past ? 'Ended' : 'Alerts' }, past ? time(session.endTime || session.lastSampleTime, true) : badges(session)),
        ),
      ),
    ),
  );
}

function alertItem(alert, withSession) {
  const raised = alert.state === 'RAISED';
  return el(
    'li',
    { class: raised ? alert.severity.toLowerCase() : 'cleared' },
    el('p', {}, el('strong', {}, (raised ? (alert.severity === 'CRITICAL' ? '▲ critical ' : '△ warning ') : '✓ cleared ')), measured(alert)),
    el(
      'p',
      {},
      alert.userId ? (alert.userName || 'User ' + alert.userId) + (alert.streamType ? ', ' + alert.streamType : '') : 'The whole session',
      withSession ? [' in ', sessionLink(alert.session)] : '',
      ' · since ',
      time(alert.onsetTime),
      alert.clearedTime ? [' until ', time(alert.clearedTime)] : '',
    ),
    el('p', { class: 'cause' }, 'Likely cause: ' + cause(alert.cause), alert.cause && alert.cause.evidence.length ? ' — ' + alert.cause.evidence.join('; ') : ''),
    raised && alert.suggestedActions.length ? el('p', {}, 'What helps: ' + alert.suggestedActions.map(action).join(', ')) : '',
  );
}

/** One entry per user, or per session: whoever has trouble has it in many measures at once. */
function troubles(alerts) {
  const groups = new Map();
  for (const alert of alerts) {
    const key = alert.session.id + ' ' + (alert.userId ?? '');
    groups.set(key, [...(groups.get(key) || []), alert]);
  }
  return [...groups.values()];
}

const sureness = (alert) => (alert.cause ? alert.cause.confidence : 0);

function troubleItem(alerts) {
  const worst = alerts.reduce((one, other) => (sureness(other) > sureness(one) ? other : one));
  const critical = alerts.filter((alert) => alert.severity === 'CRITICAL');
  const shown = [...critical, ...alerts.filter((alert) => alert.severity !== 'CRITICAL')];
  const measures = new Map(shown.map((alert) => [alert.metric + ' ' + alert.streamType, alert]).reverse());
  const helps = [...new Set(alerts.flatMap((alert) => alert.suggestedActions))];
  return el(
    'li',
    { class: critical.length ? 'critical' : 'warning' },
    el('p', {}, el('strong', {}, (critical.length ? '▲ critical ' : '△ warning ') + (worst.userId ? worst.userName || 'User ' + worst.userId : 'The whole session')), ' in ', sessionLink(worst.session), ' · since ', time(alerts.map((alert) => alert.onsetTime).sort()[0])),
    el('p', { class: 'cause' }, 'Likely cause: ' + cause(worst.cause), worst.cause && worst.cause.evidence.length ? ' — ' + worst.cause.evidence.join('; ') : ''),
    helps.length ? el('p', {}, 'What helps: ' + helps.map(action).join(', ')) : '',
    el('details', { 'data-key': worst.session.id + ' ' + (worst.userId ?? '') }, el('summary', {}, alerts.length + ' open alert' + (alerts.length === 1 ? '' : 's')), el('ul', {}, [...measures.values()].map((alert) => el('li', {}, measured(alert) + (alert.streamType ? ', ' + alert.streamType : ''))))),
  );
}

function troubleList(alerts, none) {
  return alerts.length ? el('ul', { class: 'alerts' }, troubles(alerts).map(troubleItem)) : empty(none);
}

function alertList(alerts, withSession, none) {
  return alerts.length ? el('ul', { class: 'alerts' }, alerts.map((alert) => alertItem(alert, withSession))) : empty(none);
}

const byTrouble = (one, other) => other.trouble - one.trouble || one.startTime.localeCompare(other.startTime);
const newestFirst = (one, other) => other.raisedTime.localeCompare(one.raisedTime);

export function live(known) {
  const sessions = [...known.sessions.values()].filter((session) => session.state === 'LIVE').sort(byTrouble);
  const alerts = [...known.alerts.values()].filter((alert) => alert.state === 'RAISED').sort(newestFirst);
  const people = troubles(alerts).length;
  return el(
    'div',
    { class: 'beside' },
    el('section', {}, el('h2', {}, sessions.length + ' live session' + (sessions.length === 1 ? '' : 's')), sessions.length ? sessionTable(sessions, false) : empty('No session is going on.')),
    el('section', {}, el('h2', {}, people + ' in trouble, ' + alerts.length + ' open alert' + (alerts.length === 1 ? '' : 's')), troubleList(alerts, 'Nobody has trouble that a rule knows.')),
  );
}

export function past(known) {
  const sessions = [...known.sessions.values()]
    .filter((session) => session.state === 'ENDED')
    .sort((one, other) => (other.endTime || other.lastSampleTime).localeCompare(one.endTime || one.lastSampleTime));
  return el('section', {}, el('h2', {}, 'Past sessions'), sessions.length ? sessionTable(sessions, true) : empty('No session has ended yet.'));
}

export function alerts(known) {
  const all = [...known.alerts.values()].sort(newestFirst);
  return el('section', {}, el('h2', {}, 'Alerts'), alertList(all.slice(0, 200), true, 'No alert was raised so far.'));
}

function medium(user, media) {
  const cells = user.strips[media] || [];
  const now = user.latest[media];
  const words = now
    ? [
        now.jitterMs === undefined ? '' : 'jitter ' + number(now.jitterMs) + ' ms',
        now.avgLossPct === undefined ? '' : 'loss ' + number(now.avgLossPct, 1) + ' %',
        now.latencyMs === undefined ? '' : 'latency ' + number(now.latencyMs) + ' ms',
        now.frameRateFps === undefined ? '' : number(now.frameRateFps) + ' fps',
      ]
        .filter((word) => word)
        .join(', ')
    : '';
  return cells.length || words ? [strip(cells, (cell) => cell.classification, media.toLowerCase().replace('_', ' ')), el('small', {}, words)] : '–';
}

export function session(known) {
  const of = known.session;
  if (!of) {
    return empty('Loading …');
  }
  const users = [...known.users.values()].sort((one, other) => other.trouble - one.trouble || (one.name || one.userId).localeCompare(other.name || other.userId));
  const alerts = [...known.alerts.values()].sort((one, other) => one.state.localeCompare(other.state) * -1 || newestFirst(one, other));
  const ended = of.state === 'ENDED';
  return el(
    'div',
    {},
    el('h2', {}, of.name || of.sessionId),
    el(
      'p',
      { class: 'facts' },
      kind(of.sessionKind) + (of.sessionNumber ? ' ' + of.sessionNumber : '') + ' · ' + (ended ? 'ended ' : 'live since '),
      time(ended ? of.endTime || of.lastSampleTime : of.startTime, true),
      ' · score ' + number(of.score) + ' · ' + of.activeUserCount + ' of ' + of.userCount + ' users there · affected ' + percent(of.affectedShare) + ' ',
      badges(of),
    ),
    el('p', { class: 'facts' }, 'Session id ', el('code', {}, of.sessionId), ' · ', of.reportRevision ? [el('button', { type: 'button', 'data-report': 'html' }, 'Report for printing'), ' ', el('button', { type: 'button', 'data-report': 'csv' }, 'Report as CSV')] : 'no report yet'),
    el(
      'table',
      {},
      el('caption', { class: 'unseen' }, 'Users, most trouble first'),
      el('thead', {}, el('tr', {}, ...['User', 'Audio', 'Video', 'Screen share', 'Cause and advice'].map((name) => el('th', { scope: 'col' }, name)))),
      el(
        'tbody',
        {},
        users.map((user) =>
          el(
            'tr',
            {},
            el(
              'th',
              { scope: 'row' },
              user.name || 'User ' + user.userId,
              el('small', {}, (user.state === 'LEFT' ? 'left · ' : '') + [user.environment.device, user.environment.networkType, user.environment.dataCenter, user.environment.location].filter((each) => each).join(' · ')),
            ),
            el('td', { 'data-name': 'Audio' }, medium(user, 'AUDIO')),
            el('td', { 'data-name': 'Video' }, medium(user, 'VIDEO')),
            el('td', { 'data-name': 'Screen share' }, medium(user, 'SCREEN_SHARE')),
            el(
              'td',
              { 'data-name': 'Cause and advice' },
              user.openAlertIds.length ? el('strong', { class: 'badge warning' }, user.openAlertIds.length + ' open') : '',
              user.cause && user.cause.class !== 'UNKNOWN' ? ' ' + cause(user.cause) : '',
              user.suggestedActions.length ? el('small', {}, 'What helps: ' + user.suggestedActions.map(action).join(', ')) : '',
              user.advice.map((sentence) => el('small', {}, sentence)),
            ),
          ),
        ),
      ),
    ),
    known.more ? empty('The ' + users.length + ' users with most trouble of ' + of.userCount + ' are shown.') : '',
    el('h3', {}, 'Alerts'),
    alertList(alerts, false, 'No alert in this session.'),
  );
}

export function signIn(refused, onToken) {
  const input = el('input', { type: 'password', id: 'token', autocomplete: 'off', required: true });
  return el(
    'form',
    {
      class: 'sign-in',
      onsubmit: (event) => {
        event.preventDefault();
        onToken(input.value.trim());
      },
    },
    el('h2', {}, 'Token'),
    el('p', {}, refused ? 'This token is not accepted. ' : '', 'The dashboard asks for the token that its operator set as DASHBOARD_API_TOKEN.'),
    el('label', { for: 'token' }, 'Token'),
    input,
    el('button', {}, 'Open'),
  );
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

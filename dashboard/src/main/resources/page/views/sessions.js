/* Sessions, live or past: the first view, with who is in trouble beside it. */
import { get } from '../api.js';
import { badges, choice, empty, field, moreButton, newestFirst, sessionLink, strip, troubleItem, troubles } from '../parts.js';
import { KINDS, el, kind, number, percent, time } from '../text.js';

const PAGE = 100;
/** A filter by text knows users' names, which this page does not: it asks again, but not at each event. */
const ASK_AGAIN_MS = 3000;

const ofScore = (cell) =>
  cell.score === undefined ? 'UNCLASSIFIED' : cell.score >= 90 ? 'GOOD' : cell.score >= 75 ? 'FAIR' : cell.score >= 50 ? 'POOR' : 'BAD';

const endOf = (session) => session.endTime || session.lastSampleTime;
const byTrouble = (one, other) => other.trouble - one.trouble || one.startTime.localeCompare(other.startTime);
const latestFirst = (one, other) => endOf(other).localeCompare(endOf(one));

function table(sessions, past) {
  const titles = ['Session', 'Users', 'Score', 'Affected', 'Last hour', past ? 'Ended' : 'Alerts'];
  return el(
    'table',
    {},
    el('caption', { class: 'unseen' }, past ? 'Past sessions, the latest first' : 'Live sessions, most trouble first'),
    el('thead', {}, el('tr', {}, titles.map((name) => el('th', { scope: 'col' }, name)))),
    el(
      'tbody',
      {},
      sessions.map((session) =>
        el(
          'tr',
          { 'data-session': session.id },
          el('th', { scope: 'row' }, sessionLink(session), el('small', {}, kind(session.sessionKind) + ' · ', time(session.startTime, true))),
          el('td', { 'data-name': titles[1] }, past ? number(session.userCount) : session.activeUserCount + ' of ' + session.userCount),
          el('td', { 'data-name': titles[2] }, number(session.score)),
          el('td', { 'data-name': titles[3] }, percent(session.affectedShare)),
          el('td', { 'data-name': titles[4] }, strip(session.strip, ofScore, 'Score over the last hour')),
          el('td', { 'data-name': titles[5] }, past ? time(endOf(session), true) : badges(session)),
        ),
      ),
    ),
  );
}

/** @param state LIVE or ENDED */
function view(state) {
  const past = state === 'ENDED';

  const wanted = (known) => ({ state, ...Object.fromEntries(known.query), limit: PAGE });

  const matches = (known, session) =>
    session.state === state &&
    (!known.query.get('accountId') || session.accountId === known.query.get('accountId')) &&
    (!known.query.get('kind') || session.sessionKind === known.query.get('kind')) &&
    (!known.query.get('atRisk') || session.atRisk);

  return {
    title: past ? 'Past sessions' : 'Live sessions',
    streams: past ? ['/sessions'] : ['/sessions', '/alerts'],

    controls: (known) => [
      field('Search', el('input', { name: 'q', type: 'search', value: known.query.get('q'), placeholder: 'name, id, number, user' })),
      field('Account', el('input', { name: 'accountId', value: known.query.get('accountId') })),
      field('Kind', choice('kind', known.query.get('kind'), [['', 'all'], ...Object.entries(KINDS)])),
      field('At risk only', el('input', { name: 'atRisk', type: 'checkbox', value: 'true', checked: known.query.has('atRisk') })),
    ],

    async load(known) {
      const [sessions, alerts] = await Promise.all([
        get('/sessions', wanted(known)),
        past ? { items: [] } : get('/alerts', { state: 'RAISED', accountId: known.query.get('accountId'), limit: 500 }),
      ]);
      known.sessions = new Map(sessions.items.map((session) => [session.id, session]));
      known.alerts = new Map(alerts.items.map((alert) => [alert.alertId, alert]));
      known.next = sessions.nextCursor;
      known.shown = PAGE;
    },

    hear(known, name, data) {
      if (name === 'alert') {
        known.alerts.set(data.alertId, data);
      } else if (name === 'session') {
        if (known.sessions.has(data.id) || (matches(known, data) && !known.query.get('q'))) {
          known.sessions.set(data.id, data);
        } else if (matches(known, data) && !known.asking) {
          known.asking = setTimeout(async () => {
            await known.reload();
            known.asking = undefined;
          }, ASK_AGAIN_MS);
        }
      }
    },

    draw(known) {
      const sessions = [...known.sessions.values()].filter((session) => matches(known, session)).sort(past ? latestFirst : byTrouble);
      const shown = sessions.slice(0, known.shown);
      const more = async () => {
        if (known.next) {
          const page = await get('/sessions', { ...wanted(known), cursor: known.next });
          page.items.forEach((session) => known.sessions.set(session.id, session));
          known.next = page.nextCursor;
        }
        known.shown += PAGE;
        known.draw();
      };
      const filtered = known.query.size > 0;
      const none = past
        ? filtered ? 'No past session is like that.' : 'No session has ended yet.'
        : filtered ? 'No live session is like that.' : 'No session is going on.';
      const count = past ? 'Past sessions' : sessions.length + (known.next ? ' or more' : '') + ' live session' + (sessions.length === 1 ? '' : 's');
      const list = el(
        'section',
        {},
        el('h2', {}, count),
        shown.length ? table(shown, past) : empty(none),
        known.next || sessions.length > shown.length ? moreButton(shown.length, more) : '',
      );
      if (past) {
        return list;
      }
      const account = known.query.get('accountId');
      const alerts = [...known.alerts.values()]
        .filter((alert) => alert.state === 'RAISED' && (!account || alert.session.accountId === account))
        .sort(newestFirst);
      const people = troubles(alerts);
      return el(
        'div',
        { class: 'beside' },
        list,
        el(
          'section',
          {},
          el('h2', {}, people.length + ' in trouble, ' + alerts.length + ' open alert' + (alerts.length === 1 ? '' : 's')),
          people.length ? el('ul', { class: 'alerts' }, people.slice(0, PAGE).map(troubleItem)) : empty('Nobody has trouble that a rule knows.'),
        ),
      );
    },
  };
}

export const live = view('LIVE');
export const past = view('ENDED');

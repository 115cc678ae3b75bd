/* The report of a session, on paper as on the screen. */
import { get, save } from '../api.js';
import { sessionLink } from '../parts.js';
import { cause, el, kind, number, part, percent, time } from '../text.js';

const RATED = [['good', 'good'], ['fair', 'fair'], ['poor', 'poor'], ['bad', 'bad'], ['unclassified', 'not rated']];
const MEASURES = [['jitterMs', 'Jitter, ms'], ['latencyMs', 'Latency, ms'], ['avgLossPct', 'Loss, %'], ['bitrateKbps', 'Bit rate, kbps'], ['frameRateFps', 'Frame rate, fps']];

const path = (known) => '/sessions/' + encodeURIComponent(known.id);

function fact(name, value) {
  return el('div', {}, el('dt', {}, name), el('dd', {}, value));
}

function person(known, user) {
  const streams = user.streams.filter((stream) => MEASURES.some(([measure]) => stream[measure]));
  return el(
    'section',
    { class: 'person', 'data-user': user.userId },
    el('h3', {}, known.names.get(user.userId) || 'User ' + user.userId),
    el(
      'dl',
      { class: 'figures' },
      fact('Minutes', number(user.minutes, 1)),
      RATED.filter(([name]) => user.classificationMinutes[name]).map(([name, words]) => fact('of these ' + words, number(user.classificationMinutes[name], 1))),
      fact('Alerts', number(user.alertIds.length)),
      user.cause && user.cause.class !== 'UNKNOWN' ? fact('Likely cause', cause(user.cause)) : '',
    ),
    user.cause?.evidence.length ? el('ul', {}, user.cause.evidence.map((each) => el('li', {}, each))) : '',
    user.advice.map((sentence) => el('p', {}, sentence)),
    streams.length
      ? el(
          'table',
          { class: 'plain' },
          el('thead', {}, el('tr', {}, ['Stream', ...MEASURES.map(([, name]) => name)].map((name) => el('th', { scope: 'col' }, name)))),
          el(
            'tbody',
            {},
            streams.map((stream) =>
              el(
                'tr',
                {},
                el('th', { scope: 'row' }, stream.type),
                MEASURES.map(([measure]) => el('td', {}, stream[measure] ? number(stream[measure].mean, 1) + ' (' + number(stream[measure].p95, 1) + ')' : '–')),
              ),
            ),
          ),
        )
      : '',
  );
}

async function names(known) {
  const found = new Map();
  let cursor;
  do {
    const page = await get(path(known) + '/users', { limit: 500, cursor });
    page.items.forEach((user) => found.set(user.userId, user.name));
    cursor = page.nextCursor;
  } while (cursor);
  return found;
}

export const report = {
  title: 'Report',
  streams: (known) => [path(known)],

  async load(known) {
    [known.report, known.session, known.names] = await Promise.all([get(path(known) + '/report'), get(path(known)), names(known)]);
    known.title = 'Report: ' + (known.session.name || known.session.sessionId);
  },

  hear(known, name) {
    if (name === 'report') {
      known.reload();
    }
    return false;
  },

  draw(known) {
    const of = known.report;
    return el(
      'article',
      { class: 'report' },
      el('h2', {}, 'Report: ', sessionLink(known.session)),
      el(
        'p',
        { class: 'facts', 'data-screen': true },
        el('button', { type: 'button', 'data-key': 'print', onclick: () => print() }, 'Print'),
        ' ',
        el('button', { type: 'button', 'data-key': 'csv', onclick: () => save(path(known) + '/report.csv', 'session-report.csv').catch(known.fail) }, 'Save as CSV'),
      ),
      el(
        'dl',
        { class: 'figures' },
        fact('Kind', kind(of.sessionKind)),
        fact('Session id', of.sessionId),
        fact('Account', of.accountId),
        fact('Start', time(of.startTime, true)),
        fact('End', time(of.endTime, true)),
        fact('Ended by', of.endReason.toLowerCase().replaceAll('_', ' ')),
        fact('Users', number(of.userCount)),
        fact('Participant minutes', number(of.participantMinutes, 1)),
        fact('Good or fair', percent(of.goodShare)),
        fact('Score', number(of.score)),
        fact('Samples that came', part(of.coverage)),
        fact('Revision', number(of.revision)),
      ),
      of.users.map((user) => person(known, user)),
      el('p', { class: 'cause' }, 'Measures of streams: mean, and the 95th percentile in brackets.'),
    );
  },
};

/* One session: a row per user with a strip per medium, cause and advice; its alerts below. */
import { get, post, save } from '../api.js';
import { alertTable, badges, empty, field, moreButton, newestFirst, strip, troubleItem, troubles, userName } from '../parts.js';
import { reportAt, userAt } from '../routes.js';
import { action, ago, cause, el, kind, number, part, percent, time } from '../text.js';

const PAGE = 200;
/** Longer than any cadence of Zoom's: whoever is silent for so long is not heard. */
const QUIET_MS = 180_000;
const MEDIA = [['AUDIO', 'Audio'], ['VIDEO', 'Video'], ['SCREEN_SHARE', 'Screen share']];

const path = (known) => '/sessions/' + encodeURIComponent(known.id);
const byTrouble = (one, other) => other.trouble - one.trouble || userName(one).localeCompare(userName(other));

function matches(known, user) {
  const text = (known.query.get('q') || '').toLowerCase();
  return !text || [user.name, user.userId, user.userKey].some((each) => each && each.toLowerCase().includes(text));
}

function medium(user, media) {
  const cells = user.strips[media] || [];
  const now = user.latest[media] || {};
  const words = [
    now.jitterMs === undefined ? '' : 'jitter ' + number(now.jitterMs) + ' ms',
    now.avgLossPct === undefined ? '' : 'loss ' + number(now.avgLossPct, 1) + ' %',
    now.latencyMs === undefined ? '' : 'latency ' + number(now.latencyMs) + ' ms',
    now.frameRateFps === undefined ? '' : number(now.frameRateFps) + ' fps',
  ].filter((word) => word);
  return cells.length || words.length
    ? [strip(cells, (cell) => cell.classification, media.toLowerCase().replace('_', ' ')), el('small', {}, words.join(', '))]
    : '–';
}

function row(known, user) {
  const { device, networkType, dataCenter, location } = user.environment;
  return el(
    'tr',
    { 'data-user': user.userId },
    el(
      'th',
      { scope: 'row' },
      el('a', { href: userAt(known.id, user.userId) }, userName(user)),
      el('small', {}, (user.state === 'LEFT' ? 'left · ' : '') + [device, networkType, dataCenter, location].filter((each) => each).join(' · ')),
    ),
    MEDIA.map(([media, name]) => el('td', { 'data-name': name }, medium(user, media))),
    el(
      'td',
      { 'data-name': 'Cause and advice' },
      user.openAlertIds.length ? el('strong', { class: 'badge warning' }, user.openAlertIds.length + ' open') : '',
      user.cause && user.cause.class !== 'UNKNOWN' ? ' ' + cause(user.cause) : '',
      user.suggestedActions.length ? el('small', {}, 'What helps: ' + user.suggestedActions.map(action).join(', ')) : '',
      user.advice.map((sentence) => el('small', {}, sentence)),
    ),
  );
}

function facts(of) {
  const ended = of.state === 'ENDED';
  return el(
    'p',
    { class: 'facts' },
    kind(of.sessionKind) + (of.sessionNumber ? ' ' + of.sessionNumber : '') + ' · ' + (ended ? 'ended ' : 'live since '),
    time(ended ? of.endTime || of.lastSampleTime : of.startTime, true),
    ' · score ' + number(of.score) + ' · ' + (ended ? '' : of.activeUserCount + ' of ') + of.userCount + (ended ? ' users' : ' users there') + ' · affected ' + percent(of.affectedShare) + ' ',
    !ended && Date.now() - new Date(of.lastSampleTime) > QUIET_MS ? el('strong', {}, 'no sample for ' + ago(of.lastSampleTime) + ' ') : '',
    badges(of),
  );
}

const VERDICTS = {
  COMPLETE: 'All samples that were due came.',
  PARTIAL: 'Some samples did not come.',
  MISSING: 'Not one sample came, although users joined and left.',
  DISAGREES: 'All samples that were due came, but Zoom’s own summary says something else.',
  UNKNOWN: 'No sample is missing up to the last one, but nobody’s leave was heard: it need not be the last.',
};
const REASONS = {
  LEG_WITHOUT_SAMPLES: 'Somebody joined and left without a sample.',
  DEAD_LETTERS: 'Some came and could not be used: see the dead letters.',
  FIGURES_DISAGREE: 'Zoom’s own summary is further from ours than the tolerance.',
  CADENCE_ASSUMED: 'Too few came to learn how often one is due: one a minute was assumed.',
};

/** A gap as a sentence. */
function gap(known, of) {
  const many = of.missingSamples === 1 ? '1 sample' : of.missingSamples + ' samples';
  return el(
    'li',
    { 'data-gap': of.userId },
    el('a', { href: userAt(known.id, of.userId) }, of.name || 'User ' + of.userId),
    ': ' + many + ' missing between ',
    time(of.from, true),
    ' and ',
    time(of.to, true),
  );
}

/** Whether all came, in words; nothing while the session goes on. */
function completeness(known) {
  const of = known.session.completeness;
  if (!of) {
    return '';
  }
  const beside = [
    [of.lateSamples, 'late'],
    [of.duplicateSamples, 'came again'],
    [of.deadLetteredSamples, 'could not be used'],
  ].filter(([count]) => count);
  return el(
    'section',
    { 'data-completeness': of.verdict },
    el('h3', {}, 'Completeness'),
    el(
      'p',
      {},
      el('strong', {}, part(of.coverage)),
      ' of the samples that were due came (' + of.receivedSamples + ' of ' + of.expectedSamples + '). ' + (VERDICTS[of.verdict] || VERDICTS.UNKNOWN),
      beside.length ? ' ' + beside.map(([count, words]) => count + ' ' + words).join(', ') + '.' : '',
      of.reasons.filter((reason) => REASONS[reason] && reason !== of.verdict).map((reason) => ' ' + REASONS[reason]),
    ),
    of.gaps.length ? el('ul', { class: 'gaps' }, of.gaps.map((each) => gap(known, each))) : '',
    of.gapCount > of.gaps.length ? el('p', { class: 'facts' }, of.gaps.length + ' of ' + of.gapCount + ' gaps, those with most missing samples.') : '',
  );
}

function report(known) {
  const save_ = (form) => () => save(path(known) + '/report.' + form, 'session-report.' + form).catch(known.fail);
  return known.session.reportRevision
    ? [
        el('a', { href: reportAt(known.id) }, 'Report'),
        ' ',
        el('button', { type: 'button', 'data-key': 'csv', onclick: save_('csv') }, 'Save as CSV'),
        ' ',
        el('button', { type: 'button', 'data-key': 'html', onclick: save_('html') }, 'Save for printing'),
      ]
    : 'no report yet';
}

const isOver = (asked) => asked.state === 'DONE' || asked.state === 'FAILED';

/** What became of asking Zoom, in words. */
function asked(of) {
  if (!isOver(of)) {
    return 'Zoom is being asked …';
  }
  const missing = Object.keys(of.outcomes ?? {}).filter((outcome) => outcome !== 'complete');
  return [
    of.records ? 'Zoom gave ' + of.records + (of.records === 1 ? ' event' : ' events') + '; what is new among them appears by itself.' : 'Zoom gave nothing.',
    of.samplesTooOld ? of.samplesTooOld + ' samples are too old to be counted.' : '',
    missing.length ? 'Not complete: ' + missing.map(action).join(', ') + '.' : '',
  ]
    .filter((words) => words)
    .join(' ');
}

/** A backfill of this one session, under the same budget of calls as all. */
function refresh(known) {
  if (!known.session.refreshable) {
    return '';
  }
  const say = (words, busy) => {
    known.refresh = { words, busy };
    known.draw();
  };
  const ask = async () => {
    say('Zoom is being asked …', true);
    try {
      let of = await post(path(known) + '/refresh');
      for (let tries = 0; !isOver(of) && tries < 60; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 2000));
        of = await get('/refreshes/' + of.id);
      }
      say(asked(of), false);
    } catch (problem) {
      say(problem.message || 'The token is missing or wrong.', false);
    }
  };
  const { words, busy } = known.refresh || {};
  return [
    ' · ',
    el('button', { type: 'button', 'data-key': 'refresh', disabled: Boolean(busy), onclick: ask }, 'Ask Zoom again'),
    ' ',
    el('span', { role: 'status', 'data-refresh': '' }, words || ''),
  ];
}

export const session = {
  title: 'Session',
  streams: (known) => [path(known)],

  controls: (known) => [field('Search', el('input', { name: 'q', type: 'search', value: known.query.get('q'), placeholder: 'name or number of a user' }))],

  async load(known) {
    const found = await get(path(known));
    known.session = found;
    known.alerts = new Map(found.alerts.map((alert) => [alert.alertId, alert]));
    const text = known.query.get('q');
    const page = text ? await get(path(known) + '/users', { q: text, limit: PAGE }) : { items: found.users, nextCursor: found.usersNextCursor };
    known.users = new Map(page.items.map((user) => [user.userId, user]));
    known.next = page.nextCursor;
    known.shown = PAGE;
    known.title = found.name || found.sessionId;
  },

  hear(known, name, data) {
    if (name === 'session') {
      const judged = data.verdictRevision !== known.session.verdictRevision;
      known.session = { ...known.session, ...data };
      if (judged) {
        known.reload();
      }
    } else if (name === 'alert') {
      known.alerts.set(data.alertId, data);
    } else if (name === 'user') {
      known.users.set(data.userId, data);
    } else if (name === 'report') {
      known.session.reportRevision = data.revision;
    }
  },

  draw(known) {
    const of = known.session;
    const alerts = [...known.alerts.values()].sort(newestFirst);
    const open = troubles(alerts.filter((alert) => alert.state === 'RAISED'));
    const cleared = alerts.filter((alert) => alert.state === 'CLEARED');
    const users = [...known.users.values()].filter((user) => matches(known, user)).sort(byTrouble);
    const shown = users.slice(0, known.shown);
    const more = async () => {
      if (known.next) {
        const page = await get(path(known) + '/users', { q: known.query.get('q'), limit: PAGE, cursor: known.next });
        page.items.forEach((user) => known.users.set(user.userId, user));
        known.next = page.nextCursor;
      }
      known.shown += PAGE;
      known.draw();
    };
    return el(
      'div',
      {},
      el('h2', {}, of.name || of.sessionId),
      facts(of),
      el('p', { class: 'facts' }, 'Session id ', el('code', {}, of.sessionId), ' · account ', el('code', {}, of.accountId), ' · ', report(known), refresh(known)),
      shown.length
        ? el(
            'table',
            {},
            el('caption', { class: 'unseen' }, 'Users, most trouble first'),
            el('thead', {}, el('tr', {}, ['User', ...MEDIA.map(([, name]) => name), 'Cause and advice'].map((name) => el('th', { scope: 'col' }, name)))),
            el('tbody', {}, shown.map((user) => row(known, user))),
          )
        : empty(known.query.size ? 'No user is like that.' : 'No user was seen yet.'),
      known.next || users.length > shown.length ? moreButton(shown.length + ' of ' + of.userCount, more) : '',
      completeness(known),
      el('h3', {}, 'Open alerts'),
      open.length ? el('ul', { class: 'alerts' }, open.slice(0, PAGE).map((each) => troubleItem(each, false))) : empty('Nobody has trouble that a rule knows.'),
      cleared.length ? [el('h3', {}, 'Cleared alerts'), alertTable(cleared.slice(0, PAGE), true)] : '',
    );
  },
};

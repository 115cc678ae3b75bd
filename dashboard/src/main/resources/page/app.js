/* Which view is open, what it knows, and how it hears of changes. */
import { Unauthorized, blob, get, listen, remember, token } from './api.js';
import * as views from './views.js';

const main = document.getElementById('main');
const announcer = document.getElementById('announcer');
const connection = document.getElementById('connection');

let stop = new AbortController();
let known;
let view;
let drawing = false;
let state = 'connecting';
let lastEvent;

/** What an element that can have the focus is known by, from one drawing to the next. */
function markOf(element) {
  return element.getAttribute('href') || element.dataset.report || element.closest('details')?.dataset.key;
}

/** Draws once per frame, whatever came; keeps focus and scroll where they were. */
function draw() {
  if (drawing) {
    return;
  }
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    const focused = document.activeElement;
    const mark = main.contains(focused) ? markOf(focused) : null;
    const unfolded = new Set([...main.querySelectorAll('details[open]')].map((each) => each.dataset.key));
    main.replaceChildren(view(known));
    for (const each of main.querySelectorAll('details')) {
      each.open = unfolded.has(each.dataset.key);
    }
    if (mark) {
      const again = [...main.querySelectorAll('a, button, summary')].find((each) => markOf(each) === mark);
      again?.focus({ preventScroll: true });
    }
  });
}

function showConnection() {
  const text = views.connection(state, lastEvent);
  if (connection.textContent !== text) {
    connection.textContent = text;
  }
  connection.className = state === 'open' ? 'open' : 'closed';
}

function hear(name, data) {
  if (name === 'heartbeat') {
    lastEvent = data.lastEventTime || lastEvent;
  } else if (name === 'reset') {
    load();
    return;
  } else if (name === 'session') {
    lastEvent = data.lastHeardTime;
    known.sessions.set(data.id, data);
    if (known.id === data.id) {
      known.session = { ...known.session, ...data };
    }
  } else if (name === 'alert') {
    const before = known.alerts.get(data.alertId);
    known.alerts.set(data.alertId, data);
    if (!before || before.state !== data.state) {
      announcer.textContent = (data.state === 'RAISED' ? 'Alert: ' : 'Cleared: ') + data.ruleId + (data.userName ? ', ' + data.userName : '');
    }
  } else if (name === 'user') {
    known.users.set(data.userId, data);
  } else if (name === 'report' && known.session) {
    known.session.reportRevision = data.revision;
  }
  showConnection();
  draw();
}

async function load() {
  const route = location.hash.replace(/^#\/?/, '').split('/');
  if (route[0] === 'sessions' && route[1]) {
    const session = await get('/sessions/' + encodeURIComponent(route[1]));
    known.session = session;
    known.users = new Map(session.users.map((user) => [user.userId, user]));
    known.alerts = new Map(session.alerts.map((alert) => [alert.alertId, alert]));
    known.more = session.usersNextCursor;
  } else {
    const [sessions, alerts] = await Promise.all([
      get('/sessions?limit=500&state=' + (route[0] === 'past' ? 'ENDED' : 'LIVE')),
      get('/alerts?limit=500' + (route[0] === 'alerts' ? '' : '&state=RAISED')),
    ]);
    known.sessions = new Map(sessions.items.map((session) => [session.id, session]));
    known.alerts = new Map(alerts.items.map((alert) => [alert.alertId, alert]));
  }
  const status = await get('/status');
  lastEvent = status.lastEventTime;
  draw();
}

function askForToken(refused) {
  main.replaceChildren(
    views.signIn(refused, (text) => {
      remember(text);
      open();
    }),
  );
  document.getElementById('token').focus();
}

async function open() {
  stop.abort();
  stop = new AbortController();
  const { signal } = stop;
  const route = location.hash.replace(/^#\/?/, '').split('/');
  const inSession = route[0] === 'sessions' && route[1];
  known = { id: inSession ? route[1] : '', sessions: new Map(), alerts: new Map(), users: new Map() };
  view = inSession ? views.session : views[route[0]] && ['past', 'alerts'].includes(route[0]) ? views[route[0]] : views.live;
  for (const link of document.querySelectorAll('nav a')) {
    const current = link.getAttribute('href') === '#/' + (['past', 'alerts'].includes(route[0]) ? route[0] : '');
    current && !inSession ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
  }
  if (!token()) {
    askForToken(false);
    return;
  }
  try {
    await load();
    const onState = (next) => {
      state = next;
      showConnection();
    };
    const paths = inSession ? ['/sessions/' + encodeURIComponent(route[1])] : ['/sessions', '/alerts'];
    await Promise.all(paths.map((path) => listen(path, signal, hear, onState)));
  } catch (problem) {
    if (signal.aborted) {
      return;
    }
    if (problem instanceof Unauthorized) {
      askForToken(true);
    } else {
      const text = document.createElement('p');
      text.className = 'empty';
      text.textContent = problem.message;
      main.replaceChildren(text);
    }
  }
}

main.addEventListener('click', async (event) => {
  const form = event.target.dataset?.report;
  if (form) {
    const url = await blob('/sessions/' + encodeURIComponent(known.id) + '/report.' + form);
    const link = document.createElement('a');
    link.href = url;
    form === 'csv' ? (link.download = 'session-report.csv') : (link.target = '_blank');
    link.click();
  }
});
addEventListener('hashchange', () => {
  open();
  main.focus({ preventScroll: true });
});
setInterval(showConnection, 1000);
open();

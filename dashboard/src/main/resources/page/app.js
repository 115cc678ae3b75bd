/*
 * Opens the view that the address names, and keeps it up to date.
 *
 * A view is an object: load reads what it shows from the API into what is known, hear takes an event of its streams in
 * (false: nothing to draw anew), draw makes the page's content of what is known, controls its filters.
 */
import { Unauthorized, get, listen, remember, token } from './api.js';
import { empty } from './parts.js';
import { here, refine } from './routes.js';
import { connection as words, el } from './text.js';
import { themed } from './theme.js';
import { alerts } from './views/alerts.js';
import { report } from './views/report.js';
import { session } from './views/session.js';
import { live, past } from './views/sessions.js';
import { user } from './views/user.js';

/** Whatever comes in between is drawn together. */
const DRAW_MS = 150;
/** So long a reader may type before the filter is applied. */
const TYPING_MS = 300;

const main = document.getElementById('main');
const controls = document.getElementById('controls');
const content = document.getElementById('content');
const announcer = document.getElementById('announcer');
const connection = document.getElementById('connection');

let stop = new AbortController();
let known = {};
let view;
let drawing = false;
let state = 'connecting';
let lastEvent;

function viewOf([first, , third]) {
  if (first === 'sessions') {
    return third === 'users' ? user : third === 'report' ? report : session;
  }
  return { past, alerts }[first] || live;
}

/** What an element that can have the focus is known by, from one drawing to the next. */
const keyOf = (element) => element.getAttribute('href') || element.dataset.key || element.closest('details')?.dataset.key;

/** Draws soon, whatever else comes until then; keeps the focus and what is unfolded. */
function draw() {
  if (drawing) {
    return;
  }
  drawing = true;
  setTimeout(() => {
    drawing = false;
    // Whatever is known by then: another view may have been opened since, and relies on this very drawing.
    if (!known.loaded) {
      return;
    }
    const focused = content.contains(document.activeElement) ? keyOf(document.activeElement) : null;
    const unfolded = new Set([...content.querySelectorAll('details[open]')].map((each) => each.dataset.key));
    content.replaceChildren(view.draw(known));
    for (const each of content.querySelectorAll('details')) {
      each.open = unfolded.has(each.dataset.key);
    }
    if (focused) {
      [...content.querySelectorAll('a, button, summary')].find((each) => keyOf(each) === focused)?.focus({ preventScroll: true });
    }
    document.title = (known.title || view.title) + ' – QSStream';
  }, DRAW_MS);
}

function showConnection() {
  const text = words(state, lastEvent);
  if (connection.textContent !== text) {
    connection.textContent = text;
  }
  connection.className = state === 'open' ? 'open' : 'closed';
}

/** Tells who listens to the page instead of looking at it. */
function announce(alert) {
  const before = known.alerts?.get(alert.alertId);
  if (!before || before.state !== alert.state) {
    announcer.textContent = (alert.state === 'RAISED' ? 'Alert: ' : 'Cleared: ') + alert.ruleId + (alert.userName ? ', ' + alert.userName : '');
  }
}

function hear(name, data) {
  if (name === 'heartbeat') {
    lastEvent = data.lastEventTime || lastEvent;
  } else if (name === 'reset') {
    known.reload();
  } else if (known.unheard) {
    known.unheard.push([name, data]);
  } else {
    lastEvent = data.lastHeardTime || lastEvent;
    if (name === 'alert') {
      announce(data);
    }
    if (view.hear(known, name, data) !== false) {
      draw();
    }
  }
  showConnection();
}

function fail(problem) {
  if (problem instanceof Unauthorized) {
    askForToken(true);
  } else {
    content.replaceChildren(empty(problem.message));
  }
}

function askForToken(refused) {
  const input = el('input', { type: 'password', id: 'token', autocomplete: 'off', required: true });
  const submitted = (event) => {
    event.preventDefault();
    remember(input.value.trim());
    open();
  };
  controls.replaceChildren();
  content.replaceChildren(
    el(
      'form',
      { class: 'sign-in', onsubmit: submitted },
      el('h2', {}, 'Token'),
      el('p', {}, refused ? 'This token is not accepted. ' : '', 'The dashboard asks for the token that its operator set as DASHBOARD_API_TOKEN.'),
      el('label', { for: 'token' }, 'Token'),
      input,
      el('button', {}, 'Open'),
    ),
  );
  input.focus();
}

/** The view's filters, drawn once: typing goes on while the content changes. */
function showControls() {
  const of = known;
  let typing;
  const changed = () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      const filled = [...new FormData(form)].filter(([, value]) => value.trim());
      of.query = new URLSearchParams(filled.map(([name, value]) => [name, value.trim()]));
      refine(of.query);
      of.reload();
    }, TYPING_MS);
  };
  const form = el('form', { role: 'search', oninput: changed, onsubmit: (event) => event.preventDefault() }, view.controls(known));
  controls.replaceChildren(form);
}

async function open() {
  stop.abort();
  stop = new AbortController();
  const { signal } = stop;
  view?.close?.(known);
  const { parts, query } = here();
  view = viewOf(parts);
  const of = { id: parts[1], userId: parts[3], query, draw, fail };
  let questions = 0;
  of.reload = async () => {
    const question = ++questions;
    // What is heard while the answer is on its way may be newer than the answer.
    of.unheard = of.unheard || [];
    try {
      const answer = { ...of };
      await view.load(answer);
      if (!signal.aborted && question === questions) {
        const { unheard } = of;
        Object.assign(of, answer, { query: of.query, unheard: undefined, loaded: true });
        unheard.forEach(([name, data]) => hear(name, data));
        draw();
      }
    } catch (problem) {
      if (!signal.aborted && question === questions) {
        // What comes next is heard again: a view that was there before is drawn then.
        of.unheard = undefined;
        fail(problem);
      }
    }
  };
  known = of;
  for (const link of document.querySelectorAll('nav a')) {
    link.toggleAttribute('aria-current', false);
    if (viewOf(link.getAttribute('href').slice(2).split('/')) === view) {
      link.setAttribute('aria-current', 'page');
    }
  }
  controls.replaceChildren();
  content.replaceChildren(empty('Loading …'));
  if (!token()) {
    askForToken(false);
    return;
  }
  await of.reload();
  if (signal.aborted || !of.loaded) {
    return;
  }
  if (view.controls) {
    showControls();
  }
  try {
    lastEvent = (await get('/status')).lastEventTime;
    const paths = typeof view.streams === 'function' ? view.streams(known) : view.streams;
    await Promise.all(
      paths.map((path) => {
        let first = true;
        return listen(path, signal, hear, (next) => {
          state = next;
          showConnection();
          if (next === 'open' && first) {
            first = false;
            // Again, for what happened between the first answer and the first event.
            of.reload();
          }
        });
      }),
    );
  } catch (problem) {
    if (!signal.aborted) {
      fail(problem);
    }
  }
}

addEventListener('hashchange', () => {
  open();
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
});
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
});
themed(document.getElementById('theme'));
setInterval(showConnection, 1000);
open();

/* The service's API: one token, JSON answers, and a stream of events that resumes where it broke off. */

const META = document.querySelector('meta[name="qsstream-token"]').content;
const STORED = 'qsstream-token';

export function token() {
  return META || sessionStorage.getItem(STORED) || '';
}

export function remember(text) {
  sessionStorage.setItem(STORED, text);
}

/** The token is missing or wrong. */
export class Unauthorized extends Error {}

async function ask(path, method = 'GET') {
  const answer = await fetch('/api/v1' + path, { method, headers: { Authorization: 'Bearer ' + token() } });
  if (answer.status === 401) {
    throw new Unauthorized();
  }
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Error(problem.detail || problem.title || 'The service answered ' + answer.status);
  }
  return answer;
}

/** The JSON at a path; parameters that are empty are left out. */
export async function get(path, parameters = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== ''));
  return (await ask(path + (query.size ? '?' + query : ''))).json();
}

/** The JSON that a post to a path is answered with. */
export async function post(path) {
  return (await ask(path, 'POST')).json();
}

/** A file of the API, saved by the browser under a name. */
export async function save(path, name) {
  const url = URL.createObjectURL(await (await ask(path)).blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/**
 * Listens until the signal aborts; after an interruption it asks again, from the last event it saw.
 *
 * @param onEvent called with name and data of each event
 * @param onState called with 'open', or with the seconds until the next attempt
 */
export async function listen(path, signal, onEvent, onState) {
  let last = '';
  let wait = 1;
  while (!signal.aborted) {
    try {
      const headers = { Authorization: 'Bearer ' + token(), Accept: 'text/event-stream' };
      if (last) {
        headers['Last-Event-ID'] = last;
      }
      const answer = await fetch('/api/v1/stream' + path, { headers, signal });
      if (answer.status === 401) {
        throw new Unauthorized();
      }
      if (!answer.ok) {
        throw new Error('stream ' + answer.status);
      }
      onState('open');
      wait = 1;
      await read(answer.body, (event) => {
        last = event.id || last;
        onEvent(event.name, event.data ? JSON.parse(event.data) : {});
      });
    } catch (problem) {
      if (signal.aborted) {
        return;
      }
      if (problem instanceof Unauthorized) {
        throw problem;
      }
    }
    for (let left = wait; left > 0 && !signal.aborted; left--) {
      onState(left);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    wait = Math.min(30, wait * 2);
  }
}

async function read(body, onEvent) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) {
      return;
    }
    rest += value;
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
      const event = { id: '', name: 'message', data: '' };
      for (const line of rest.slice(0, end).split('\n')) {
        const colon = line.indexOf(':');
        const field = colon < 0 ? line : line.slice(0, colon);
        const text = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
        if (field === 'id') {
          event.id = text;
        } else if (field === 'event') {
          event.name = text;
        } else if (field === 'data') {
          event.data += text;
        }
      }
      rest = rest.slice(end + 2);
      if (event.data || event.name !== 'message') {
        onEvent(event);
      }
    }
  }
}

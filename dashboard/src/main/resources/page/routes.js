/* Where the reader is: what stands behind the # names a view, what it is about, and how it is filtered. */

/** The place as parts and a query. */
export function here() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  return { parts: path.split('/').map(decoded), query: new URLSearchParams(query) };
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Remembers how a view is filtered, so that a link or a reload shows the same; no new entry in the history. */
export function refine(query) {
  const [path] = location.hash.split('?');
  history.replaceState(null, '', (path || '#/') + (query.size ? '?' + query : ''));
}

export const sessionAt = (id) => '#/sessions/' + encodeURIComponent(id);
export const userAt = (id, userId) => sessionAt(id) + '/users/' + encodeURIComponent(userId);
export const reportAt = (id) => sessionAt(id) + '/report';

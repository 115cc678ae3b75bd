/* Alerts, open and cleared, the latest first. */
import { get } from '../api.js';
import { alertList, choice, field, moreButton, newestFirst } from '../parts.js';
import { el } from '../text.js';

const PAGE = 100;

const wanted = (known) => ({ ...Object.fromEntries(known.query), limit: PAGE });

const matches = (known, alert) =>
  ['state', 'severity', 'ruleId'].every((name) => !known.query.get(name) || alert[name] === known.query.get(name)) &&
  (!known.query.get('accountId') || alert.session.accountId === known.query.get('accountId'));

export const alerts = {
  title: 'Alerts',
  streams: ['/alerts'],

  controls: (known) => [
    field('State', choice('state', known.query.get('state'), [['', 'all'], ['RAISED', 'open'], ['CLEARED', 'cleared']])),
    field('Severity', choice('severity', known.query.get('severity'), [['', 'all'], ['CRITICAL', 'critical'], ['WARNING', 'warning']])),
    field('Rule', choice('ruleId', known.query.get('ruleId'), [['', 'all'], ...known.rules.map((id) => [id, id])])),
    field('Account', el('input', { name: 'accountId', value: known.query.get('accountId') })),
  ],

  async load(known) {
    const [page, rules] = await Promise.all([get('/alerts', wanted(known)), get('/rules')]);
    known.alerts = new Map(page.items.map((alert) => [alert.alertId, alert]));
    known.next = page.nextCursor;
    known.shown = PAGE;
    known.rules = [...rules.rules, ...rules.sessionRules].map((rule) => rule.id).sort();
  },

  hear(known, name, data) {
    if (name === 'alert') {
      known.alerts.set(data.alertId, data);
    }
  },

  draw(known) {
    const all = [...known.alerts.values()].filter((alert) => matches(known, alert)).sort(newestFirst);
    const shown = all.slice(0, known.shown);
    const more = async () => {
      if (known.next) {
        const page = await get('/alerts', { ...wanted(known), cursor: known.next });
        page.items.forEach((alert) => known.alerts.set(alert.alertId, alert));
        known.next = page.nextCursor;
      }
      known.shown += PAGE;
      known.draw();
    };
    return el(
      'section',
      {},
      el('h2', {}, 'Alerts'),
      alertList(shown, true, known.query.size ? 'No alert is like that.' : 'No alert was raised so far.'),
      known.next || all.length > shown.length ? moreButton(shown.length, more) : '',
    );
  },
};

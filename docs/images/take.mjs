/*
 * Takes the README's picture of the running local stack's dashboard in a bad call:
 *
 *   ./qsstream up                                       (another terminal; wait a minute)
 *   npm install --prefix /tmp/take playwright-core
 *   NODE_PATH=/tmp/take/node_modules node docs/images/take.mjs http://localhost:8082/ /usr/bin/chromium
 */
import { createRequire } from 'node:module';

const { chromium } = createRequire(process.env.NODE_PATH + '/')('playwright-core');
const [url, executablePath] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking'] });
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
await page.goto(url);
// The session with most trouble is the first.
await page.click('tbody th a');
await page.waitForSelector('tbody tr:nth-child(2) .strip');
await page.waitForTimeout(2000);
await page.screenshot({ path: 'docs/images/dashboard-session.png' });
await browser.close();

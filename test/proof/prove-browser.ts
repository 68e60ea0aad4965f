import { startChromium } from './chromium/chromium.ts';
import { compareRules } from './chromium/conformance.ts';

const started = performance.now();
const browser = await startChromium();
try {
  const { cases, differences } = await compareRules(browser);
  for (const { about, model, real } of differences) console.log(`${about}\n  model ${model}\n  real  ${real}`);
  console.log(`Chromium ${browser.version}: ${String(cases)} cases of cookies and CORS, ${String(differences.length)} differ from the model (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (differences.length > 0) process.exitCode = 1;
} finally {
  await browser.stop();
}

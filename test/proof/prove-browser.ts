import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { startChromium } from './chromium/chromium.ts';
import { compareRules } from './chromium/conformance.ts';
import { compareApps } from './chromium/sampling.ts';
import { describeApp } from './differential/report.ts';
import { randomApp } from './generate/faults.ts';
import { Random } from './generate/random.ts';
import { missingToolFails, MissingTool } from './process/tools.ts';
import { say } from './process/say.ts';

// npm run prove:browser -- [--count N] [--seed S] [--rules]: checks the model of a browser against Chromium, on sampled
// apps and, with --rules, on every rule of cookies and CORS.
const { values } = parseArgs({
  options: { count: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' }, rules: { type: 'boolean', default: false } },
});
const started = performance.now();
const seconds = (): string => `${((performance.now() - started) / 1000).toFixed(0)} s`;

try {
  const browser = await startChromium();
  try {
    if (values.rules) {
      const { cases, differences } = await compareRules(browser, availableParallelism());
      for (const { about, model, real } of differences) say(`${about}\n  model ${model}\n  real  ${real}`);
      say(`Chromium ${browser.version}: ${cases} cases of cookies and CORS, ${differences.length} differ from the model, ${seconds()}`);
      if (differences.length > 0) process.exitCode = 1;
    }
    const plans = Array.from({ length: Number(values.count) }, (_, index) => randomApp(new Random(`${values.seed}:${index}`)));
    const { runs, troubled, disparities } = await compareApps(browser, plans, availableParallelism());
    for (const { plan, environment, model, real } of disparities) {
      say(`\n${environment}: model ${model.trouble ?? 'healthy'}, real ${real.trouble ?? 'healthy'}\n  model ${model.detail ?? ''}\n  real  ${real.detail ?? ''}\n${describeApp(plan)}`);
    }
    say(`Chromium ${browser.version}: ${plans.length} apps, ${runs} runs, ${troubled} with something wrong; model and browser differ in ${disparities.length}; seed ${values.seed}, ${seconds()}`);
    if (disparities.length > 0) process.exitCode = 1;
  } finally {
    await browser.stop();
  }
} catch (error) {
  if (!(error instanceof MissingTool)) throw error;
  say(`not run: ${error.message}`);
  if (missingToolFails()) process.exitCode = 1;
}

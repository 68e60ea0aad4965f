import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import type { Hosts } from '../front/front.ts';
import { Child } from '../process/child.ts';
import { removeDirectory, temporaryDirectory } from '../process/temporary.ts';
import { toolPath } from '../process/tools.ts';
import { ChromiumAgent } from './agent.ts';
import { startSocks } from './socks.ts';

/** One real Chromium, shared by all cases of a run. */
export interface Chromium {
  readonly version: string;
  /** A fresh profile that reaches the given hosts and nothing else; `timeout` as for every agent. */
  open(hosts: Hosts, timeout: number): Promise<ChromiumAgent>;
  stop(): Promise<void>;
}

const flags = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--ignore-certificate-errors', '--disable-dev-shm-usage',
  '--no-default-browser-check', '--disable-extensions', '--disable-default-apps', '--disable-popup-blocking', '--disable-hang-monitor',
  '--disable-client-side-phishing-detection', '--metrics-recording-only', '--password-store=basic',
  // An address that says http means it.
  '--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,Translate,OptimizationHints,MediaRouter',
  // Several cases run side by side; none is a background window.
  '--disable-background-timer-throttling', '--disable-backgrounding-occluded-windows', '--disable-renderer-backgrounding',
  // Hosts are found through each case's SOCKS end alone; nothing is looked up.
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
  '--remote-debugging-port=0',
];

// Chromium's contexts are incognito ones, where third-party cookies are off; an ordinary window allows them.
const preferences = { profile: { cookie_controls_mode: 0, block_third_party_cookies: false } };

/**
 * Starts headless Chromium.
 *
 * @throws {MissingTool} where it is not installed, an Error with its output where it does not start.
 */
export async function startChromium(): Promise<Chromium> {
  const file = toolPath('chromium');
  const directory = temporaryDirectory('chromium');
  mkdirSync(join(directory, 'Default'));
  writeFileSync(join(directory, 'Default', 'Preferences'), JSON.stringify(preferences));
  const child = new Child({ file, arguments: [...flags, `--user-data-dir=${directory}`, 'about:blank'] });
  let browser: Browser | undefined;
  const stop = async (): Promise<void> => {
    await browser?.close();
    await child.stop();
    removeDirectory(directory);
  };
  try {
    await child.says((output) => endpointIn(output) !== undefined, 20_000);
    const endpoint = endpointIn(child.output);
    if (endpoint === undefined) throw new Error(`chromium did not start:\n${child.output}`);
    browser = await chromium.connectOverCDP(endpoint);
    const connected = browser;
    return {
      version: connected.version(),
      stop,
      async open(hosts, timeout) {
        const socks = await startSocks(hosts);
        const context = await connected.newContext({ ignoreHTTPSErrors: true, proxy: { server: socks.url } });
        return ChromiumAgent.open(context, timeout, () => socks.stop());
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function endpointIn(output: string): string | undefined {
  return /DevTools listening on (ws:\S+)/.exec(output)?.[1];
}

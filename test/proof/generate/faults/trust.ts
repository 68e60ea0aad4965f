import { perEnvironment, type Draft } from '../draft.ts';
import { APP } from '../source-file.ts';
import { fault, variants, type Fault } from './fault.ts';

const behindProxy = { hosting: 'proxy', secure: 'production', trust: 'one' } as const;

function setting(code: string): (draft: Draft) => void {
  return (draft) => { draft.trust = [code]; };
}

/** Faults of `trust proxy`. */
export const trustFaults: readonly Fault[] = [
  fault('nobody trusts the proxy', ['require-trust-proxy'], behindProxy, (draft) => { draft.trust = []; }),
  fault('the proxy is trusted in development only', ['require-trust-proxy'], behindProxy, setting(`if (process.env.NODE_ENV === 'development') {\n  ${APP}.set('trust proxy', 1);\n}`)),
  fault('proxy: false beside a trusting app', ['require-trust-proxy'], { ...behindProxy, library: 'express-session' }, ({ session }) => { session.set('proxy', 'false'); }),
  fault('auto and none, and nobody trusts the proxy', ['require-trust-proxy', 'samesite-none-requires-secure'], { hosting: 'proxy', library: 'express-session', secure: 'auto', sameSite: 'none-production', trust: 'one', cookieAs: 'object' }, (draft) => { draft.trust = []; }),
  ...variants({ cause: 'misspelt trust proxy setting', rules: ['valid-trust-proxy', 'require-trust-proxy'], needs: behindProxy },
    { 'trust-proxy': "'trust-proxy'", 'trustProxy': "'trustProxy'", 'trust_proxy': "'trust_proxy'", 'proxy': "'proxy'" },
    (draft, name) => { draft.trust = [`${APP}.set(${name}, 1);`]; }),
  ...variants({ cause: 'trust proxy is a number in quotes', rules: ['valid-trust-proxy'], needs: behindProxy }, { 1: "'1'", 2: "'2'" }, (draft, value) => { draft.trust = [`${APP}.set('trust proxy', ${value});`]; }),
  ...variants({ cause: 'trust proxy is no address', rules: ['valid-trust-proxy'], needs: behindProxy },
    { 'true': "'true'", 'star': "'*'", 'host': "'localhost'", 'number in list': '[1]' }, (draft, value) => { draft.trust = [`${APP}.set('trust proxy', ${value});`]; }),
  fault('trust proxy is a raw environment variable', ['valid-trust-proxy'], behindProxy, (draft) => {
    draft.trust = [`${APP}.set('trust proxy', process.env.TRUST_PROXY);`];
    draft.env.production['TRUST_PROXY'] = '1';
    draft.env.development['TRUST_PROXY'] = '1';
  }),
  fault('trust proxy is only read', ['valid-trust-proxy', 'require-trust-proxy'], behindProxy, setting(`${APP}.set('trust proxy');`)),
  fault('trust proxy is off', ['valid-trust-proxy', 'require-trust-proxy'], behindProxy, setting(`${APP}.disable('trust proxy');`)),
  fault('trust proxy on an app nobody reaches', ['valid-trust-proxy', 'require-trust-proxy'], behindProxy, (draft) => {
    draft.trust = ['const proxyApp = express();', "proxyApp.set('trust proxy', 1);"];
  }),
  fault('a mounted app distrusts the proxy', ['valid-trust-proxy', 'require-trust-proxy'], { ...behindProxy, routes: 'sub-app', structure: 'flat' }, ({ onSubApp }) => { onSubApp.push("account.set('trust proxy', false);"); }),
  ...variants({ cause: 'proxy is truthy, not true', rules: ['valid-session-options', 'require-trust-proxy'], needs: { ...behindProxy, library: 'express-session' } }, { number: '1', text: "'true'" }, (draft, value) => {
    draft.trust = [];
    draft.session.set('proxy', perEnvironment(value, 'undefined'));
  }),
];

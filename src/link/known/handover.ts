import type { Place } from '../../source/place.ts';
import { hideAct } from '../acts.ts';
import type { Entity } from '../entity.ts';
import { isNamespace } from '../namespace.ts';
import type { Run } from '../run.ts';
import type { ObjectValue, Unknown } from '../value.ts';
import { serveOnPlatform } from './servers.ts';

/**
 * Packages that are given an app and register neither a session nor a proxy setting on it. An app given to
 * any other code that is not followed may have anything registered.
 */
const HARMLESS = /^(socket\.io|express-ws|ws|supertest|chai|chai-http|swagger-|@nestjs\/swagger|express-list-endpoints|express-async-errors|apollo-server|@apollo\/|vite$|http-terminator|@godaddy\/terminus|stoppable|express-status-monitor|express-jsdoc-swagger|nunjucks|express-handlebars|eta|swig|consolidate|winston|morgan|debug|chalk|config|lodash|express-oas-generator|express-healthcheck|i18n|@sentry\/|newrelic|greenlock|webpack|livereload|connect-livereload|passport|express-prom-bundle|prom-client|graphql-|express-restify-mongoose)/;

/** Packages that are given a client of a database and only send it commands. */
const LEAVES_CLIENTS = /rate-?limit|slow-down|^connect-|session|graphql|apollo|type-graphql|typedi|awilix|inversify|express/;

/** Packages that may read or write the session of a request that they are given. */
const TOUCHES_SESSIONS = /session|passport|auth|csrf|surf|lusca|flash|cookie|grant|oauth|openid|oidc|saml|keycloak|login|cas|iron|^@[^/]+\/(core|common|server|app|middlewares?)$/i;

/** Functions of packages that copy properties from one object into another: `_.assign(req.session, kept)`. */
const COPIES = /(^|[._])(assign|extend|merge|mergewith|defaults)(in|with|deep)?(\(\))?$/i;

/**
 * An object that went to code of the project which is not followed may have been changed there; what it holds went
 * there too. Packages read the options they are given.
 */
export function objectHandedOver(run: Run, object: ObjectValue, at: Place, to: Unknown): void {
  run.budget.spendOnItems(object.slots.size);
  for (const { value } of object.slots.values()) {
    if ((value.t === 'object' || value.t === 'native') && value.entity && value.entity.kind !== 'request' && value.entity.kind !== 'response') handedOver(run, value.entity, at, to);
  }
  if (object.open !== undefined || to.from || isNamespace(object)) return;
  object.open = `it is given to code that is not followed: ${to.reason}`;
  run.remember(() => { delete object.open; });
}

/** What it means that something went to code that is not followed. */
export function handedOver(run: Run, entity: Entity, at: Place, to: Unknown): void {
  switch (entity.kind) {
    case 'app':
      if (to.from && serveOnPlatform(run, to.from.module, entity, at)) return;
      if (to.from && HARMLESS.test(to.from.module)) return;
      if (run.handler) return;
      entity.escapes = true;
      run.result.unfollowed.push({ at, reason: `\`${entity.name}\` is given to code that is not followed: ${to.reason}` });
      return;
    case 'session':
      entity.escapes = true;
      // `io.use(wrap(session))` and its kin take the middleware beside the app, not instead of it.
      if (!run.handler && !(to.from && HARMLESS.test(to.from.module))) run.result.unfollowed.push({ at, reason: `the session is given to code that is not followed: ${to.reason}` });
      return;
    case 'store':
    case 'store-client':
      if (!(to.from && (HARMLESS.test(to.from.module) || LEAVES_CLIENTS.test(to.from.module)))) entity.escapes = true;
      return;
    case 'passport':
      if (!run.handler && !(to.from && HARMLESS.test(to.from.module))) entity.escapes = true;
      return;
    case 'callback':
      entity.handedOn = true;
      return;
    case 'socket-server':
      entity.open = true;
      return;
    case 'request':
    case 'response':
      // What a package was given to wrap is code of the project.
      if (to.from && !TOUCHES_SESSIONS.test(to.from.module) && !to.wraps) return;
      hideAct(run, at, `the request is given to code that is not followed: ${to.reason}`);
      return;
    case 'request-session':
      if (!to.from || COPIES.test(to.from.path)) hideAct(run, at, `the session is given to code that is not followed: ${to.reason}`);
      return;
    default:
  }
}

import type { Draft } from './draft.ts';
import type { Options } from './options.ts';
import { placeOptions, type Placed } from './placing.ts';
import type { Writing } from './program.ts';
import { APP, indent, TEST, TEST_WITH_APP, type SourceFile, type Statement } from './source-file.ts';

/** The name the session library is imported by. */
export function sessionCallee({ plan }: Draft): string {
  const flat = plan.library === 'cookie-session';
  switch (plan.importing) {
    case 'default': case 'import-equals': return flat ? 'cookieSession' : 'session';
    case 'renamed': return flat ? 'sessionInCookie' : 'expressSession';
    case 'inline-require': return `require('${plan.library}')`;
    case 'dynamic': return 'loadedSession';
  }
}

/** What is registered for the session. */
export function sessionStatements(draft: Draft, file: SourceFile, writing: Writing): Statement[] {
  const { plan } = draft;
  const register = draft.register ?? ((middleware: string): Statement[] => [{ use: middleware }]);
  const callee = sessionCallee(draft);
  const loading = plan.importing === 'dynamic' ? [`const { default: loadedSession } = await import('${plan.library}');`] : [];
  const called = (into: SourceFile): Placed => {
    const { before, code, after } = argumentOf(draft, into, writing);
    return { before: [...loading, ...before], code: `${callee}(${code})`, after };
  };
  switch (plan.making) {
    case 'in-place': {
      const { before, code, after } = called(file);
      return [...before, ...register(code), ...after];
    }
    case 'constant': {
      const { before, code, after } = called(file);
      return [...before, `const sessionMiddleware = ${code};`, ...after, ...register('sessionMiddleware')];
    }
    case 'wrapped': {
      const { before, code, after } = called(file);
      const parameters = `(req${writing.typed(': Request')}, res${writing.typed(': Response')}, next${writing.typed(': NextFunction')})`;
      return [...before, `const sessionMiddleware = ${code};`, ...after, ...register(`${parameters} => sessionMiddleware(req, res, next)`)];
    }
    case 'module': {
      const other = writing.fileOf('session-middleware');
      const { before, code, after } = called(other);
      other.add(...topLevel([...before, ...after]));
      writing.know(other.addExported('sessionMiddleware', `const sessionMiddleware = ${topLevel([code]).join('')};`, 'only'));
      return [...register('sessionMiddleware')];
    }
    case 'function': {
      const { before, code } = called(file);
      file.add(`function makeSession() {\n${indent(topLevel([...before, `return ${code};`]).join('\n'))}\n}`);
      return [...register('makeSession()')];
    }
  }
}

/** Code that stands where the app is not at hand. */
function topLevel(statements: readonly Statement[]): string[] {
  return statements.map((statement) => (typeof statement === 'string' ? statement : `${APP}.use(${statement.use});`).replaceAll(TEST_WITH_APP, TEST));
}

function argumentOf(draft: Draft, file: SourceFile, writing: Writing): Placed {
  const options = withCookieCode(draft);
  return placeOptions({ style: draft.plan.options, name: 'sessionOptions', type: 'SessionOptions', options, file, writing });
}

function withCookieCode({ session, wrapCookie }: Draft): Options {
  const cookie = session.nested('cookie');
  return cookie && wrapCookie ? session.with('cookie', wrapCookie(cookie.print(TEST))) : session;
}

import type { Draft } from './draft.ts';
import type { Writing } from './program.ts';
import { APP, indent, printStatements, type SourceFile, type Statement, TEST_WITH_APP } from './source-file.ts';

/** One step of setting up the app: a function of this name where the structure wants functions. */
export interface Step {
  readonly name: string;
  write(file: SourceFile): Statement[];
}

/** Writes the steps in the plan's structure and returns the path of the entry. */
export function writeStructure(draft: Draft, steps: readonly Step[], writing: Writing): string {
  const { plan } = draft;
  const print = (statements: readonly Statement[]): string => printStatements(statements, plan.registering);
  const listening = listen(draft);
  const express = writing.typed(': Express');
  switch (plan.structure) {
    case 'flat': case 'split': {
      const file = writing.fileOf('app');
      const body = print(steps.flatMap((step) => step.write(file)));
      if (plan.structure === 'split') {
        writing.know(file.addExported(plan.appName, `const ${APP} = express();`, 'only'));
        file.add(body);
        writing.fileOf('server').add(listening);
        return 'server';
      }
      file.add(`const ${APP} = express();`, body, listening);
      return 'app';
    }
    case 'functions': case 'list-of-functions': {
      const file = writing.fileOf('app');
      const written = steps.map((step) => ({ step, code: print(step.write(file)) })).filter(({ code }) => code !== '');
      for (const { step, code } of written) file.add(`function ${step.name}(${APP}${express}) {\n${indent(code)}\n}`);
      file.add(`const ${APP} = express();`, plan.structure === 'functions'
        ? written.map(({ step }) => `${step.name}(${APP});`).join('\n')
        : `for (const add of [${written.map(({ step }) => step.name).join(', ')}]) {\n  add(${APP});\n}`, listening);
      return 'app';
    }
    case 'modules': {
      const calls = steps.flatMap((step) => {
        const file = writing.fileOf(step.name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
        const code = print(step.write(file));
        if (code === '') return [];
        writing.know(file.addExported(step.name, `function ${step.name}(${APP}${express}) {\n${indent(code)}\n}`, 'only'));
        return [`${step.name}(${APP});`];
      });
      writing.fileOf('app').add(`const ${APP} = express();`, calls.join('\n'), listening);
      return 'app';
    }
    case 'class': case 'inherit': return writeClass(steps, listening, print, writing);
    case 'factory': {
      const file = writing.fileOf('app');
      const code = print(steps.flatMap((step) => step.write(file)));
      writing.know(file.addExported('createApp', `function createApp() {\n${indent(`const ${APP} = express();\n${code}\nreturn ${APP};`)}\n}`, 'only'));
      writing.fileOf('server').add(`const ${APP} = createApp();`, listening);
      return 'server';
    }
    case 'bootstrap': case 'then': case 'at-once': {
      const file = writing.fileOf('app');
      const code = indent(`const ${APP} = express();\n${print(steps.flatMap((step) => step.write(file)))}\n${listening}`);
      if (plan.structure === 'at-once') file.add(`(() => {\n${code}\n})();`);
      else file.add('async function prepare() {\n  await Promise.resolve();\n}');
      if (plan.structure === 'then') file.add(`prepare().then(() => {\n${code}\n});`);
      if (plan.structure === 'bootstrap') file.add(`async function main() {\n  await prepare();\n${code}\n}`, 'main();');
      return 'app';
    }
    case 'nest': return writeNest(steps, print, writing);
  }
}

function writeClass(steps: readonly Step[], listening: string, print: (statements: readonly Statement[]) => string, writing: Writing): string {
  const file = writing.fileOf('server');
  const test = writing.plan.test === 'app-env' ? `${APP}.get('env') === 'production'` : TEST_WITH_APP;
  const own = (code: string): string => code.replaceAll(TEST_WITH_APP, test).replaceAll(APP, 'this.app');
  const written = steps.map((step) => ({ step, code: own(print(step.write(file))) })).filter(({ code }) => code !== '');
  const calls = written.map(({ step }) => `this.${step.name}();`).join('\n');
  const inherits = writing.plan.structure === 'inherit';
  if (inherits) file.add(`class Base {\n${indent([writing.typed('app: Express;'), 'constructor() {\n  this.app = express();\n  this.configure();\n}', 'configure() {}'].filter((member) => member !== '').join('\n\n'))}\n}`);
  const members = [
    ...(inherits ? [`configure() {\n${indent(calls)}\n}`] : [writing.typed('app: Express;'), `constructor() {\n  this.app = express();\n${indent(calls)}\n}`]),
    ...written.map(({ step, code }) => `${step.name}() {\n${indent(code)}\n}`),
    `listen() {\n${indent(own(listening))}\n}`,
  ].filter((member) => member !== '');
  file.add(`class Server${inherits ? ' extends Base' : ''} {\n${indent(members.join('\n\n'))}\n}`, 'new Server().listen();');
  return 'server';
}

function writeNest(steps: readonly Step[], print: (statements: readonly Statement[]) => string, writing: Writing): string {
  writing.know(writing.fileOf('app-controller').addExported('AppController', `@Controller()
class AppController {
  @Post('login')
  login(@Req() req: any) {
    req.session.user = 'ann';
    return { ok: true };
  }

  @Get('me')
  me(@Req() req: any) {
    return { user: req.session.user ?? null };
  }
}`, 'only'));
  writing.know(writing.fileOf('app-module').addExported('AppModule', '@Module({ controllers: [AppController] })\nclass AppModule {}', 'only'));
  const file = writing.fileOf('main');
  const listening = steps.findIndex(({ name }) => name === 'addLate');
  const [early, late] = [steps.slice(0, listening), steps.slice(listening)];
  const write = (some: readonly Step[]): string => print(some.flatMap((step) => step.write(file)));
  file.add(`async function bootstrap() {\n${indent([
    `const ${APP} = await NestFactory.create<NestExpressApplication>(AppModule, { logger: false });`,
    write(early), `await ${APP}.listen(process.env.PORT);`, write(late),
  ].filter((part) => part !== '').join('\n'))}\n}`, 'bootstrap();');
  return 'main';
}

/** The end of the program: the app listens. */
function listen({ plan }: Draft): string {
  const plain = listenPlainly(plan.listening);
  const tls = `https.createServer({ key: fs.readFileSync(process.env.TLS_KEY), cert: fs.readFileSync(process.env.TLS_CERT) }, ${APP}).listen(process.env.PORT);`;
  if (plan.hosting === 'node-tls') return `if (${TEST_WITH_APP}) {\n  ${tls}\n} else {\n${indent(plain)}\n}`;
  return plan.hosting === 'node-tls-always' ? tls : plain;
}

function listenPlainly(listening: Draft['plan']['listening']): string {
  switch (listening) {
    case 'port': return `${APP}.listen(process.env.PORT);`;
    case 'ready': return `${APP}.listen(process.env.PORT, () => {\n  console.log('ready');\n});`;
    case 'http-server': return `http.createServer(${APP}).listen(process.env.PORT);`;
    case 'constant': return `const port = Number(process.env.PORT) || 3000;\n${APP}.listen(port);`;
    case 'kept': return `const listener = ${APP}.listen(process.env.PORT);\nlistener.keepAliveTimeout = 65000;`;
  }
}

import type { Random } from '../proof/generate/random.ts';

/** Code that is hard to follow, with names that the file it comes into knows. */
type Shape = (name: () => string, random: Random) => string;

const many = (count: number, each: (index: number) => string, separator = '\n'): string => Array.from({ length: count }, (_, index) => each(index)).join(separator);

/** Objects, classes and lists that hold themselves. */
const selves: readonly Shape[] = [
  (name) => `const loop = {}; loop.self = loop; loop.cookie = loop; ${name()}.use(loop, loop.self.self.self);`,
  (name) => `const bag = { ...${name()} }; bag.bag = { ...bag, bag }; Object.assign(bag, bag, ${name()}); ${name()}(bag);`,
  (name) => `const list = [${name()}]; list.push(list, ...list); list[0] = list; ${name()}.use(list); ${name()}.use(...list.flat(Infinity));`,
  () => 'class Ring extends Ring { static self = Ring; constructor() { super(); this.ring = new Ring(); } }\nnew Ring().ring.ring;',
  () => 'class A1 extends B1 { run() { return new B1().run(); } }\nclass B1 extends A1 { run() { return new A1().run(); } }\nnew A1().run();',
  (name) => `${name()}.${name()} = ${name()}; ${name()}.prototype = ${name()}; Object.setPrototypeOf(${name()}, ${name()});`,
  (name) => `const odd = { get odd() { return odd.odd; }, set odd(value) { odd.odd = value; }, toString() { return String(odd); } }; odd.odd = \`\${odd}\`; ${name()}(odd, JSON.stringify(odd));`,
  (name) => `var ${name()} = ${name()}; let tdz = tdz + tdz; const [p = p, { q = q }] = [p, q];`,
  () => "const { ['__proto__']: proto, constructor, hasOwnProperty, ...others } = { __proto__: null, constructor: {}, toString: 1 }; constructor[proto] = others;",
  () => 'module.exports = module; exports.exports = exports; module.exports.module = require; globalThis.globalThis = globalThis; global.global = process;',
];

/** Calls that lead back to where they came from. */
const recursions: readonly Shape[] = [
  (name) => `function again(x) { again(x); return again(again(x)); }\nagain(${name()});`,
  (name) => `function ping(x) { return pong(x); }\nfunction pong(x) { return ping({ x }); }\n${name()}.use(ping(${name()}));`,
  (name) => `const y = (f) => ((x) => x(x))((x) => f((v) => x(x)(v)));\ny((f) => (n) => f(n))(${name()});`,
  (name) => `${many(120, (i) => `function chain${i}(x) { return chain${i + 1}(x); }`)}\nfunction chain120(x) { return chain0(x); }\nchain0(${name()});`,
  (name) => `${many(40, (i) => `function twice${i}(x) { twice${i + 1}(x); return twice${i + 1}(x); }`)}\nfunction twice40(x) { return x; }\ntwice0(${name()});`,
  (name) => `const visit = (app, depth) => { app.use((req, res, next) => { visit(app, depth + 1); next(); }); [1, 2, 3].forEach(() => visit(app, depth + 1)); };\nvisit(${name()}, 0);`,
  (name) => `async function turn() { await turn(); setTimeout(turn, 0); process.nextTick(() => turn()); return turn().then(turn).catch(turn).finally(turn); }\nturn(); ${name()}.on('x', turn);`,
  (name) => `const handler = (req, res, next) => { req.session.save(() => handler(req, res, () => handler(req, res, next))); };\n${name()}.get('/again', handler, handler, [handler, [handler]]);`,
  (name) => `function* each() { yield* each(); }\nfor (const x of each()) ${name()}(...each(), x);`,
  (name) => `${name()}.use(${name()}); ${name()}.use('/a', ${name()}); ${name()}.use((req, res, next) => ${name()}(req, res, next));`,
];

/** Code with more paths than can be gone. */
const branches: readonly Shape[] = [
  (name) => many(60, (i) => `if (process.env.FLAG_${i}) ${name()}.use((req, res, next) => next()); else ${name()}.set('trust proxy', ${i});`),
  (name) => `let mixed = '';\n${many(60, (i) => `mixed = process.env.M${i} ? mixed + '${i}' : mixed + 'no';`)}\n${name()}(mixed, { [mixed]: mixed });`,
  (name) => `let shape = {};\n${many(40, (i) => `if (process.env.S${i}) shape = { ...shape, a${i}: shape }; else shape.b${i} = shape;`)}\n${name()}(shape);`,
  (name) => `${name()}(${many(200, (i) => `process.env.T${i} ? '${i}' : `, '')}'end');`,
  (name) => `${name()}((${many(16, (i) => `(process.env.O${i} || process.env.P${i}) && `, '')}true) ? 1 : (${many(16, (i) => `(process.env.Q${i} && process.env.R${i}) || `, '')}false));`,
  (name) => `for (let i = 0; i < 1000; i++) for (let j = 0; j < 1000; j++) for (let k = 0; k < 1000; k++) ${name()}.use(i + j + k);`,
  () => 'while (true) { for (;;) { do { if (Math.random()) break; else continue; } while (1); } }',
  (name) => `switch (process.env.KIND) {\n${many(100, (i) => `case 'k${i}': ${name()}.use('/k${i}', ${name()});${i % 3 === 0 ? ' break;' : ''}`)}\n}`,
  (name) => `${many(30, (i) => `try { if (process.env.X${i}) throw new Error('${i}');`, ' ')} ${name()}(); ${many(30, () => `} catch (e) { ${name()}(e); } finally { ${name()}(); }`, ' ')}`,
  (name) => `${name()}.get('/many', (req, res) => {\n${many(40, (i) => `if (req.query.a${i}) { req.session.a${i} = ${i}; } else if (req.body.b) { res.redirect('/'); }`)}\n});`,
  (name) => `${name()}.get('/deep', (req, res) => {\n${many(25, (i) => `if (req.query.a${i}) { req.session.x = 1;`)}${many(25, () => '} else { req.session.save(() => res.redirect(req.url)); }', ' ')}\n});`,
  (name) => many(300, (i) => `${name()}.get('/r${i}', (req, res) => { req.session.n = (req.session.n || 0) + 1; res.redirect('/r${i + 1}'); });`),
];

/** Values that grow without end. */
const growths: readonly Shape[] = [
  (name) => `let text = 'xxxxxxxx';\n${many(40, () => 'text = text + text;')}\n${name()}(text);`,
  (name) => `let text = \`x\`;\n${many(40, () => 'text = `${text}${text}${text}`;')}\n${name()}.use(text);`,
  (name) => `let items = [1, 2];\n${many(40, () => 'items = [...items, ...items];')}\n${name()}(items, ...items);`,
  (name) => `let items = [1, 2];\n${many(40, () => 'items = items.concat(items).map((x) => items);')}\n${name()}(items.join());`,
  (name) => `${name()}('x'.repeat(1e9), 'x'.padEnd(1e9), 'x'.repeat(-1), new Array(4294967295).fill(${name()}), Array.from({ length: 1e9 }, (_, i) => i), Buffer.alloc(1e10));`,
  (name) => `for (let i = 0; i < 1e9; i++) ${name()}.use('/' + i); for (const x of Array(1e9)) ${name()}(x);`,
  (name) => `let o = {};\n${many(30, () => 'o = { a: o, b: o, c: [o, o] };')}\n${name()}(o, JSON.stringify(o), JSON.parse(JSON.stringify(o)));`,
  (name) => `${name()}(/^(a+)+$/.test('${'a'.repeat(40)}!'), '${'a'.repeat(40)}!'.replace(/(a|a)*$/, ''), '${'a'.repeat(40)}!'.match(/^(([a-z])+.)+[A-Z]([a-z])+$/)); ${name()}.use(/^\\/(a+)+$/, ${name()});`,
  (name) => `${name()}.get('/${'a'.repeat(40)}!', (req, res) => res.send('')); ${name()}.use(/^\\/(a+)+$/, ${name()}); ${name()}.use('/:a?/:b?/*/(.*)', ${name()}); ${name()}.use('/((a+)+)+', ${name()});`,
  (name) => `${name()}(1e308 * 10, -0, 2 ** 1024, 1 / 0, 0 / 0, 10n ** 100000n, 1n << 100000n, 1 << 999, 'a' - 1, [] + {}, parseInt('z', 36), (1).toFixed(999), new Date(NaN).toISOString(), new Date(1e99), new URL('::'), decodeURIComponent('%'), JSON.parse('{'), Buffer.from('zz', 'hex'), new RegExp('('), 'x'.at(-9), [][0].x);`,
];

/** Kinds of hard code, each as likely as the other. */
export const shapes = { selves, recursions, branches, growths } as const;

import { describe, expect, it } from 'vitest';
import { ran } from './programs.ts';

const HEAD = "import { NestFactory } from '@nestjs/core'; import * as session from 'express-session'; import { NestExpressApplication } from '@nestjs/platform-express'; import { AppModule } from './app.module';\n";
const MODULE = "import { Module } from '@nestjs/common'; import { AppController } from './app.controller'; import { AuthModule } from './auth.module'; @Module({ imports: [AuthModule], controllers: [AppController], providers: [] }) export class AppModule {}";
const CONTROLLER = "import { Controller, Get, Post, Req, Res, Session, Body } from '@nestjs/common'; @Controller('cats') export class AppController { constructor(private readonly service: CatService) {} @Get() all(@Req() req) { return req.session.user } @Post(':id/visit') visit(@Session() session: Record<string, any>, @Body() body) { session.visits = (session.visits || 0) + 1 } @Get('out') out(@Req() req: Request, @Res() res: Response) { req.session.destroy(() => res.redirect('/')) } helper(req) { req.session.x = 1 } }";
const AUTH = "import { Module } from '@nestjs/common'; @Module({}) export class AuthModule {}";
const nest = (main: string, module = MODULE, more: Readonly<Record<string, string>> = {}) =>
  ran({ 'main.ts': HEAD + main, 'app.module.ts': module, 'app.controller.ts': CONTROLLER, 'auth.module.ts': AUTH, ...more });
const ROUTES = ["get '/cats': all", "post '/cats/:id/visit': visit", "get '/cats/out': out"];

describe('NestJS', () => {
  it('registers what bootstrap calls, then the routes', () => {
    const found = nest("async function bootstrap() { const app = await NestFactory.create<NestExpressApplication>(AppModule); app.set('trust proxy', 1); app.use(session({ secret: 'x', cookie: { secure: true } })); app.enableCors({ origin: 'https://x.example', credentials: true }); await app.listen(3000) } bootstrap();");
    expect(found.stack.map((line) => line.replace(' (later)', ''))).toEqual(['session', 'cors', ...ROUTES]);
    expect(found.settings).toEqual(["'trust proxy' = 1"]);
    expect(found.option('cookie.secure')).toBe('true');
    expect(found.cors('credentials')).toBe('true');
    expect(found.servers).toEqual(['http']);
    expect(found.unfollowed).toEqual([]);
  });

  it('registers the cors option behind what bootstrap registers', () => {
    const found = nest("async function bootstrap() { const app = await NestFactory.create<NestExpressApplication>(AppModule, { cors: { origin: true, credentials: true } }); app.use(session({ secret: 'x' })); await app.listen(1) } bootstrap()");
    expect(found.stack.map((line) => line.replace(' (later)', '')).slice(0, 2)).toEqual(['session', 'cors']);
    expect(found.cors('origin')).toBe('true');
    expect(found.world.cors[0]?.by).toBe('nest-option');
  });

  it('takes cors: true for cors without options', () => {
    expect(nest("async function bootstrap() { const app = await NestFactory.create(AppModule, { cors: true }); await app.listen(1) } bootstrap()").cors('origin')).toBe('no options');
  });

  it('registers what comes after listen where no request comes by', () => {
    const found = nest("async function bootstrap() { const app = await NestFactory.create(AppModule); await app.listen(1); app.use(session({ secret: 'x' })) } bootstrap()");
    expect(found.stack.at(-1)?.replace(' (later)', '')).toBe('session (unreachable)');
  });

  it.each([
    ['app.set', "app.set('trust proxy', 1)", "'trust proxy' = 1"],
    ['app.enable', "app.enable('trust proxy')", "'trust proxy' = true"],
    ['app.disable', "app.disable('x-powered-by')", "'x-powered-by' = false"],
    ['getHttpAdapter', "app.getHttpAdapter().getInstance().set('trust proxy', 1)", "'trust proxy' = 1"],
    ['getHttpAdapter in a constant', "const server = app.getHttpAdapter().getInstance(); server.set('trust proxy', 1)", "'trust proxy' = 1"],
    ['the adapter\'s own set', "app.getHttpAdapter().set('trust proxy', 1)", "'trust proxy' = 1"],
    ['a cast', "(app as any).set('trust proxy', 1)", "'trust proxy' = 1"],
    ['behind a chain', "app.useGlobalPipes(new ValidationPipe()).useGlobalFilters(new X()).setGlobalPrefix('api'); app.set('trust proxy', 1)", "'trust proxy' = 1"],
  ])('settings: %s', (_name, text, expected) => {
    expect(nest(`async function bootstrap() { const app = await NestFactory.create<NestExpressApplication>(AppModule); ${text}; await app.listen(1) } bootstrap()`).settings).toEqual([expected]);
  });

  it('puts the global prefix before the routes', () => {
    const found = nest("async function bootstrap() { const app = await NestFactory.create(AppModule); app.setGlobalPrefix('api'); await app.listen(1) } bootstrap()");
    expect(found.stack.map((line) => line.replace(' (later)', ''))).toEqual(["get '/api/cats': all", "post '/api/cats/:id/visit': visit", "get '/api/cats/out': out"]);
  });

  it('uses an express app of one\'s own', () => {
    const found = nest("import express from 'express'; import { ExpressAdapter } from '@nestjs/platform-express'; async function bootstrap() { const server = express(); server.set('trust proxy', 1); server.use(session({ secret: 'x' })); const app = await NestFactory.create(AppModule, new ExpressAdapter(server)); await app.init(); require('http').createServer(server).listen(1) } bootstrap()");
    expect(found.stack.map((line) => line.replace(' (later)', ''))).toEqual(['session', ...ROUTES]);
    expect(found.settings).toEqual(["'trust proxy' = 1"]);
    expect(found.servers).toEqual(['http']);
  });

  it('runs the middlewares of modules before the routes', () => {
    const found = nest("async function bootstrap() { const app = await NestFactory.create(AppModule); await app.listen(1) } bootstrap()",
      "import { Module, NestModule, MiddlewareConsumer } from '@nestjs/common'; import * as session from 'express-session'; import { AppController } from './app.controller'; import { LoggerMiddleware } from './logger'; @Module({ controllers: [AppController] }) export class AppModule implements NestModule { configure(consumer: MiddlewareConsumer) { consumer.apply(session({ secret: 'x' }), LoggerMiddleware).forRoutes('*').apply(function cats(req, res, next) {}).forRoutes('cats') } }",
      { 'logger.ts': "import { Injectable, NestMiddleware } from '@nestjs/common'; @Injectable() export class LoggerMiddleware implements NestMiddleware { use(req, res, next) { next() } }" });
    expect(found.stack.map((line) => line.replace(' (later)', ''))).toEqual(['session', 'use', "'/cats': cats", ...ROUTES]);
  });

  it('runs what modules export, dynamic modules and forwardRef', () => {
    const found = nest("async function bootstrap() { const app = await NestFactory.create(AppModule); await app.listen(1) } bootstrap()",
      "import { Module, forwardRef } from '@nestjs/common'; import { ConfigModule } from '@nestjs/config'; import { AuthModule } from './auth.module'; import { DynamicModule } from './dynamic'; @Module({ imports: [ConfigModule.forRoot({ isGlobal: true }), forwardRef(() => AuthModule), DynamicModule.register({ a: 1 })] }) export class AppModule {}",
      {
        'auth.module.ts': "import { Module, Controller, Get } from '@nestjs/common'; @Controller({ path: 'auth' }) class AuthController { @Get(['a', 'b']) me() {} } @Module({ controllers: [AuthController] }) export class AuthModule {}",
        'dynamic.ts': "import { Module, Controller, Get } from '@nestjs/common'; @Controller() class DynamicController { @Get('dynamic') me() {} } @Module({}) export class DynamicModule { static register(options) { return { module: DynamicModule, controllers: [DynamicController] } } }",
      });
    expect(found.stack.map((line) => line.replace(' (later)', ''))).toEqual(["get '/auth/a', '/auth/b': me", "get '/dynamic': me"]);
  });

  it('reads what handlers do through their decorated parameters and injected services', () => {
    const found = nest("async function bootstrap() { const app = await NestFactory.create(AppModule); await app.listen(1) } bootstrap()", MODULE,
      { 'app.controller.ts': "import { Controller, Get, Post, Req, Res, Session, Request } from '@nestjs/common'; import { AuthService } from './auth.service'; @Controller() export class AppController { constructor(private readonly auth: AuthService) {} @Get('me') me(@Session() session) { return session.user } @Post('login') login(@Req() req) { return this.auth.login(req) } @Get('key') key(@Session('key') key) {} @Post('x') x(@Request() req, @Res({ passthrough: true }) res) { req.session.a = 1; res.cookie('a', 'b') } }",
        'auth.service.ts': "import { Injectable } from '@nestjs/common'; @Injectable() export class AuthService { login(req) { req.session.user = 1 } }" });
    expect(found.acts('me')).toEqual(['read-session user', 'answer send']);
    expect(found.acts('login')).toEqual(['write-session user', 'answer send']);
    expect(found.acts('x')).toEqual(['write-session a', 'set-cookie cookie', 'answer send']);
  });

  it.each([
    ['app.get(ConfigService)', "const config = app.get(ConfigService); app.use(session({ name: 'a', secret: config.get('SECRET') }))"],
    ['with a type', "const config = app.get<ConfigService>(ConfigService); app.use(session({ name: 'a', secret: config.get<string>('SECRET') }))"],
    ['getOrThrow', "const config = app.get(ConfigService); app.use(session({ name: 'a', secret: config.getOrThrow('SECRET') }))"],
    ['with options', "const config = app.get(ConfigService); app.use(session({ name: 'a', secret: config.get('SECRET', { infer: true }) }))"],
  ])('ConfigService: %s', (_name, text) => {
    const found = nest(`import { ConfigService } from '@nestjs/config'; async function bootstrap() { const app = await NestFactory.create(AppModule); ${text}; await app.listen(1) } bootstrap()`);
    expect(found.option('secret')).toBe('unknown: read from the environment variable `SECRET`');
  });

  it('ConfigService: a default stands in for what is not set', () => {
    const found = nest("import { ConfigService } from '@nestjs/config'; async function bootstrap() { const app = await NestFactory.create(AppModule); const config = app.get(ConfigService); app.use(session({ secret: config.get('SECRET', 'x') })); await app.listen(1) } bootstrap()");
    expect(found.option('secret')).toBe("'x' if not process.env.SECRET | unknown: read from the environment variable `SECRET` if process.env.SECRET");
  });

  it('knows NODE_ENV through ConfigService', () => {
    const main = "import { ConfigService } from '@nestjs/config'; async function bootstrap() { const app = await NestFactory.create(AppModule); const config = app.get(ConfigService); app.use(session({ cookie: { secure: config.get('NODE_ENV') === 'production' } })); await app.listen(1) } bootstrap()";
    expect(nest(main).option('cookie.secure')).toBe('true');
  });

  it('follows ConfigService into the constructor of a module', () => {
    const found = nest("async function bootstrap() { const app = await NestFactory.create(AppModule); await app.listen(1) } bootstrap()",
      "import { Module, MiddlewareConsumer } from '@nestjs/common'; import { ConfigService } from '@nestjs/config'; import session from 'express-session'; @Module({}) export class AppModule { constructor(private readonly config: ConfigService) {} configure(consumer: MiddlewareConsumer) { consumer.apply(session({ secret: this.config.get('SECRET') })).forRoutes('*') } }");
    expect(found.option('secret')).toBe('unknown: read from the environment variable `SECRET`');
  });

  it('leaves a Fastify application alone', () => {
    const found = nest("import { FastifyAdapter } from '@nestjs/platform-fastify'; async function bootstrap() { const app = await NestFactory.create(AppModule, new FastifyAdapter()); app.use(session({ secret: 'x' })); await app.listen(1) } bootstrap()");
    expect(found.world.apps).toEqual([]);
  });

  it('follows bootstrap into helpers', () => {
    const found = nest("import { setUp } from './setup'; const bootstrap = async () => { const app = await NestFactory.create(AppModule, { logger: false }); setUp(app); await app.listen(1) }; void bootstrap()", MODULE,
      { 'setup.ts': "import * as session from 'express-session'; import { INestApplication } from '@nestjs/common'; export function setUp(app: INestApplication) { app.use(session({ secret: 'x' })) }" });
    expect(found.stack.map((line) => line.replace(' (later)', ''))).toEqual(['session', ...ROUTES]);
  });
});

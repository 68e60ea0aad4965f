import { describe, expect, it } from 'vitest';
import { ran, type Ran } from './programs.ts';

const MAIN = "import { NestFactory } from '@nestjs/core'; import { AppModule } from './app.module'; async function bootstrap() { const app = await NestFactory.create(AppModule); BEFORE await app.listen(1) } bootstrap()";
const IMPORTS = "import { Controller, Get, Post, Module, UseGuards, Injectable, CanActivate, ExecutionContext, Req } from '@nestjs/common'; import { APP_GUARD } from '@nestjs/core'; import { AuthGuard, PassportModule, PassportStrategy } from '@nestjs/passport'; import { Strategy } from 'passport-google-oauth20';\n";

/** A module with a controller, and what stands before both. */
function nest(before: string, controller: string, module = 'controllers: [Pages]', main = ''): Ran {
  return ran({ 'main.ts': MAIN.replace('BEFORE', main), 'app.module.ts': `${IMPORTS}${before}\n${controller}\n@Module({ ${module} }) export class AppModule {}` });
}

const stackOf = (found: Ran): readonly string[] => found.stack.map((line) => line.replace(' (later)', ''));
const CHECK = "@Injectable() class LoggedIn implements CanActivate { canActivate(context: ExecutionContext) { return context.switchToHttp().getRequest().session.user !== undefined } }";

describe('guards of NestJS', () => {
  it('come before the method: those of all, of the controller, of the method', () => {
    const guard = (name: string): string => `class ${name} { canActivate(context) { return context.switchToHttp().getRequest().session.${name.toLowerCase()} } }`;
    const found = nest([guard('First'), guard('Second'), guard('Third'), guard('Fourth')].join(' '), "@Controller('a') @UseGuards(Third) class Pages { @Get() @UseGuards(new Fourth()) page() {} }",
      'controllers: [Pages], providers: [{ provide: APP_GUARD, useClass: Second }]', 'app.useGlobalGuards(new (class { canActivate(context) { return context.switchToHttp().getRequest().session.first } })());');
    expect(stackOf(found)).toEqual(["get '/a': canActivate", "get '/a': canActivate", "get '/a': canActivate", "get '/a': canActivate", "get '/a': page"]);
    expect(found.world.handlers.slice(0, 4).map(({ acts }) => acts.find(({ does }) => does === 'read-session')?.name)).toEqual(['first', 'second', 'third', 'fourth']);
  });

  it('let through or answer', () => {
    const found = nest(CHECK, "@Controller('a') class Pages { @Get() @UseGuards(LoggedIn) page() {} }");
    expect(found.acts('canActivate')).toEqual(['read-session user', 'next if req.session.user', 'answer send if not req.session.user']);
  });

  it('are one function, whatever they stand before', () => {
    const found = nest(CHECK, "@Controller('a') @UseGuards(LoggedIn) class Pages { @Get() page() {} @Get('b') other() {} }");
    expect(found.world.handlers.map(({ name }) => name)).toEqual(['canActivate', 'page', 'other']);
  });

  it('that wait decide later', () => {
    const found = nest('class Slow { async canActivate(context) { const user = await find(context.switchToHttp().getRequest().session.user); return Boolean(user) } }', "@Controller('a') class Pages { @Get() @UseGuards(Slow) page() {} }");
    expect(found.acts('canActivate').map((act) => act.split(' if ')[0])).toEqual(['read-session user', 'next (later)', 'answer send (later)']);
  });

  it('of a package are left out, and one that is not seen is told', () => {
    const found = nest("import { ThrottlerGuard } from '@nestjs/throttler'; import { Hidden } from './nowhere';", "@Controller('a') class Pages { @Get() @UseGuards(ThrottlerGuard, Hidden) page() {} }");
    expect(stackOf(found)).toEqual(["get '/a': unknown: there is no file for `./nowhere`", "get '/a': page"]);
  });

  it('of passport authenticate with a callback, and log nobody in', () => {
    const found = nest('class Google extends AuthGuard("google") {}', "@Controller('a') class Pages { @Get() @UseGuards(AuthGuard('local')) page() {} @Get('g') @UseGuards(Google) g() {} @Get('d') @UseGuards(AuthGuard()) d() {} }",
      "imports: [PassportModule.register({ defaultStrategy: 'jwt' })], controllers: [Pages]");
    expect(stackOf(found)).toEqual(["get '/a': passport.authenticate", "get '/a': page", "get '/a/g': passport.authenticate", "get '/a/g': g", "get '/a/d': passport.authenticate", "get '/a/d': d"]);
    expect(found.world.middlewares.flatMap((one) => (one.kind === 'known' ? [one.arguments.map((value) => found.show(value))] : []))).toEqual([
      ["'local'", "{ defaultStrategy: 'jwt' }", 'unknown: `callback` is not followed'], ["'google'", "{ defaultStrategy: 'jwt' }", 'unknown: `callback` is not followed'], ["'jwt'", "{ defaultStrategy: 'jwt' }", 'unknown: `callback` is not followed'],
    ]);
  });

  it('of passport log in where they say so', () => {
    const found = nest("class Local extends AuthGuard('local') { async canActivate(context) { const result = (await super.canActivate(context)) as boolean; await super.logIn(context.switchToHttp().getRequest()); return result } }", "@Controller('a') class Pages { @Post() @UseGuards(Local) login() {} }");
    expect(found.acts('canActivate').map((act) => act.split(' if ')[0])).toEqual(['run-middleware middleware', 'log-in logIn (later)', 'next (later)']);
  });
});

describe('strategies of NestJS', () => {
  it('register themselves when they are made', () => {
    const found = nest("@Injectable() class Google extends PassportStrategy(Strategy, 'google') { constructor(private users: Users) { super({ clientID: 'x', state: true }) } validate() {} }", "@Controller('a') class Pages { @Get() page() {} }", 'controllers: [Pages], providers: [Google]');
    expect(found.world.passports[0]?.strategies.map(({ name, strategy }) => [name && found.show(name), found.show(strategy)])).toEqual([["'google'", "passport-google-oauth20.Strategy()({ clientID: 'x', state: true })"]]);
  });

  it('may be registered by what is not seen', () => {
    const found = nest("import { AuthModule } from './nowhere'; class Google extends PassportStrategy(Strategy) {}", "@Controller('a') class Pages { @Get() page() {} }", 'imports: [AuthModule], controllers: [Pages], providers: [Google]');
    expect(found.world.passports[0]?.escapes).toBe(true);
    expect(found.world.passports[0]?.strategies).toHaveLength(1);
  });
});

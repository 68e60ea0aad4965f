import { quoted } from '../src/model/certain.ts';
import { sessionsInUse } from '../src/model/duplicates.ts';
import { isTestOrExample } from '../src/model/environments.ts';
import type { SessionSetup } from '../src/model/index.ts';
import { emptyElements, fileName, lackingFile, mayBeGivenSecret, missingSecret, textsOfVariables } from '../src/model/missing-secret.ts';
import { isForDeveloping, isStarted } from '../src/model/reach.ts';
import type { Rule } from '../src/rule.ts';
import { defineRule } from '../src/rule.ts';

/** There is no secret to sign the session cookie with. */
export const secretAvailable: Rule = defineRule({
  name: 'secret-available',
  level: 'error',
  since: '0.1.0',
  description: 'In production there must be a secret: not `undefined`, not empty, and not the text `undefined`.',
  symptom: 'Every request fails with `secret option required for sessions`, or the session cookie is signed with a word that anybody can guess.',
  offers: 'none',
  messages: {
    absent: 'express-session is given no `secret`, and no `cookieParser` before it has one: every request fails with `secret option required for sessions` {{environment}}.',
    nothing: 'The session\'s `secret` is `{{value}}`, and no `cookieParser` before it has one: every request fails with `secret option required for sessions` {{environment}}.',
    emptyElement: 'A secret in the list is an empty text: anybody can sign session cookies that the server takes for its own {{environment}}.',
    noFirst: 'The first secret of the list is `{{value}}`: express-session cannot sign with it, and no session cookie is set {{environment}}.',
    noOther: 'A secret of the list is `{{value}}`: a session cookie that the secrets before it did not sign makes the request fail {{environment}}.',
    text: '`{{variable}}` is made a text before it signs: where it is not set, the word `undefined` stands in its place {{environment}}, nothing fails, and anybody can sign session cookies.',
    lacking: '`{{file}}` does not give `{{variable}}`, which `{{other}}` lists: where nothing else sets it, the session secret is undefined {{environment}}, and {{consequence}}.',
  },
  check(workspace, report) {
    for (const world of workspace.judged) {
      for (const session of sessionsInUse(world)) {
        if (isTestOrExample(session.at.file, workspace.root)) continue;
        const evidence = [{ role: 'the session is made here', at: session.at }];
        const missing = missingSecret(session);
        if (missing && isStarted(world) && !mayBeGivenSecret(world, session)) {
          if (missing.value) report('nothing', { at: missing.at, world, data: { value: quoted(missing.value) }, evidence });
          else report('absent', { at: missing.at, world, data: {} });
        }
        for (const { empty, value, index } of emptyElements(session)) {
          if (empty === 'text') report('emptyElement', { at: value.at, world, data: {}, evidence });
          // What cookie-session makes of it is said where its options are judged.
          else if (session.library === 'express-session') report(index === 0 ? 'noFirst' : 'noOther', { at: value.at, world, data: { value: quoted(value) }, evidence });
        }
        const production = world.environment === 'production';
        if (production && isForDeveloping(workspace, world)) continue;
        for (const { variable, value, at } of production ? textsOfVariables(session) : []) report('text', { at: inside(at, value.at) ? at : value.at, world, data: { variable }, evidence });
        const lacking = isStarted(world) ? lackingFile(workspace, world, session) : undefined;
        if (!lacking) continue;
        const { variable, file, listed, secret } = lacking;
        report('lacking', {
          at: secret.value.at, world, data: { variable, file: fileName(file), other: fileName(listed), consequence: consequenceFor(session) },
          evidence: [...evidence, { role: 'it is listed here', at: listed }],
        });
      }
    }
  },
});

function inside(outer: { file: string; start: number; end: number }, inner: { file: string; start: number; end: number }): boolean {
  return outer.file === inner.file && outer.start <= inner.start && inner.end <= outer.end;
}

function consequenceFor({ library }: SessionSetup): string {
  return library === 'express-session' ? 'every request fails with `secret option required for sessions`' : 'no session cookie can be signed';
}

import type { CallSite } from '../../frame.ts';
import type { Run } from '../../run.ts';
import { primitive, type ObjectValue, type Value } from '../../value.ts';
import type { KnownModule } from '../index.ts';
import { note, objectAt, read } from './calls.ts';

/** How a package sets up a client: the names that do, where its options are, and the one that holds the address (else it is the first argument). */
interface Shape {
  readonly names: readonly string[];
  readonly optionsAt: number;
  readonly url?: string;
  /** The option that holds what goes to `fetch`; without it, the options themselves do. */
  readonly inside?: string;
}

const APOLLO: Shape = { names: ['ApolloClient', 'HttpLink', 'BatchHttpLink', 'createHttpLink', 'createUploadLink'], url: 'uri', optionsAt: 0 };
const URQL: Shape = { names: ['createClient', 'Client'], url: 'url', optionsAt: 0, inside: 'fetchOptions' };

const SHAPES: Readonly<Record<string, Shape>> = {
  '@apollo/client': APOLLO, '@apollo/client/core': APOLLO, '@apollo/client/link/http': APOLLO, 'apollo-link-http': APOLLO,
  'apollo-client': APOLLO, 'apollo-boost': { ...APOLLO, names: ['default'] }, 'apollo-upload-client': APOLLO,
  urql: URQL, '@urql/core': URQL, '@urql/vue': URQL, '@urql/svelte': URQL, '@urql/preact': URQL,
  'graphql-request': { names: ['GraphQLClient'], optionsAt: 1 },
};

/** Clients of GraphQL: each request is a `POST` to one address, sent with `fetch`. */
export const graphqlModules: Readonly<Record<string, KnownModule>> = Object.fromEntries(Object.entries(SHAPES).map(([module, shape]): [string, KnownModule] => [module, (run) => {
  const made = (name = module) => (inner: Run, site: CallSite): Value => setUp(inner, site, module, name, shape);
  const named = (name: string): Value => run.native(`${module}.${name}`, made(name), { construct: made(name), from: { module, path: `.${name}` } });
  return run.native(module, shape.names.includes('default') ? made() : undefined, {
    ...(shape.names.includes('default') ? { construct: made() } : {}), from: { module, path: 'default' },
    member: (inner, name, at) => {
      if (shape.names.includes(name)) return named(name);
      return name === 'default' ? undefined : inner.unknown(`the package \`${module}\` is not followed`, at, `${module}.${name}`, { from: { module, path: `.${name}` } });
    },
  });
}]));

function setUp(run: Run, site: CallSite, module: string, name: string, { url: address, optionsAt, inside }: Shape): Value {
  const options = objectAt(site, optionsAt);
  const url = address === undefined ? site.arguments[0]?.value : read(run, options, address, site);
  const own = inside === undefined ? options : read(run, options, inside, site);
  const place: ObjectValue | undefined = own?.t === 'object' ? own : undefined;
  if (url) {
    note(run, site, {
      library: 'graphql', name, url, method: primitive('POST', site.at), options: place,
      credentials: own && !place ? run.unknown('options that are not known', site.at) : read(run, place, 'credentials', site),
      ...(inside === undefined ? { optionsAt } : {}),
    });
  }
  return run.unknown(`the package \`${module}\` is not followed`, site.at, `${module}@${site.at.file}:${String(site.at.start)}`);
}

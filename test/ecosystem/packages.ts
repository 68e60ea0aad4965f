/** A package of the registry that holds an Express server with sessions. */
export interface Published {
  /** `name@version`: a version never changes, so what is found in it changes with the linter alone. */
  readonly spec: string;
  /** The directory of it that is linted, where a compiler wrote it, a file for a file: as a whole, such a package has no source. */
  readonly within?: string;
}

/** Readable sources, each of another kind: middlewares for others, whole servers, CommonJS, TypeScript, a compiler's output. */
export const packages: readonly Published[] = [
  { spec: '@adminjs/express@6.1.1' },
  { spec: 'apostrophe@4.32.2' },
  { spec: 'cncjs@1.11.5', within: 'dist/cncjs/server' },
  { spec: 'ep_etherpad-lite@1.8.14' },
  { spec: 'express-gateway@1.16.11' },
  { spec: 'flowise@3.1.4', within: 'dist' },
  { spec: 'keystone@4.2.1' },
  { spec: 'linagora-rse@1.3.7' },
  { spec: 'mongo-express@1.0.2' },
  { spec: 'nodebb@1.4.0' },
  { spec: 'parse-dashboard@9.2.0' },
  { spec: 'pm2-gui@0.1.4' },
  { spec: 'sails@1.5.18' },
  { spec: 'wiki-server@0.27.0' },
];

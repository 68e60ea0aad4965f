export type * from './types.ts';
export type * from './value.ts';

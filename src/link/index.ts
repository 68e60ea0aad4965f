export type { AppEntity, ClientEvent, CorsEntity, Entity, MiddlewareEntity, RegistrationEvent, ServerEntity, SessionEntity, SettingEvent, StatementSite, StoreEntity } from './entity.ts';
export { and, given, implies, or, type Guard } from './guard.ts';
export { tryFunction, type ActEvent, type Summary } from './handlers.ts';
export { handlerId, handlersIn, runProgram, type Finished } from './program.ts';
export type { Resolution } from './resolve.ts';
export type { Argument, Program, Run } from './run.ts';
export { hoistable, readSite, type SiteReading } from './sites.ts';
export { alternatives, type ArrayValue, type FunctionValue, type ObjectValue, type Primitive, type Single, type Slot, type Value } from './value.ts';

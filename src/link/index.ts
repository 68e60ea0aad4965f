export type { AppEntity, RegistrationEvent, SessionEntity, SettingEvent, StatementSite } from './entity.ts';
export { given, type Guard } from './guard.ts';
export { handlerId, handlersIn, tryFunction, type ActEvent, type Summary } from './handlers.ts';
export { runProgram, type Finished } from './program.ts';
export type { Argument } from './frame.ts';
export type { Program } from './program.ts';
export type { Run } from './run.ts';
export { hoistable, readSite, type SiteReading } from './sites.ts';
export { alternatives, type FunctionValue, type ObjectValue, type Single, type Slot, type Value } from './value.ts';

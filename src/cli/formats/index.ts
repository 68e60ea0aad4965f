import type { Reported } from '../reported.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { sarif } from './sarif.ts';

/** Writes findings in a format of another tool. `directory` is what names of files are relative to. */
export type Format = (findings: readonly Reported[], directory: string) => string;

/** The formats that ESLint has no formatter for that would tell the evidence. All others are ESLint's. */
export const FORMATS: Readonly<Record<string, Format>> = { github, gitlab, sarif };

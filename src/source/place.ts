/** A stretch of one file: UTF-16 offsets into its text without the byte order mark, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A span and the file it is in. `file` is an absolute path with forward slashes. */
export interface Place extends Span {
  readonly file: string;
}

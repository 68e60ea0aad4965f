/** A file's text as the analyser sees it. */
export interface SourceText {
  /** Absolute path with forward slashes. */
  readonly file: string;
  /** Decoded text, byte order mark stripped, line ends kept. */
  readonly text: string;
  /** SHA-1 of `text`, in hex. Two texts with one hash have the same facts. */
  readonly hash: string;
  /** Whether the file began with a byte order mark. */
  readonly bom: boolean;
}

/** Why a file has no text. */
export interface Unreadable {
  readonly file: string;
  readonly reason: 'missing' | 'too large' | 'binary' | 'unreadable' | 'directory';
  /** One plain sentence for the user. */
  readonly detail: string;
}

/** One name in a directory. `link` is a symbolic link, wherever it leads. */
export interface DirectoryItem {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
}

/**
 * The file system as the floors above see it: an overlay (an editor's or ESLint's text) over the disk.
 * Nothing here throws on what it finds; a file that can't be read is an `Unreadable`.
 * An answer of `read`, `kind` and `list` is kept for the life of the object.
 */
export interface Files {
  /** The text of a file, read once and kept for the life of this object; overlay text wins over the disk. */
  read(file: string): SourceText | Unreadable;
  /** What stands at a path, links followed; `undefined` where nothing does. */
  kind(path: string): 'file' | 'directory' | undefined;
  /** Names in a directory, sorted, without `.` and `..`; empty where it can't be read. */
  list(directory: string): readonly string[];
  /** The same with what each name is, links not followed, in no order. Not kept: for walking large trees. */
  items(directory: string): readonly DirectoryItem[];
  /** The bytes of a file, without decoding and without keeping them: valid until the next call of any method here. */
  peek(file: string): Uint8Array | Unreadable;
  /** Differs whenever the content may: for reusing, in a later `Files`, what was worked out from it. `undefined` where there is no file. */
  stamp(file: string): string | undefined;
}

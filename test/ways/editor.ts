import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter, type MessageConnection } from 'vscode-jsonrpc/node';
import type { Project } from './project.ts';

interface Position {
  readonly line: number;
  readonly character: number;
}
interface Range {
  readonly start: Position;
  readonly end: Position;
}
interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}
/** What an editor shows below a stretch of code. */
export interface Shown {
  readonly range: Range;
  readonly code?: string;
  readonly message: string;
  readonly severity?: number;
}
interface Command {
  readonly command: string;
  readonly arguments?: readonly unknown[];
}
/** What an editor offers at a place: a command to run. */
export interface Action {
  readonly title: string;
  readonly kind?: string;
  readonly command?: Command;
  readonly edit?: WorkspaceEdit;
}
interface WorkspaceEdit {
  readonly changes?: Readonly<Record<string, readonly TextEdit[]>>;
  readonly documentChanges?: readonly { readonly textDocument: { readonly uri: string }; readonly edits: readonly TextEdit[] }[];
}
/** What an editor must know of a project. */
type Opened = Pick<Project, 'root' | 'write'>;
interface Document {
  text: string;
  version: number;
}

/** The settings that the extension of VS Code sends its server, as they come. */
const SETTINGS = {
  validate: 'on', run: 'onType', packageManager: 'npm', useESLintClass: true, useFlatConfig: true, experimental: { useFlatConfig: false },
  codeAction: { disableRuleComment: { enable: true, location: 'separateLine', commentStyle: 'line' }, showDocumentation: { enable: true } },
  codeActionOnSave: { mode: 'all' }, format: false, quiet: false, onIgnoredFiles: 'off', options: {}, rulesCustomizations: [],
  problems: { shortenToSingleLine: false }, nodePath: null, workingDirectory: { mode: 'location' },
};

/** What a server is started with that can be asked what it holds. */
const HEAP = join(process.cwd(), 'test/ways/heap.cjs');

/** An editor with a project open: VS Code's ESLint server, and somebody who types. */
export class Editor {
  readonly #project: Opened;
  readonly #server: ChildProcess;
  readonly #connection: MessageConnection;
  readonly #documents = new Map<string, Document>();

  private constructor(project: Opened, server: ChildProcess, connection: MessageConnection) {
    this.#project = project;
    this.#server = server;
    this.#connection = connection;
  }

  /**
   * Starts the server and tells it of the project.
   *
   * @param tellsHeap whether the server can be asked what it holds
   */
  static async open(project: Opened, tellsHeap = false): Promise<Editor> {
    const file = join(project.root, 'node_modules/.bin/vscode-eslint-language-server');
    if (!existsSync(file)) throw new Error('vscode-langservers-extracted is not installed');
    const asked = tellsHeap ? ['--expose-gc', '--require', HEAP] : [];
    const server = spawn(process.execPath, [...asked, file, '--stdio'], { cwd: project.root, stdio: ['pipe', 'pipe', 'ignore', 'ipc'] });
    if (server.stdout === null || server.stdin === null) throw new Error('The server has no streams.');
    const connection = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
    const editor = new Editor(project, server, connection);
    const workspaceFolder = { uri: pathToFileURL(project.root).href, name: 'project' };
    connection.onRequest('workspace/configuration', ({ items }: { items: readonly unknown[] }) => items.map(() => ({ ...SETTINGS, workspaceFolder })));
    connection.onRequest('workspace/applyEdit', ({ edit }: { edit: WorkspaceEdit }) => {
      editor.#apply(edit);
      return { applied: true };
    });
    connection.onRequest('client/registerCapability', () => null);
    connection.onRequest('workspace/diagnostic/refresh', () => null);
    connection.onUnhandledNotification(() => undefined);
    connection.listen();
    await connection.sendRequest('initialize', {
      processId: process.pid, rootUri: workspaceFolder.uri, workspaceFolders: [workspaceFolder],
      capabilities: { workspace: { configuration: true, applyEdit: true, workspaceFolders: true }, textDocument: { diagnostic: { dynamicRegistration: true }, codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source.fixAll'] } } } } },
    });
    await connection.sendNotification('initialized', {});
    return editor;
  }

  /** Opens a file as it is on the disk. */
  async openFile(file: string): Promise<void> {
    const text = readFileSync(join(this.#project.root, file), 'utf8');
    const uri = this.#uri(file);
    this.#documents.set(uri, { text, version: 1 });
    await this.#connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'javascript', version: 1, text } });
  }

  /** Types: the file has this text now, and is not saved. */
  async type(file: string, text: string): Promise<void> {
    await this.#change(this.#uri(file), text);
  }

  /** Saves what was typed. */
  async save(file: string): Promise<void> {
    this.#project.write(file, this.text(file));
    await this.#connection.sendNotification('textDocument/didSave', { textDocument: { uri: this.#uri(file) } });
    await this.#connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: this.#uri(file), type: 2 }] });
  }

  text(file: string): string {
    return this.#document(this.#uri(file)).text;
  }

  /** What is shown in a file now. */
  async shown(file: string): Promise<readonly Shown[]> {
    const report = await this.#connection.sendRequest<{ readonly items: readonly Shown[] }>('textDocument/diagnostic', { textDocument: { uri: this.#uri(file) } });
    return report.items;
  }

  /** What is offered for one of the things shown. */
  async actions(file: string, shown: Shown, only?: string): Promise<readonly Action[]> {
    return await this.#connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri: this.#uri(file) }, range: shown.range, context: { diagnostics: [shown], triggerKind: 1, ...(only === undefined ? {} : { only: [only] }) },
    });
  }

  /** Does what was chosen. */
  async choose({ command, edit }: Action): Promise<void> {
    if (edit !== undefined) this.#apply(edit);
    if (command !== undefined) await this.#connection.sendRequest('workspace/executeCommand', command);
  }

  /** What the server holds on to, in megabytes: its heap after a collection. */
  async heap(): Promise<number> {
    this.#server.send('heap');
    const [told] = await once(this.#server, 'message') as NodeJS.MemoryUsage[];
    return (told?.heapUsed ?? Number.NaN) / 1e6;
  }

  /** The memory of the server, in megabytes. */
  memory(): number {
    const status = readFileSync(`/proc/${this.#server.pid ?? 0}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024;
  }

  /** The processor time that the server has used so far, in milliseconds: what else the machine does is not in it. */
  work(): number {
    // Behind the name of the program in brackets: utime and stime are the 12th and 13th fields, in hundredths of a second (proc(5)).
    const [, fields = ''] = /\) (.*)/.exec(readFileSync(`/proc/${this.#server.pid ?? 0}/stat`, 'utf8')) ?? [];
    const [user = 0, system = 0] = fields.split(' ').slice(11, 13).map(Number);
    return (user + system) * 10;
  }

  async close(): Promise<void> {
    await this.#connection.sendRequest('shutdown');
    this.#connection.dispose();
    this.#server.kill();
  }

  #apply({ changes = {}, documentChanges = [] }: WorkspaceEdit): void {
    for (const [uri, edits] of [...Object.entries(changes), ...documentChanges.map(({ textDocument, edits }) => [textDocument.uri, edits] as const)]) {
      const { text } = this.#document(uri);
      const lines = text.split('\n');
      const offset = ({ line, character }: Position): number => lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, 0) + character;
      const last = [...edits].sort((a, b) => offset(b.range.start) - offset(a.range.start));
      void this.#change(uri, last.reduce((one, { range, newText }) => one.slice(0, offset(range.start)) + newText + one.slice(offset(range.end)), text));
    }
  }

  async #change(uri: string, text: string): Promise<void> {
    const document = this.#document(uri);
    document.text = text;
    document.version += 1;
    await this.#connection.sendNotification('textDocument/didChange', { textDocument: { uri, version: document.version }, contentChanges: [{ text }] });
  }

  #document(uri: string): Document {
    const document = this.#documents.get(uri);
    if (document === undefined) throw new Error(`${uri} is not open`);
    return document;
  }

  #uri(file: string): string {
    return pathToFileURL(join(this.#project.root, file)).href;
  }
}

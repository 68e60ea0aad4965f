import { keptFor, memoised } from '../source/kept.ts';
import type { ClientCall, EnvFile, Outline, Workspace, World } from './types.ts';

/** What of a workspace is not part of the worlds that are judged, and can differ although they are the same. */
export type Aspect = Exclude<keyof Workspace, 'root' | 'judged'>;

/** A workspace as one who looks at it sees it: what is looked at beside the worlds to judge is noted. */
class View implements Workspace {
  readonly #whole: Workspace;
  readonly #looked: Set<Aspect>;
  readonly judged: readonly World[];

  constructor(whole: Workspace, judged: readonly World[], looked: Set<Aspect>) {
    this.#whole = whole;
    this.#looked = looked;
    this.judged = judged;
  }

  /** The workspace behind a view, and where is noted what is looked at; of any other the workspace itself. */
  static behind(workspace: Workspace): { readonly whole: Workspace; readonly looked?: Set<Aspect> } {
    return #whole in workspace ? { whole: workspace.#whole, looked: workspace.#looked } : { whole: workspace };
  }

  get root(): string {
    return this.#whole.root;
  }

  get worlds(): readonly World[] {
    return this.#at('worlds');
  }

  get outlines(): readonly Outline[] {
    return this.#at('outlines');
  }

  get clients(): readonly ClientCall[] {
    return this.#at('clients');
  }

  get serverOrigins(): readonly string[] {
    return this.#at('serverOrigins');
  }

  get envFiles(): readonly EnvFile[] {
    return this.#at('envFiles');
  }

  get proxies(): Workspace['proxies'] {
    return this.#at('proxies');
  }

  get problems(): Workspace['problems'] {
    return this.#at('problems');
  }

  #at<A extends Aspect>(aspect: A): Workspace[A] {
    this.#looked.add(aspect);
    return this.#whole[aspect];
  }
}

/** A view of a workspace in which some of its worlds are judged; `looked` takes what is looked at beside them. */
export function viewOf(workspace: Workspace, judged: readonly World[], looked: Set<Aspect>): Workspace {
  return new View(View.behind(workspace).whole, judged, looked);
}

/**
 * What follows from a workspace and from something in it, worked out once whichever view asks. What it was worked out
 * from counts as looked at by all who ask.
 */
export function keptInWorkspace<Key, Value>(make: (workspace: Workspace, key: Key) => Value): (workspace: Workspace, key: Key) => Value {
  const kept = keptFor<Workspace, Map<Key, { readonly value: Value; readonly looked: ReadonlySet<Aspect> }>>(() => new Map());
  return (workspace, key) => {
    const { whole, looked } = View.behind(workspace);
    const entry = memoised(kept(whole), key, () => {
      const own = new Set<Aspect>();
      return { value: make(new View(whole, whole.judged, own), key), looked: own };
    });
    for (const aspect of entry.looked) looked?.add(aspect);
    return entry.value;
  };
}

/**
 * Under which unknown conditions something holds, as a reduced ordered decision diagram in plain JSON.
 * A symbol stands for one question the analyser can't answer ("is `config.https` truthy?"); two places
 * that ask the same question carry the same symbol, so what happens under it belongs together.
 */
export type Guard = boolean | GuardNode;

export interface GuardNode {
  readonly symbol: string;
  readonly then: Guard;
  readonly else: Guard;
}

import { describe, expect, it } from 'vitest';
import { actsThat, handlersThat, stepsBeside, stepsOf, stepsThat } from '../../src/model/doing.ts';
import { lanesOf, type Lane, type Step } from '../../src/model/lane.ts';
import { Program } from './build-model.ts';

function made(): Lane {
  const program = new Program();
  const app = program.app();
  const login = program.handler([{ does: 'regenerate-session' }, { does: 'write-session', name: 'user' }, { does: 'write-session', name: 'at' }, { does: 'answer' }]);
  program.on(app, 'use', undefined, [program.session()]);
  program.on(app, 'post', '/login', [program.handler([{ does: 'next' }]), login]);
  program.on(app, 'post', '/logout', [program.handler([{ does: 'destroy-session' }, { does: 'answer' }])]);
  program.on(app, 'post', '/again', [login]);
  const [lane] = lanesOf(program.world());
  if (!lane) throw new Error('no lane');
  return lane;
}

const indices = (steps: readonly Step[]): number[] => steps.map(({ index }) => index);

describe('who does what', () => {
  it('is told handler by handler, in the order of the code', () => {
    const { world } = made();
    expect(actsThat(world, 'answer', 'write-session', 'destroy-session').map(({ act }) => act.name ?? act.does)).toEqual(['user', 'at', 'answer', 'destroy-session', 'answer']);
    expect(actsThat(world, 'log-out')).toEqual([]);
    expect(handlersThat(world, 'write-session', 'regenerate-session')).toHaveLength(1);
  });

  it('is told of steps once each, in the order of the lane', () => {
    const lane = made();
    expect(indices(stepsThat(lane, 'destroy-session', 'write-session', 'answer'))).toEqual([2, 3, 4]);
    expect(indices(stepsOf(lane, 'handler', 'session'))).toEqual([0, 1, 2, 3, 4]);
    expect(stepsThat(lane, 'flash')).toEqual([]);
  });

  it('is told of what stands beside a step', () => {
    const lane = made();
    const [, first] = lane.steps;
    expect(first && indices(stepsBeside(lane, first))).toEqual([1, 2]);
  });
});

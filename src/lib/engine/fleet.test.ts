import { expect, test } from 'vitest';
import { at, exactly, sketch } from '#lib/scenario/sketch.ts';
import { Watched } from '#lib/world/watched.ts';
import { World } from '#lib/world/world.ts';

const c = ['client', { ratePerSecond: 100, arrivals: 'constant' }] as const;
const r = ['registry', { operationTime: exactly(0) }] as const;

/** One caller at 100/s of four instances that start in 2 s; the network takes 1 ms each way, work 10 ms. */
function scenarioOf(script: Parameters<typeof sketch>[2], service = {}, mechanism = {}) {
  const config = { instances: 4, serviceTime: exactly(10), startSeconds: 2, ...service };
  const registry = ['registry', { ...r[1], mechanism: { is: 'leased', ...mechanism } }] as const;
  const nodes = { c, r: registry, s: ['service', config] } as const;
  return sketch(nodes, { 'c>s': { timeoutMs: 500 }, 'c>r': {}, 's>r': {} }, script);
}
const estate = (...of: Parameters<typeof scenarioOf>) => new Watched(scenarioOf(...of));

const story = (watched: Watched) =>
  watched.steps('s/deployment').map(({ at: when, to, why }) => `${when} ${to}: ${why}`);

/** When each instance took a step of its life to a state. */
const lives = (watched: Watched, state: string) =>
  watched
    .steps('s/life')
    .flatMap(({ at: when, subject, to }) => (to === state ? [`${when} ${subject}`] : []));

const fleet = ({ sim }: Watched) => sim.fleets.find((one) => one !== null)!;
const fact = (watched: Watched, key: string) => {
  return fleet(watched)
    .explain()
    .find((each) => each.key === key)?.value;
};

test('a rolling deployment creates as many as the surge allows, and stops as many as may be missing', () => {
  const watched = estate([at(20, 'deploy', 's')], { preStopSeconds: 1 }).run(60);
  expect(story(watched)).toEqual([
    '20 rolling: version 2 is to take the place of 4 instances',
    '22 rolling: of the new 2 serve, of the old 1 remain',
    '24 rolling: of the new 4 serve, of the old 0 remain',
    '24 idle: 4 of 4 instances are available',
  ]);
  // One beyond the four; when an old one is asked to leave, its place is taken at once.
  expect(lives(watched, 'starting')).toEqual(['20 s-5', '20 s-6', '22 s-7', '22 s-8']);
  expect(lives(watched, 'stopping')).toEqual(['20 s-4', '22 s-3', '22 s-2', '24 s-1']);
  expect(lives(watched, 'absent').map((life) => life.slice(-3))).toEqual(['s-4', 's-3', 's-2', 's-1']);
  expect(watched.sim.instances.slice(2).map((_, i) => fleet(watched).versionOf(i + 2))).toEqual([
    ...[1, 1, 1, 1],
    ...[2, 2, 2, 2],
  ]);
});

test('with no surge and one that may be missing, each goes before the next comes', () => {
  const config = { maxSurge: { is: 'count', count: 0 }, maxUnavailable: { is: 'count', count: 1 } };
  const watched = estate([at(20, 'deploy', 's', config)]).run(60);
  const expected = [20, 22, 24, 26];
  expect(lives(watched, 'stopping')).toEqual(expected.map((when, i) => `${when} s-${4 - i}`));
  expect(lives(watched, 'starting')).toEqual(expected.map((when, i) => `${when} s-${5 + i}`));
  expect(story(watched).at(-1)).toBe('28 idle: 4 of 4 instances are available');
});

test('with neither, Kubernetes lets one be missing, for nothing could move otherwise', () => {
  const none = { is: 'percent', percent: 0 };
  const watched = estate([at(20, 'deploy', 's', { maxSurge: none, maxUnavailable: none })]).run(60);
  expect(lives(watched, 'starting')).toEqual(['20 s-5', '22 s-6', '24 s-7', '26 s-8']);
});

test('a new one counts only when it has been up for minReadySeconds; those there before have been', () => {
  const watched = estate([at(1, 'deploy', 's', { minReadySeconds: 10 })]).run(60);
  expect(lives(watched, 'up')).toEqual(['3 s-5', '3 s-6', '15 s-7', '15 s-8']);
  expect(story(watched).at(-1)).toBe('25 idle: 4 of 4 instances are available');
});

test('a deployment while one is under way takes its place: the oldest go first', () => {
  const script = [at(20, 'deploy', 's'), at(23, 'deploy', 's')];
  const watched = estate(script).run(60);
  expect(story(watched).filter((line) => line.includes('version'))).toEqual([
    '20 rolling: version 2 is to take the place of 4 instances',
    '23 rolling: version 3 is to take the place of 5 instances',
  ]);
  // Two of version 2 were up, two were starting: those that serve nobody go before anyone who does.
  expect(lives(watched, 'stopping').slice(3)).toEqual(['23 s-8', '23 s-7', '25 s-1', '25 s-6', '27 s-5']);
  expect(fact(watched, 'version')).toBe(3);
  expect(watched.steps('s/deployment').at(-1)).toMatchObject({ to: 'idle' });
});

test('when no address is free, the next instance waits for one', () => {
  // Of eight addresses four are given up only 30 s after the stop began.
  const slow = { preStopSeconds: 30, terminationGracePeriodSeconds: 60 };
  const watched = estate([at(20, 'deploy', 's'), at(26, 'deploy', 's')], slow).run(27);
  expect(fact(watched, 'waiting')).toBeGreaterThan(0);
  expect(lives(watched, 'starting').filter((life) => life.startsWith('26'))).toEqual([]);
  watched.run(120);
  expect(fact(watched, 'waiting')).toBeUndefined();
  expect(fact(watched, 'available')).toBe(4);
  expect(watched.steps('s/deployment').at(-1)).toMatchObject({ to: 'idle' });
});

test('new instances that never come up leave the old ones that must serve alone, and it is said', () => {
  const script = [at(20, 'deploy', 's'), ...[4, 5].map((i) => at(21, 'kill-instance', 's', {}, i))];
  const watched = estate(script).run(700);
  expect(lives(watched, 'stopping')).toEqual(['20 s-4']);
  expect(story(watched).at(-1)).toBe('620 stuck: nothing moved for 600 s');
  // Somebody goes back to what ran: that is another version, and the dead ones are cleaned up first.
  const mended = estate([...script, at(650, 'deploy', 's')]).run(700);
  expect(story(mended).at(-1)).toMatch(/^65\d idle: 4 of 4/);
});

test('scaling creates at free addresses, and stops those that came last', () => {
  const watched = estate([
    at(20, 'scale', 's', { instances: 6 }),
    at(30, 'scale', 's', { instances: 3 }),
  ]).run(60);
  expect(lives(watched, 'starting')).toEqual(['20 s-5', '20 s-6']);
  expect(lives(watched, 'stopping')).toEqual(['30 s-6', '30 s-5', '30 s-4']);
  expect(story(watched)).toEqual([
    '20 scaling: there are to be 6 instances instead of 4',
    '22 idle: 6 of 6 instances are available',
    '30 scaling: there are to be 3 instances instead of 6',
    '30 idle: 3 of 3 instances are available',
  ]);
});

test('one that is down stays down unless the number is kept; then another comes at a new address in time', () => {
  const kill = [at(20, 'kill-instance', 's', {}, 1)];
  expect(lives(estate(kill).run(400), 'starting')).toEqual([]);
  const kept = { keepsCount: { is: 'replaces', afterSeconds: 30 } };
  const watched = estate(kill, kept).run(60);
  expect(lives(watched, 'absent')).toEqual(['50 s-2']);
  expect(lives(watched, 'starting')).toEqual(['50 s-5']);
  expect(story(watched)).toEqual([
    '50 replacing: one was gone for 30 s: another comes at a new address',
    '52 idle: 4 of 4 instances are available',
  ]);
  const restarted = estate([...kill, at(49, 'restart-instance', 's', {}, 1)], kept).run(60);
  expect(lives(restarted, 'starting')).toEqual(['49 s-2']);
});

test('where the number is kept, one that is asked to stop is replaced at once, and gives up its address', () => {
  const kept = { keepsCount: { is: 'replaces' }, preStopSeconds: 5 };
  const watched = estate([at(20, 'stop-instance', 's', {}, 0)], kept).run(60);
  expect(lives(watched, 'starting')).toEqual(['20 s-5']);
  expect(lives(watched, 'absent')).toEqual(['25 s-1']);
});

test('who is lost with a zone comes again in another one; when the zone is back there is room in it once more', () => {
  const kept = { instances: 4, keepsCount: { is: 'replaces', afterSeconds: 10 } };
  const script = [
    { atMicros: 20e6, fault: 'group-death', target: 'east', config: {} },
    at(40, 'scale', 's', { instances: 6 }),
    { atMicros: 60e6, fault: 'group-back', target: 'east', config: {} },
  ];
  const zone = (id: string) => ({ id, is: 'zone' as const, label: id, parent: null });
  const scenario = scenarioOf(script, kept);
  const nodes = scenario.nodes.map((node) =>
    node.id === 's' ? { ...node, groups: ['west', 'east'] } : node,
  );
  const watched = new Watched({ ...scenario, groups: [zone('west'), zone('east')], nodes }).run(55);
  // Every other address is in the east.
  expect(lives(watched, 'down')).toEqual(['20 s-2', '20 s-4']);
  expect(lives(watched, 'starting')).toEqual(['30 s-5', '30 s-7']);
  expect(fact(watched, 'waiting')).toBe(2);
  watched.run(70);
  expect(lives(watched, 'starting').slice(2)).toEqual(['60 s-6', '60 s-8']);
  expect(fact(watched, 'available')).toBe(6);
});

test('one that is killed on its way out gives up its address all the same', () => {
  const script = [at(20, 'deploy', 's'), at(21, 'kill-instance', 's', {}, 3)];
  const watched = estate(script, { preStopSeconds: 10 }).run(60);
  expect(lives(watched, 'absent')[0]).toBe('21 s-4');
  expect(watched.sim.instances.filter(({ life }) => life.state === 'down')).toEqual([]);
});

test('a replaced instance keeps its version', () => {
  const script = [at(20, 'deploy', 's', { minReadySeconds: 60 }), at(30, 'replace-instance', 's', {}, 0)];
  const watched = estate(script).run(40);
  const came = lives(watched, 'starting').at(-1)!;
  expect(came.startsWith('30 ')).toBe(true);
  const host = watched.world.layout.hosts.find(({ label }) => came.endsWith(label))!;
  expect(fleet(watched).versionOf(host.index)).toBe(1);
});

test('with a preStop and callers that watch, a rolling deployment loses no request; without a preStop it does', () => {
  const lost = (preStopSeconds: number, watch: boolean) => {
    const watched = estate([at(20, 'deploy', 's')], { preStopSeconds }, { watch }).run(60);
    return watched.ends.filter(({ outcome }) => outcome !== 'ok').length;
  };
  expect(lost(1, true)).toBe(0);
  expect(lost(0, true)).toBeGreaterThan(0);
  // Who only asks every 5 s goes on calling addresses that nobody has any more.
  expect(lost(1, false)).toBeGreaterThan(lost(0, true));
  expect(lost(10, false)).toBe(0);
});

test('a run with deployments goes on from any snapshot as if nothing had been', () => {
  const autoscaling = { is: 'kubernetes', averageUtilization: 20, maxReplicas: 6 };
  const service = {
    threads: 2,
    autoscaling,
    keepsCount: { is: 'replaces', afterSeconds: 5 },
    preStopSeconds: 1,
  };
  const script = [
    at(20, 'deploy', 's', { minReadySeconds: 3 }),
    at(25, 'kill-instance', 's', {}, 0),
    at(28, 'scale', 's', { instances: 5 }),
    at(40, 'deploy', 's'),
  ];
  const scenario = scenarioOf(script, service);
  const straight = new World(scenario).sim;
  straight.run(60e6);
  for (let seconds = 5; seconds < 60; seconds += 5) {
    const first = new World(scenario).sim;
    first.run(seconds * 1e6 + 1);
    const second = new World(scenario).sim;
    second.run((60 - seconds) * 1e6);
    second.restore(first.save());
    second.run(60e6);
    expect(second.digest.text()).toBe(straight.digest.text());
  }
});

import type { Fact } from '#lib/base/fact.ts';
import type { Variant } from '#lib/base/schema.ts';
import type { InstanceBuild } from '#lib/engine/build.ts';
import type { Behaviour, Listing, Registrar } from '#lib/engine/contract.ts';
import type { Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { LifeWords } from '#lib/engine/life.ts';
import { Station } from '#lib/engine/station.ts';
import { mechanismAtWork } from '#lib/policies/behaviours.ts';
import type { RegistryConfig } from './kind.ts';
import { machine } from './mode.machine.ts';

/** Works through registrations, heartbeats and lookups with its threads; what they mean is its mechanism's business. */
export const behaviour = {
  create: (build: InstanceBuild<RegistryConfig>): Registry => new Registry(build),
  life: {
    machine,
    concern: 'mode',
    up: 'serving',
    steps: {
      crashed: ['went down', 'it answers nobody; callers go on with the copies they hold'],
      lost: [
        'went down',
        'its machine is gone: who asks hears nothing; callers go on with the copies they hold',
      ],
      restarted: ['came back', 'it answers again'],
    },
  } satisfies LifeWords,
};

export class Registry implements Behaviour {
  readonly registrar: Registrar;
  private readonly host: Host;
  private readonly station: Station;

  constructor(build: InstanceBuild<RegistryConfig>) {
    const { threads, queueLimit, operationTime } = build.config;
    const mechanism = build.config.mechanism as Variant;
    this.host = build.host;
    this.station = build.station({ slots: threads, queueLimit, work: operationTime });
    this.registrar = mechanismAtWork(mechanism.is).registrar(build.part(mechanism) as never);
  }

  started(): void {
    this.registrar.started();
  }

  crashed(): void {
    this.registrar.crashed();
  }

  machineLost(host: number): void {
    this.registrar.machineLost?.(host);
  }

  cutsChanged(): void {
    this.registrar.cutsChanged?.();
  }

  put(key: string, value: number): void {
    this.registrar.put?.(key, value);
  }

  visit(visit: Frame): void {
    if (!this.station.enter(visit)) this.host.answer(visit, Station.full);
  }

  worked(visit: Frame): void {
    this.station.leave(visit);
    this.registrar.message(visit);
  }

  answered(visit: Frame, call: Frame): void {
    this.registrar.answered?.(visit, call);
  }

  face(): readonly Fact[] {
    return this.registrar.face();
  }

  explain(): readonly Fact[] {
    return this.registrar.explain();
  }

  listings(): readonly Listing[] {
    return this.registrar.listings();
  }
}

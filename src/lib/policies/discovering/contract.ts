import type { Build, InstanceBuild } from '#lib/engine/build.ts';
import type { Registrant, Registrar, Resolver } from '#lib/engine/contract.ts';
import type { Port } from '#lib/engine/port.ts';
import type { LookupConfig } from '#lib/policies/lookup-fields.ts';

/** The three parts of a discovery mechanism; all are built with the settings that the registry carries. */
export interface MechanismAtWork<Config = never> {
  /** The registry's own. */
  registrar(build: InstanceBuild<Config>): Registrar;
  /** Of an instance that announces itself. Absent: it need not say anything. */
  registrant?(build: Build<Config>, registry: Port): Registrant;
  /** A caller's own copy, for one port of it. */
  resolver(build: Build<Config>, registry: Port, port: Port, lookup: LookupConfig): Resolver;
}

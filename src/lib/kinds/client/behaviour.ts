import type { InstanceBuild } from '#lib/engine/build.ts';
import type { Behaviour } from '#lib/engine/contract.ts';
import type { ClientConfig } from './kind.ts';
import { OpenClient } from './open.ts';
import { Users } from './users.ts';

/** Sends requests: at a pace of its own, or as users do, who wait for their answers. */
export const behaviour = {
  create(build: InstanceBuild<ClientConfig>): Behaviour {
    const { load } = build.config;
    return load.is === 'users' ? new Users(build, load) : new OpenClient(build, load);
  },
};

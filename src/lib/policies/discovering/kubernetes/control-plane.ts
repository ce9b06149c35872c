import type { Fact } from '#lib/base/fact.ts';
import { OK } from '#lib/base/outcomes.ts';
import { sToMicros } from '#lib/base/time.ts';
import type { InstanceBuild, Tenant } from '#lib/engine/build.ts';
import { OP, type Listing, type Registrar } from '#lib/engine/contract.ts';
import { NONE, type Frame } from '#lib/engine/frames.ts';
import type { Host } from '#lib/engine/host.ts';
import type { Simulation } from '#lib/engine/simulation.ts';
import { Board } from '#lib/policies/discovering/board.ts';
import { Nodes } from './nodes.ts';
import { Pods } from './pods.ts';
import type { KubernetesConfig } from './policy.ts';
import { DELETED, NOT_READY, READY } from './reports.ts';

/**
 * The API server with the controllers that matter here: what kubelets report of pods becomes EndpointSlices, which kube-proxies
 * watch; the node controller declares silent nodes lost, and their pods with them. etcd keeps all of it through an outage.
 */
export class ControlPlane implements Registrar {
  private readonly host: Host;
  private readonly sim: Simulation;
  private readonly config: KubernetesConfig;
  private readonly tenants: readonly Tenant[];
  private readonly pods: Pods;
  private readonly nodes: Nodes;
  private readonly board: Board;
  private readonly monitorMicros: number;
  private readonly monitorTimer: Int32Array;

  constructor(build: InstanceBuild<KubernetesConfig>) {
    this.host = build.host;
    this.sim = build.sim;
    this.config = build.config;
    this.tenants = build.tenants;
    this.pods = new Pods(build);
    this.nodes = new Nodes(build);
    this.board = new Board(build);
    this.monitorMicros = sToMicros(build.config.nodeMonitorPeriodSeconds);
    this.monitorTimer = build.i32(1).fill(NONE);
    this.host.wakes(this);
  }

  started(): void {
    if (this.host.now === 0) this.settle();
    this.nodes.forget();
    this.monitorTimer[0] = this.host.after(this.monitorMicros, 0);
  }

  crashed(): void {
    this.host.cancel(this.monitorTimer[0]);
    this.board.forgetWatchers();
  }

  /** The node controller looks around. */
  timer(): void {
    const { nodes, pods, tenants, config } = this;
    this.monitorTimer[0] = this.host.after(this.monitorMicros, 0);
    tenants.forEach(({ node }, row) => {
      if (nodes.look(row)) {
        pods.nodeSilent(row);
        this.publish(node);
      } else if (nodes.outlasts(row)) pods.evicted(row, config.tolerationSeconds);
    });
  }

  message(visit: Frame): void {
    const { frames } = this.host;
    const { op, payload, result } = frames;
    const caller = this.host.port(frames.port[visit]).host;
    switch (op[visit]) {
      case OP.register:
        this.reported(caller, payload[visit] === READY);
        break;
      case OP.renew:
        result[visit] = this.renewed(caller);
        break;
      case OP.cancel:
        this.ended(caller, payload[visit] === DELETED);
        break;
      default:
        result[visit] = this.board.newest(this.board.asked(visit));
    }
    this.host.answer(visit, OK);
  }

  face(): readonly Fact[] {
    const counted = ['ready', 'not ready', 'terminating', 'node lost'];
    return counted.map((state): Fact => ({ key: state, label: state, value: this.pods.count(state) }));
  }

  explain(): readonly Fact[] {
    const of = this.config.nodeMonitorGracePeriodSeconds;
    return this.tenants.map(({ name }, row): Fact => {
      const key = `node/${row}`;
      if (this.pods.isAbsent(row)) return { key, label: name, value: 'no pod' };
      const bars = [{ label: 'lease of its node', value: this.nodes.silence(row), of }];
      return { key, label: name, value: this.pods.stateOf(row), bars };
    });
  }

  /** What runs out is the grace of each pod's node. */
  listings(): readonly Listing[] {
    const of = this.config.nodeMonitorGracePeriodSeconds;
    return this.tenants.map(({ host }, row): Listing => {
      const state = this.pods.stateOf(row);
      const listed = this.pods.isReady(row);
      if (this.pods.isAbsent(row)) return { host, state, listed, age: null, left: null, of };
      const age = this.nodes.silence(row);
      const left = this.nodes.isLost(row) ? null : Math.max(0, of - age);
      return { host, state, listed, age, left, of };
    });
  }

  /** The story begins with a cluster at rest: whoever is there has been ready for a while. */
  private settle(): void {
    this.tenants.forEach(({ host }, row) => {
      if (!this.sim.instances[host].life.up) return;
      this.nodes.heard(row);
      this.pods.settle(row);
    });
    for (const { node } of this.tenants) this.publish(node);
  }

  private reported(host: number, ready: boolean): void {
    const row = this.pods.row(host);
    this.nodes.heard(row);
    this.pods.reported(row, ready);
    this.publish(this.tenants[row].node);
  }

  /** The kubelet learns what is known of its pod, and sets it right if need be. */
  private renewed(host: number): number {
    const row = this.pods.row(host);
    if (!this.pods.isAbsent(row)) this.nodes.heard(row);
    return this.pods.isReady(row) ? READY : NOT_READY;
  }

  private ended(host: number, deleted: boolean): void {
    const row = this.pods.row(host);
    this.pods.deleted(row);
    if (!deleted) {
      this.pods.gone(row);
      this.nodes.remove(row);
    }
    this.publish(this.tenants[row].node);
  }

  private publish(node: number): void {
    this.board.publish(node, this.pods.endpoints(node));
  }
}

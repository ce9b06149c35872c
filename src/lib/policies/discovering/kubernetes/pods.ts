import { assert } from '#lib/base/assert.ts';
import type { InstanceBuild, Tenant } from '#lib/engine/build.ts';
import type { Chart } from '#lib/engine/chart.ts';
import { machine } from './pod.machine.ts';
import type { KubernetesConfig } from './policy.ts';

const EVENTS = ['created', 'became ready', 'became unready', 'node went silent', 'deleted', 'gone'];
const RULES = [
  'its kubelet reported it',
  'its kubelet reported it ready',
  'its kubelet reported it not ready',
  'its node is not heard of: whoever is on it counts as not ready',
  'it is being deleted: not an endpoint any more, while its container gets preStop and SIGTERM at the same time',
  'its node was not heard of for tolerationSeconds ({a} s): it is deleted',
  'its containers have ended',
  'it was ready before the story began',
];
const CREATED = 0;
const BECAME_READY = 1;
const BECAME_UNREADY = 2;
const NODE_SILENT = 3;
const WAS_DELETED = 4;
const WAS_GONE = 5;
const TOLERATED = 5;
const ENDED = 6;
const BEFORE = 7;

/** What the API server has of each pod that may stand here; a row a pod's address. */
export class Pods {
  readonly states: readonly string[];
  private readonly tenants: readonly Tenant[];
  private readonly chart: Chart;
  private readonly events: readonly number[];
  private readonly rowOf = new Map<number, number>();
  private readonly absent: number;
  private readonly ready: number;
  private readonly terminating: number;
  /** By row: 1 when it was ready as its deletion began. */
  private readonly serving: Uint8Array;

  constructor(build: InstanceBuild<KubernetesConfig>) {
    const { tenants } = build;
    this.tenants = tenants;
    const subjects = tenants.map(({ name }) => name);
    this.chart = build.chart({ concern: 'pod', machine, rules: RULES, subjects });
    this.events = EVENTS.map((name) => this.chart.event(name));
    this.states = this.chart.table.states;
    this.absent = this.chart.state('absent');
    this.ready = this.chart.state('ready');
    this.terminating = this.chart.state('terminating');
    this.serving = build.u8(tenants.length);
    tenants.forEach(({ host }, row) => this.rowOf.set(host, row));
  }

  row(host: number): number {
    const row = this.rowOf.get(host);
    assert(row !== undefined, 'only the kubelet of a tenant reports');
    return row;
  }

  stateOf(row: number): string {
    return this.states[this.chart.mode[row]];
  }

  isReady(row: number): boolean {
    return this.chart.mode[row] === this.ready;
  }

  isAbsent(row: number): boolean {
    return this.chart.mode[row] === this.absent;
  }

  /** It was there and ready before the run began. */
  settle(row: number): void {
    this.step(row, CREATED, BEFORE);
    this.step(row, BECAME_READY, BEFORE);
  }

  /** Its kubelet says whether it is ready. A pod at an address whose last pod was being deleted is another one. */
  reported(row: number, ready: boolean): void {
    if (this.chart.mode[row] === this.terminating) this.step(row, WAS_GONE, ENDED);
    if (this.chart.mode[row] === this.absent) this.step(row, CREATED, CREATED);
    if (ready) this.step(row, BECAME_READY, BECAME_READY);
    else this.step(row, BECAME_UNREADY, BECAME_UNREADY);
  }

  nodeSilent(row: number): void {
    this.step(row, NODE_SILENT, NODE_SILENT);
  }

  deleted(row: number): void {
    if (this.chart.mode[row] !== this.terminating) this.serving[row] = this.isReady(row) ? 1 : 0;
    this.step(row, WAS_DELETED, WAS_DELETED);
  }

  evicted(row: number, tolerationSeconds: number): void {
    this.serving[row] = 0;
    this.step(row, WAS_DELETED, TOLERATED, tolerationSeconds);
  }

  gone(row: number): void {
    this.step(row, WAS_GONE, ENDED);
  }

  /** Addresses of a service's endpoints; with none ready those that terminate and still serve (KEP-1669). */
  endpoints(node: number): readonly number[] {
    const ready = this.addresses(node, (row) => this.isReady(row));
    return ready.length > 0 ? ready : this.addresses(node, (row) => this.isServing(row));
  }

  count(state: string): number {
    return this.tenants.filter((_, row) => this.stateOf(row) === state).length;
  }

  private isServing(row: number): boolean {
    return this.chart.mode[row] === this.terminating && this.serving[row] === 1;
  }

  private addresses(node: number, isMeant: (row: number) => boolean): readonly number[] {
    return this.tenants.filter((tenant, row) => tenant.node === node && isMeant(row)).map(({ host }) => host);
  }

  private step(row: number, event: number, rule: number, a = 0): void {
    this.chart.step(row, this.events[event], rule, a, 0);
  }
}

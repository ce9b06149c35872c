import type { InstanceBuild } from '#lib/engine/build.ts';
import { Ledger } from '#lib/policies/discovering/ledger.ts';
import { machine } from './pod.machine.ts';
import type { KubernetesConfig } from './policy.ts';

const RULES = [
  'its kubelet reported it',
  'its kubelet reported it ready',
  'its kubelet reported it not ready',
  'its node is not heard of: whoever is on it counts as not ready',
  'it is being deleted: not an endpoint any more, while its container gets preStop and SIGTERM at the same time',
  'its node was not heard of for tolerationSeconds ({a} s): it is deleted',
  'its containers have ended',
  'it was there before the story began',
  'it was ready before the story began',
];
const EVENTS = [
  'created',
  'became ready',
  'became unready',
  'node went silent',
  'deleted',
  'deleted',
  'gone',
  'created',
  'became ready',
];
const CREATED = 0;
const BECAME_READY = 1;
const BECAME_UNREADY = 2;
const NODE_SILENT = 3;
const WAS_DELETED = 4;
const TOLERATED = 5;
const ENDED = 6;
const CREATED_BEFORE = 7;
const READY_BEFORE = 8;

/** What the API server has of each pod that may stand here; a row a pod's address. */
export class Pods {
  private readonly ledger: Ledger;
  private readonly mode: Readonly<Uint8Array>;
  private readonly ready: number;
  private readonly terminating: number;
  /** By row: 1 when it was ready as its deletion began. */
  private readonly serving: Uint8Array;

  constructor(build: InstanceBuild<KubernetesConfig>) {
    this.ledger = new Ledger(build, { concern: 'pod', machine, rules: RULES, events: EVENTS });
    const { chart } = this.ledger;
    this.mode = chart.mode;
    this.ready = chart.state('ready');
    this.terminating = chart.state('terminating');
    this.serving = build.u8(build.tenants.length);
  }

  row(host: number): number {
    return this.ledger.row(host);
  }

  stateOf(row: number): string {
    return this.ledger.stateOf(row);
  }

  isReady(row: number): boolean {
    return this.mode[row] === this.ready;
  }

  isAbsent(row: number): boolean {
    return this.ledger.isAbsent(row);
  }

  /** It was there and ready before the run began. */
  settle(row: number): void {
    this.ledger.step(row, CREATED_BEFORE);
    this.ledger.step(row, READY_BEFORE);
  }

  /** Its kubelet says whether it is ready. A pod at an address whose last pod was being deleted is another one. */
  reported(row: number, ready: boolean): void {
    const { ledger } = this;
    if (this.mode[row] === this.terminating) ledger.step(row, ENDED);
    if (ledger.isAbsent(row)) ledger.step(row, CREATED);
    ledger.step(row, ready ? BECAME_READY : BECAME_UNREADY);
  }

  nodeSilent(row: number): void {
    this.ledger.step(row, NODE_SILENT);
  }

  deleted(row: number): void {
    if (this.mode[row] !== this.terminating) this.serving[row] = this.isReady(row) ? 1 : 0;
    this.ledger.step(row, WAS_DELETED);
  }

  evicted(row: number, tolerationSeconds: number): void {
    this.serving[row] = 0;
    this.ledger.step(row, TOLERATED, tolerationSeconds);
  }

  gone(row: number): void {
    this.ledger.step(row, ENDED);
  }

  /** Addresses of a service's endpoints; with none ready those that terminate and still serve (KEP-1669). */
  endpoints(node: number): readonly number[] {
    const ready = this.ledger.hosts(node, (row) => this.isReady(row));
    return ready.length > 0 ? ready : this.ledger.hosts(node, (row) => this.isServing(row));
  }

  count(state: string): number {
    return this.ledger.tenants.filter((_, row) => this.stateOf(row) === state).length;
  }

  private isServing(row: number): boolean {
    return this.mode[row] === this.terminating && this.serving[row] === 1;
  }
}

export type { Plan, PlanChart, PlanEdge, PlanHost, PlanNode } from '#lib/scenario/plan.ts';

const labels: Readonly<Record<string, string>> = {
  'hard-coded': 'Hard-coded addresses',
  dns: 'DNS',
  consul: 'Consul',
  eureka: 'Eureka',
  kubernetes: 'Kubernetes built-in',
  leased: 'Registry with leases',
  haproxy: 'HAProxy checks',
  nginx: 'nginx, passive',
  envoy: 'Envoy checks',
  alb: 'AWS ALB',
};

/** What people call a mechanism; one that nobody named here goes by its own name, "like-this" as "Like this". */
export function labelOf(mechanism: string): string {
  if (Object.hasOwn(labels, mechanism)) return labels[mechanism];
  const words = mechanism.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What belongs to one mechanism together: those named in `first` in that order, then the others as they come. */
export function byMechanism<T extends { readonly mechanism: string }>(
  all: readonly T[],
  first: readonly string[],
): { mechanism: string; label: string; of: T[] }[] {
  return [...new Set([...first, ...all.map(({ mechanism }) => mechanism)])].flatMap((mechanism) => {
    const of = all.filter((each) => each.mechanism === mechanism);
    return of.length === 0 ? [] : [{ mechanism, label: labelOf(mechanism), of }];
  });
}

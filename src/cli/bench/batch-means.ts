import { assert } from '#lib/base/assert.ts';

const BATCHES = 32;
/** The first of them start from an empty system. */
const DROPPED = 2;
/** Student's t for 99.9 % and 29 degrees: of a dozen fixed checks, hardly one set in a hundred cries wolf. */
const T = 3.659;

/** The mean of a run's latencies with an interval that holds the true mean: the method of batch means. */
export class BatchMeans {
  private readonly counts = new Float64Array(BATCHES);
  private readonly sums = new Float64Array(BATCHES);

  constructor(private readonly lengthMicros: number) {}

  record(atMicros: number, latencyMicros: number): void {
    const batch = Math.min(BATCHES - 1, Math.floor((atMicros / this.lengthMicros) * BATCHES));
    this.counts[batch]++;
    this.sums[batch] += latencyMicros;
  }

  /** In ms; `halfWidth` on either side of the mean is the interval of 99.9 %. */
  interval(): { mean: number; halfWidth: number } {
    const counts = this.counts.subarray(DROPPED);
    const sums = this.sums.subarray(DROPPED);
    assert(
      counts.every((count) => count > 0),
      'a run is long enough for every batch to have requests',
    );
    const mean = total(sums) / total(counts);
    const squares = sums.map((sum, batch) => (sum / counts[batch] - mean) ** 2);
    const error = Math.sqrt(total(squares) / (counts.length - 1) / counts.length);
    return { mean: mean / 1_000, halfWidth: (T * error) / 1_000 };
  }
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

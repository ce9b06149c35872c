import { isRecord } from '#lib/base/raw-value.ts';
import type { Recording } from '#lib/base/recording.ts';
import { Complaint } from '#cli/complaint.ts';

/** Recordings from the text of a file: a list of cases, or one. @throws Complaint naming the first case that is none */
export function readRecordings(name: string, text: string): Recording[] {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    throw new Complaint(`${name} is not JSON: ${(error as Error).message}.`);
  }
  const list: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
  return list.map((item, index) => {
    const where = `${name} /${index}`;
    if (!isRecord(item))
      throw new Complaint(`${where}: a recorded case is an object with “id” and “mechanism”.`);
    for (const key of ['id', 'mechanism'] as const) {
      if (typeof item[key] !== 'string') throw new Complaint(`${where}/${key}: a text belongs here.`);
    }
    const config = item.config ?? {};
    if (!isRecord(config))
      throw new Complaint(`${where}/config: an object of the product's options belongs here.`);
    for (const key of ['events', 'expected', 'arrivals'] as const) {
      if (item[key] !== undefined && !Array.isArray(item[key]))
        throw new Complaint(`${where}/${key}: a list belongs here.`);
    }
    if (item.events === undefined && item.arrivals === undefined) {
      throw new Complaint(`${where}: a recorded case has “events” or “arrivals”.`);
    }
    return { ...item, id: String(item.id), mechanism: String(item.mechanism), config };
  });
}

const SECONDS_PER_DAY = 86_400;
/** Days from 1 March of the year 0 to 1970: eras of 400 years begin there, so that leap days come last. */
const DAYS_TO_1970 = 719_468;
const DAYS_PER_ERA = 146_097;

/**
 * The second in which the UTC month, or year, of a second since 1970 began, in the proleptic Gregorian calendar. Howard
 * Hinnant's `civil_from_days` and its inverse ("chrono-compatible low-level date algorithms", 2014): whole numbers alone.
 */
export function startOf(unit: 'month' | 'year', seconds: number): number {
  const days = Math.floor(seconds / SECONDS_PER_DAY) + DAYS_TO_1970;
  const era = Math.floor(days / DAYS_PER_ERA);
  const dayOfEra = days - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  /** From 0 = March. */
  const month = Math.floor((5 * dayOfYear + 2) / 153);
  const marchYear = yearOfEra + era * 400;
  if (unit === 'month') return daysOf(marchYear, month) * SECONDS_PER_DAY;
  // January and February belong to the year that began in the March before.
  return daysOf(month >= 10 ? marchYear : marchYear - 1, 10) * SECONDS_PER_DAY;
}

/** Days since 1970 of the first of a month, from 0 = March, of a year that begins in March. */
function daysOf(marchYear: number, month: number): number {
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * month + 2) / 5);
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - DAYS_TO_1970;
}

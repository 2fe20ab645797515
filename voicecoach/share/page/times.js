// Times, in seconds: as they are shown and said, and what lies at one.

export const NEAR_S = 0.05; // browsers land a little before what they are asked for

/** The last of some spans, in order of their starts, that has begun; -1 for none. */
export function lastBegun(spans, at_s) {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle].start_s <= at_s + NEAR_S) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}

export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const tail = String(whole % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/** A time in words, such as "1 minute, 20 seconds": a screen reader reads "1:20" as a time of day. */
export function spokenTime(seconds, language) {
  const whole = Math.max(0, Math.floor(seconds));
  const units = [["hour", Math.floor(whole / 3600)], ["minute", Math.floor(whole / 60) % 60], ["second", whole % 60]];
  const said = units.filter(([unit, count]) => count || (unit === "second" && !whole));
  return said
    .map(([unit, count]) => new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count))
    .join(", ");
}

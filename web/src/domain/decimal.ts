// Money as integers. The API speaks decimal strings; here they are BigInt counts of a unit 10^-digits,
// so that sums and comparisons are exact. Nothing in this file makes a `number` of an amount.

declare const unit: unique symbol;

/** A count of 10^-digits of something; which digits is known by whoever made it. */
export type Units<Of extends string> = bigint & { readonly [unit]: Of };
export type Price = Units<"price">;
export type Quantity = Units<"quantity">;
export type Amount = Units<"amount">;

const DECIMAL = /^(\d{1,20})(?:\.(\d{0,20}))?$/;

/** The units of a plain decimal text; null for anything else, and for more digits than there are. */
export function parseUnits(text: string, digits: number): bigint | null {
  const match = DECIMAL.exec(text.startsWith(".") ? `0${text}` : text);
  if (match === null) return null;
  const fraction = (match[2] ?? "").replace(/0+$/, "");
  if (fraction.length > digits) return null;
  return BigInt((match[1] ?? "0") + fraction.padEnd(digits, "0"));
}

/** As parseUnits, with digits that are too many cut off: for figures, not for what is sent. */
export function cutUnits(text: string, digits: number): bigint {
  const [whole = "0", fraction = ""] = text.replace(/^-/, "").split(".");
  const units = BigInt(whole + fraction.slice(0, digits).padEnd(digits, "0"));
  return text.startsWith("-") ? -units : units;
}

/** All digits: 1200n with 3 is "1.200". */
export function formatUnits(units: bigint, digits: number): string {
  const sign = units < 0n ? "-" : "";
  const text = (units < 0n ? -units : units).toString().padStart(digits + 1, "0");
  if (digits === 0) return sign + text;
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** "1234567.8" as "1,234,567.8". */
export function group(text: string): string {
  const [whole = "", fraction] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** Without the zeros behind the last significant digit, but with `least` digits. */
export function trim(text: string, least = 0): string {
  const [whole = "", fraction = ""] = text.split(".");
  const kept = fraction.replace(/0+$/, "").padEnd(least, "0");
  return kept === "" ? whole : `${whole}.${kept}`;
}

/** How many digits behind the point a step such as "0.00010000" needs. */
export function digitsOf(step: string): number {
  return trim(step).split(".")[1]?.length ?? 0;
}

export function isZero(text: string): boolean {
  return /^[0.]*$/.test(text);
}

/** Large figures for people: "81.18M". Exact to the digits shown, cut rather than rounded. */
export function compact(text: string): string {
  const whole = cutUnits(text, 0);
  for (const [suffix, power] of [["B", 9], ["M", 6], ["K", 3]] as const) {
    const size = 10n ** BigInt(power);
    if (whole >= size) return `${formatUnits((whole * 100n) / size, 2)}${suffix}`;
  }
  return trim(formatUnits(cutUnits(text, 2), 2), 2);
}

/** The largest multiple of `step` that is not above. */
export function floorTo(units: bigint, step: bigint): bigint {
  return step <= 0n ? units : units - (units % step);
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { compact, cutUnits, digitsOf, floorTo, formatUnits, group, isZero, parseUnits, trim } from "./decimal";

test("units are exact, and what has too many digits is none", () => {
  assert.equal(parseUnits("0.1", 8), 10_000_000n);
  assert.equal(parseUnits("59894.65000000", 2), 5_989_465n);
  assert.equal(parseUnits(".5", 1), 5n);
  assert.equal(parseUnits("7.", 2), 700n);
  assert.equal(parseUnits("9007199254740993.00000001", 8), 900719925474099300000001n);
  for (const text of ["", "-1", "1e3", "0x10", "1,5", "1.001", " 1", "١"]) {
    assert.equal(parseUnits(text, 2), null, text);
  }
});

test("formatting keeps every digit", () => {
  assert.equal(formatUnits(5n, 8), "0.00000005");
  assert.equal(formatUnits(-1205n, 2), "-12.05");
  assert.equal(formatUnits(7n, 0), "7");
  for (const text of ["0.00", "12.34", "900719925474099300.01"]) {
    assert.equal(formatUnits(parseUnits(text, 2) ?? -1n, 2), text);
  }
});

test("figures for people", () => {
  assert.equal(group("1234567.8901"), "1,234,567.8901");
  assert.equal(trim("1.50000000", 2), "1.50");
  assert.equal(trim("100.00"), "100");
  assert.equal(compact("81184573.71338410"), "81.18M");
  assert.equal(compact("12.5"), "12.50");
  assert.equal(cutUnits("-0.171", 2), -17n);
  assert.equal(digitsOf("0.00010000"), 4);
  assert.equal(digitsOf("1.00000000"), 0);
  assert.equal(floorTo(12345n, 100n), 12300n);
  assert.ok(isZero("0.000") && !isZero("0.001"));
});

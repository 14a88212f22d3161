internal import Foundation

/// sin x and cos x, within one unit in the last place of the exact values, for environments whose time goes
/// into trigonometry.
///
/// x is reduced by the nearest multiple n of π/2, which is subtracted in parts (33 and 33 bits of π/2, so
/// that their products with n are exact, and the rest), to r + e with |r| ≤ π/4 and a correction e. On r
/// the Taylor polynomials of degree 17 and 16 leave out less than 10⁻¹⁷. n mod 4 then says which of them
/// is the sine, which the cosine, and their signs. There is no branch but the one for |x| > 2²⁰, infinity
/// and NaN, which go to the C library; so calls for several copies overlap in the processor.
@inline(__always)
package func sineAndCosine(_ x: Double) -> (sine: Double, cosine: Double) {
  guard abs(x) <= 0x1p20 else { return (sin(x), cos(x)) }
  // Adding 1.5 · 2⁵² rounds to an integer, and leaves it in the lowest bits.
  let shifted = x * 0x1.45f3_06dc_9c88_3p-1 + 0x1.8p52
  let n = shifted - 0x1.8p52
  let quadrant = shifted.bitPattern
  let first = x - n * 0x1.921f_b544p0
  let second = n * 0x1.0b46_11a6p-34
  let high = first - second
  let rest = n * 0x1.3198_a2e0_3707_3p-69 - ((first - high) - second)
  let r = high - rest
  let e = (high - r) - rest

  let y = r * r
  let y² = y * y
  let y⁴ = y² * y²
  let oddLow = (-1 / 6.0 + y * (1 / 120.0)) + y² * (-1 / 5_040.0 + y * (1 / 362_880.0))
  let oddHigh =
    (-1 / 39_916_800.0 + y * (1 / 6_227_020_800.0))
    + y² * (-1 / 1_307_674_368_000.0 + y * (1 / 355_687_428_096_000.0))
  let odd = r + (r * y * (oddLow + y⁴ * oddHigh) + e)

  let evenLow = (1 / 24.0 + y * (-1 / 720.0)) + y² * (1 / 40_320.0 + y * (-1 / 3_628_800.0))
  let evenHigh =
    (1 / 479_001_600.0 + y * (-1 / 87_178_291_200.0)) + y² * (1 / 20_922_789_888_000.0)
  let half = 0.5 * y
  let one = 1 - half
  let even = one + (((1 - one) - half) + (y² * (evenLow + y⁴ * evenHigh) - r * e))

  // In odd quadrants the two change places; the sine is negative in 2 and 3, the cosine in 1 and 2.
  let exchange = 0 &- (quadrant & 1)
  let difference = (odd.bitPattern ^ even.bitPattern) & exchange
  let sine = odd.bitPattern ^ difference ^ ((quadrant & 2) << 62)
  let cosine = even.bitPattern ^ difference ^ (((quadrant &+ 1) & 2) << 62)
  return (Double(bitPattern: sine), Double(bitPattern: cosine))
}

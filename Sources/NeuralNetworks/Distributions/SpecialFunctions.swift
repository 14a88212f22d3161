internal import Foundation

/// log Γ(x) for x > 0, within 2 ulp or 10⁻¹⁵ (the C library's); NaN for other x, +∞ at 0.
public func logGamma(_ x: Double) -> Double {
  guard x > 0 else { return x == 0 ? .infinity : .nan }
  let (value, _) = Foundation.lgamma(x)
  return value
}

/// ψ(x) = d/dx log Γ(x) for x > 0, within 10⁻¹⁴ (1 + |ψ(x)|); NaN for other x.
public func digamma(_ x: Double) -> Double { polygamma(0, x) }

/// ψ⁽ⁿ⁾(x) = dⁿ⁺¹/dxⁿ⁺¹ log Γ(x) for n = `order` ≥ 0 and x > 0, within 10⁻¹⁴ (1 + |ψ⁽ⁿ⁾(x)|); NaN for other x.
///
/// The recurrence ψ⁽ⁿ⁾(x) = ψ⁽ⁿ⁾(x + 1) − (−1)ⁿ n! / xⁿ⁺¹ moves x to where the asymptotic series
/// ψ⁽ⁿ⁾(x) ∼ (−1)ⁿ⁺¹ Σₖ (k + n − 1)!/k! Bₖ / xᵏ⁺ⁿ is exact to double precision (M. Abramowitz and I. Stegun,
/// 6.4.6 and 6.4.11). For n = 0 the first term, k = 0, is log x.
public func polygamma(_ order: Int, _ x: Double) -> Double {
  precondition(order >= 0, "A polygamma function of order \(order) is not defined.")
  guard x > 0 else { return .nan }
  guard x < .infinity else { return order == 0 ? .infinity : 0 }
  var factorial = 1.0
  for k in stride(from: 2, through: order, by: 1) { factorial *= Double(k) }

  // Both the recurrence and the series give ψ⁽ⁿ⁾(x) (−1)ⁿ⁺¹; for n ≥ 1 they add positive terms only.
  var (z, sum) = (x, 0.0)
  while z < Double(12 + order) {
    sum += factorial / power(z, order + 1)
    z += 1
  }
  let inverse = 1 / (z * z)
  let leading = power(1 / z, order)
  sum += order == 0 ? -log(z) : factorial / Double(order) * leading
  sum += factorial * leading / (2 * z)
  // (2k + n − 1)!/(2k)! / z²ᵏ⁺ⁿ from its predecessor.
  var ratio = order == 0 ? 1 : factorial / Double(order)
  var term = leading
  for k in 1...bernoulliNumbers.count {
    let (n, m) = (Double(order), Double(2 * k))
    if order == 0 {
      ratio = 1 / m
    } else {
      ratio *= (m + n - 2) * (m + n - 1) / ((m - 1) * m)
    }
    term *= inverse
    sum += bernoulliNumbers[k - 1] * ratio * term
  }
  return order % 2 == 0 ? -sum : sum
}

/// B₂, B₄, …, B₂₀.
private let bernoulliNumbers: [Double] = [
  1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510,
  43867.0 / 798, -174611.0 / 330,
]

private func power(_ base: Double, _ exponent: Int) -> Double {
  var result = 1.0
  for _ in 0..<exponent { result *= base }
  return result
}

import LinearAlgebra
import ReinforcementLearning
func fullReturns(_ r: RowBuffer, _ ranges: [Range<Int>], _ γ: Double, into q: inout RowBuffer) {
  for range in ranges { var s = 0.0, d = 1.0; for t in range { s += d * Double(r[t,0]); d *= γ }; for t in range { q[t,0] = Float(s) } }
}
func rewardToGo(_ r: RowBuffer, _ ranges: [Range<Int>], _ γ: Double, into q: inout RowBuffer) {
  for range in ranges { var s = 0.0; for t in range.reversed() { s = Double(r[t,0]) + γ * s; q[t,0] = Float(s) } }
}
func rewardToGoFromStart(_ r: RowBuffer, _ ranges: [Range<Int>], _ γ: Double, into q: inout RowBuffer) {
  for range in ranges { var d = 1.0; for t in range { q[t,0] = Float(d * Double(r[t,0])); d *= γ }; var s = 0.0; for t in range.reversed() { s += Double(q[t,0]); q[t,0] = Float(s) } }
}
func subtractMean(over: [Range<Int>], _ a: inout RowBuffer) { let (m, _) = meanAndDeviation(a.span); for t in 0..<a.count { a[t,0] -= m } }
func subtractMeanPerTimeStep(over ranges: [Range<Int>], _ a: inout RowBuffer) {
  let longest = ranges.map(\.count).max() ?? 0
  for k in 0..<longest { var s = 0.0, n = 0.0; for r in ranges where r.count > k { s += Double(a[r.lowerBound+k,0]); n += 1 }; for r in ranges where r.count > k { a[r.lowerBound+k,0] -= Float(s/n) } }
}
func normalize(_ a: inout RowBuffer) { let (m, d) = meanAndDeviation(a.span); for t in 0..<a.count { a[t,0] = (a[t,0]-m)/(d+1e-8) } }
func meanAndDeviation(_ x: Span<Float>) -> (mean: Float, deviation: Float) { var s = 0.0; for i in x.indices { s += Double(x[i]) }; let m = s / Double(x.count); var v = 0.0; for i in x.indices { v += (Double(x[i])-m)*(Double(x[i])-m) }; return (Float(m), Float((v/Double(x.count)).squareRoot())) }

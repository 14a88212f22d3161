import LinearAlgebra
import Testing

@Suite struct VectorArithmeticTests {
  private func random<Element: BLASScalar>(
    _ count: Int, _ random: inout RandomStream
  ) -> Vector<Element> {
    Vector((0..<count).map { _ in Element(random.uniform(-1, 1)) })
  }

  private func agreesWithLoops<Element: BLASScalar>(_ type: Element.Type, _ count: Int) {
    var stream = RandomStream(seed: UInt64(count))
    let x: Vector<Element> = random(count, &stream)
    let y: Vector<Element> = random(count, &stream)
    let (a, b) = (Array(x), Array(y))
    let slack = Element.ulpOfOne * Element(count + 1)
    #expect(Array(x + y) == zip(a, b).map { $0 + $1 })
    #expect(Array(x - y) == zip(a, b).map { $0 - $1 })
    #expect(Array(-x) == a.map { -$0 })
    #expect(Array(3 * x) == a.map { 3 * $0 } && Array(x * 3) == Array(3 * x))
    var z = x
    z += y
    #expect(z == x + y)
    z = x
    z -= y
    #expect(z == x - y)
    z = x
    z *= 0.25
    #expect(z == 0.25 * x)
    z = x
    z.add(y, scaledBy: 0.5)
    #expect(zip(Array(z), zip(a, b).map { $0 + 0.5 * $1 }).allSatisfy { abs($0 - $1) <= slack })
    #expect(abs(x.dot(y) - zip(a, b).map(*).reduce(0, +)) <= slack)
    #expect(abs(x.norm - a.map { $0 * $0 }.reduce(0, +).squareRoot()) <= slack)
    #expect(abs(x.sum() - a.reduce(0, +)) <= slack)
    if count > 0 { #expect(abs(x.mean() - a.reduce(0, +) / Element(count)) <= slack) }
    z = x
    z.move(toward: y, by: 0.25)
    #expect(
      zip(Array(z), zip(a, b).map { 0.75 * $0 + 0.25 * $1 }).allSatisfy { abs($0 - $1) <= slack })
    z.assign(from: y)
    #expect(z == y && x == Vector(a))
    #expect(x.isFinite)
  }

  @Test(arguments: [0, 1, 2, 31, 32, 33, 1000])
  func operationsAgreeWithLoops(count: Int) {
    agreesWithLoops(Float.self, count)
    agreesWithLoops(Double.self, count)
  }

  @Test func aCopyDoesNotChange() {
    let original: Vector<Double> = [1, 2, 3]
    var copies = Array(repeating: original, count: 6)
    copies[0] += original
    copies[1] *= 2
    copies[2].add(original, scaledBy: 1)
    copies[3].move(toward: [0, 0, 0], by: 1)
    copies[4].assign(from: [4, 5, 6])
    copies[5][0] = 9
    #expect(original == [1, 2, 3])
    #expect(copies[0] == [2, 4, 6] && copies[1] == copies[0] && copies[2] == copies[0])
    #expect(copies[3] == [0, 0, 0] && copies[4] == [4, 5, 6] && copies[5] == [9, 2, 3])
  }

  @Test func assigningKeepsTheTwoApartAndTheMemoryInPlace() {
    var target: Vector<Float> = [0, 0]
    let online: Vector<Float> = [1, 2]
    let before = target.withUnsafePointer { $0 }
    target.assign(from: online)
    #expect(target.withUnsafePointer { $0 } == before)
    target[0] = 7
    #expect(online == [1, 2] && target == [7, 2])
    target.assign(from: target)
    #expect(target == [7, 2])
  }

  @Test func scalingIsATrueProduct() {
    let x: Vector<Double> = [.infinity, -1, .nan]
    let zero = 0 * x
    #expect(zero[0].isNaN && zero[1] == 0 && zero[1].sign == .minus && zero[2].isNaN)
  }

  @Test(arguments: [0, 1, 40, 99])
  func notFiniteIsFoundAnywhere(position: Int) {
    for bad in [Double.infinity, -.infinity, .nan] {
      var x = Vector<Double>(repeating: .greatestFiniteMagnitude, count: 100)
      #expect(x.isFinite)
      x[position] = bad
      #expect(!x.isFinite)
    }
    #expect(Vector<Float>().isFinite)
  }

  @Test func countsMustAgree() async {
    await #expect(processExitsWith: .failure) { _ = Vector<Float>([1]) + Vector<Float>([1, 2]) }
    await #expect(processExitsWith: .failure) { _ = Vector<Float>([1]).dot([1, 2]) }
    await #expect(processExitsWith: .failure) { _ = Vector<Float>().mean() }
    await #expect(processExitsWith: .failure) {
      var x: Vector<Double> = [1, 2]
      x.add([1], scaledBy: 1)
    }
    await #expect(processExitsWith: .failure) {
      var x: Vector<Double> = [1, 2]
      x.assign(from: [1])
    }
    await #expect(processExitsWith: .failure) {
      var x: Vector<Double> = [1, 2]
      x.move(toward: [1, 2, 3], by: 0.5)
    }
  }
}

import LinearAlgebra
import NeuralNetworks

/// The bit patterns of the elements row by row; Float is exact in Double.
func bits<E: BLASScalar>(_ variable: Variable<E>) -> [UInt64] {
  (0..<variable.count).map { Double(variable.pointer[$0]).bitPattern }
}

/// The bit patterns of the elements.
func bits<E: BLASScalar>(_ vector: Vector<E>) -> [UInt64] {
  (0..<vector.count).map { Double(vector[$0]).bitPattern }
}

/// A matrix of normal numbers, the same for Float and Double up to rounding.
func normal<E: BLASScalar>(
  _ rows: Int, _ columns: Int, _ stream: inout RandomStream, of type: E.Type = E.self
) -> Matrix<E> {
  Matrix(rows: rows, columns: columns) { _, _ in E(stream.normal()) }
}

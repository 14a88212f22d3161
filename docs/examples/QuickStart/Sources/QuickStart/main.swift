import Apus

print(Matrix<Float>([[1, 2], [3, 4]]))
